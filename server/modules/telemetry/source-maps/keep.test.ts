/** What is kept, for how long and how much; and that an event waits for none of it for long. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testClock } from '#platform/clock'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { call, testContext } from '#testing'
import { endpoints } from '../../../app.ts'
import type { TelemetryEvent } from '../event.ts'
import { newProject } from './build.fixture.ts'
import { clientFor } from './client.fixture.ts'
import { browserEvent, send } from './event.fixture.ts'
import { decodedBytes, forgetMaps } from './find-map.ts'
import { cacheBytes, chunkHours, maxMissesPerProject, maxProjectFiles, unusedDays } from './limits.ts'
import { resolveSources } from './resolve-sources.ts'
import { sweepSourceMaps } from './sweep.ts'
import { countUses } from './uses.ts'
import { bundleEntries, debugIdOf, tinyMap, zipOf } from './zip.fixture.ts'

const dayMs = 86_400_000

async function filesOf(ctx: Context): Promise<string[]> {
  const found: string[] = []
  for await (const { key } of ctx.blobs.list(`${ctx.workspaceId}/`)) found.push(key.split('/')[1] ?? '')
  return found.sort()
}

/** What an upload came in goes a moment after the upload said that it is done. */
const mapFilesOf = async (ctx: Context) => (await filesOf(ctx)).filter((kind) => kind === 'source-map')

const failureOf = (debugId: string) => ({
  frames: [
    { function: 'f', filename: 'https://x/a.js', abs_path: 'https://x/a.js', lineno: 1, colno: 1, in_app: true },
  ],
  ...{ debugId, type: 'Error', value: 'no' },
})

async function uploaded(ctx: Context, name: string) {
  const project = await newProject(ctx)
  const debugId = debugIdOf(name)
  const bundle = zipOf(bundleEntries({ debugId, map: tinyMap(`src/${name}.ts`), script: `// ${name}` }))
  assert.equal((await (await clientFor(ctx)).upload(bundle, { projects: [project.id] })).state, 'ok')
  return { project, debugId, bundle }
}

test('maps that no event has used for 90 days go with their files, a day is what an unfinished upload has', async () => {
  const ctx = await testContext()
  const [used, unused] = [await uploaded(ctx, 'used'), await uploaded(ctx, 'unused')]
  await (await clientFor(ctx)).sendChunk(Buffer.from('half an upload'))
  assert.deepEqual(await filesOf(ctx), [...Array.from({ length: 4 }, () => 'source-map'), 'upload-chunk'])
  const now = testClock(ctx.now())
  const services = { ...ctx, now }
  await sweepSourceMaps(services)
  assert.equal((await filesOf(ctx)).length, 5)
  now.advance(chunkHours * 3_600_000 + 1)
  await sweepSourceMaps(services)
  assert.deepEqual(
    await filesOf(ctx),
    Array.from({ length: 4 }, () => 'source-map'),
  )
  now.advance((unusedDays - 2) * dayMs)
  const list = async ({ project }: typeof used) =>
    (await (await call(ctx, endpoints, 'GET', `/projects/${project.id}/source-maps`)).json()).items
  const [map] = await list(used)
  countUses(services, { workspaceId: ctx.workspaceId, projectId: used.project.id }, { mapIds: [map.id], misses: [] })
  await call(services, endpoints, 'GET', `/projects/${used.project.id}/source-maps`)
  now.advance(2 * dayMs)
  await sweepSourceMaps(services)
  assert.equal((await list(used)).length, 1)
  assert.deepEqual(await list(unused), [])
  assert.equal((await filesOf(ctx)).length, 2)
})

test('a project that has all the files it may have takes no more, and says so', async () => {
  const ctx = await testContext()
  const { project, bundle } = await uploaded(ctx, 'first')
  await inTransaction(ctx, ({ db }) =>
    sql`insert into source_map_files (workspace_id, id, project_id, digest, size_bytes, created_at, stored_at)
      select ${ctx.workspaceId}, 'smf_' || n, ${project.id}, n::text, 1, now(), now()
      from generate_series(3, ${maxProjectFiles}) n`.execute(db),
  )
  const client = await clientFor(ctx)
  const other = zipOf(bundleEntries({ debugId: debugIdOf('one more'), map: tinyMap('src/more.ts') }))
  const { state, detail } = await client.upload(other, { projects: [project.id] })
  assert.equal(state, 'error')
  assert.match(detail ?? '', new RegExp(`has ${maxProjectFiles} files`))
  // What it has, it has: the same content is no file more.
  assert.equal((await client.upload(bundle, { projects: [project.id], version: '2' })).state, 'ok')
})

test('the same content is kept once in a project, and of each project by itself [T-03]', async () => {
  const ctx = await testContext()
  const { project, bundle } = await uploaded(ctx, 'same')
  const other = await newProject(ctx)
  const client = await clientFor(ctx)
  assert.equal((await client.upload(bundle, { projects: [project.id], version: '2' })).state, 'ok')
  assert.equal((await mapFilesOf(ctx)).length, 2)
  assert.equal((await client.upload(bundle, { projects: [other.id, project.id] })).state, 'ok')
  assert.equal((await mapFilesOf(ctx)).length, 4)
})

test('debug ids that nobody uploaded are listed up to a bound, whatever a browser claims', async () => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const target = { workspaceId: ctx.workspaceId, projectId: project.id }
  const misses = Array.from({ length: maxMissesPerProject + 50 }, (_, index) => ({
    ...{ debugId: debugIdOf(`miss ${index}`).replaceAll('-', ''), url: null, release: null },
  }))
  countUses(ctx, target, { mapIds: ['smp_nobody'], misses: [...misses, ...misses] })
  const path = `/projects/${project.id}/source-maps/missing`
  const { items } = await (await call(ctx, endpoints, 'GET', path)).json()
  assert.equal(items.length, maxMissesPerProject)
  assert.equal(items[0].eventCount, 2)
})

test('whatever fails while sources are looked up, the event goes on as it was sent, with the reason', async () => {
  const ctx = await testContext()
  const { project, debugId } = await uploaded(ctx, 'failing')
  const target = { workspaceId: ctx.workspaceId, projectId: project.id }
  const frame = { file: 'https://x/a.js', line: 1, column: 1, debugId }
  const event = {
    exceptions: [{ frames: [frame] }],
    threads: [],
    debugImages: [],
    notes: [],
  } as unknown as TelemetryEvent
  const why = async (services: Context, options?: { timeoutMs: number }) => {
    const answered = await resolveSources(services, target, event, options)
    assert.deepEqual(answered.exceptions[0]?.frames, [frame])
    return answered.notes.map(({ what, why: text }) => `${what}: ${text}`).join()
  }
  const broken = { ...ctx.blobs, get: () => Promise.reject(new Error('disk')) }
  assert.match(await why({ ...ctx, blobs: broken }), /unresolved: the source map for .*: it could not be read/)
  const never = { ...ctx.blobs, get: () => new Promise<never>(() => {}) }
  assert.match(await why({ ...ctx, blobs: never, database: { ...ctx.database } }, { timeoutMs: 20 }), /in time/)
  forgetMaps(ctx, target)
  const kysely = { transaction: () => ({ execute: () => Promise.reject(new Error('gone')) }) }
  const away = { ...ctx, database: { ...ctx.database, kysely } } as unknown as Context
  assert.match(await why(away), /could not be looked up/)
  const mapped = await resolveSources(ctx, target, event)
  assert.equal(mapped.exceptions[0]?.frames[0]?.file, 'src/failing.ts')
  assert.ok(decodedBytes(ctx) > 0 && decodedBytes(ctx) <= cacheBytes)
})

test('what an event names is bounded: ids and frames of any form and number do no harm', async () => {
  const ctx = await testContext()
  const { project } = await uploaded(ctx, 'many')
  const { frames, ...failure } = failureOf(debugIdOf('many'))
  const many = Array.from({ length: 2_000 }, (_, index) => ({
    ...frames[0]!,
    ...{
      filename: `https://x/${index}.js`,
      abs_path: `https://x/${index}.js`,
      lineno: 2 ** 31 + index,
      colno: 2 ** 40,
    },
    debug_id: index % 2 === 0 ? debugIdOf(`${index}`) : '../../x',
  }))
  const images = ['__proto__', 'constructor', '', null, 7].map((name) => ({
    type: 'sourcemap',
    code_file: name,
    debug_id: name,
  }))
  const sent = browserEvent({ frames: many, ...failure }, { debug_meta: { images } })
  const { event } = await send(ctx, project, sent)
  assert.equal(event.exceptions[0].frames[0].minified, undefined)
  assert.ok(event.notes.length <= 50)
})
