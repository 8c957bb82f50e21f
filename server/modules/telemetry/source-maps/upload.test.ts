/** With the client that people use. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { test } from 'node:test'
import { call, eventually, testContext } from '#testing'
import { endpoints } from '../../../app.ts'
import { inTransaction } from '#platform/database'
import type { Context } from '#platform/context'
import { buildApp, cliFor, newProject, type Build, type Cli } from './build.fixture.ts'
import { browserEvent, runBundle, send } from './event.fixture.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- an answer, checked by the test
const framesOf = ({ event }: any) => event.exceptions[0].frames

const storedChunks = (ctx: Context): Promise<number> =>
  inTransaction(ctx, async (tx) => {
    const query = tx.db.selectFrom('uploadChunks').select(tx.db.fn.countAll<number>().as('count'))
    return (await query.where('storedAt', 'is not', null).executeTakeFirstOrThrow()).count
  })

/** How many chunks were stored meanwhile: each is a file of the workspace, whatever becomes of it. */
async function counted(ctx: Context, work: () => Promise<void>): Promise<number> {
  const put = ctx.blobs.put
  let count = 0
  ctx.blobs.put = (key, ...rest) => {
    if (key.startsWith(`${ctx.workspaceId}/upload-chunk/`)) count++
    return put(key, ...rest)
  }
  try {
    await work()
  } finally {
    ctx.blobs.put = put
  }
  return count
}

const scriptOf = ({ directory }: Build) => readFile(join(directory, 'app.min.js'), 'utf8')

test('what sentry-cli injected and uploaded leads an event back to the original file, line, function and context', async (t) => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const built = await buildApp(t)
  const cli = await cliFor(t, ctx, project.name)
  await cli.run('sourcemaps', 'inject', built.directory)
  const { stdout } = await cli.run('sourcemaps', 'upload', '--wait', built.directory)
  assert.match(stdout, /File processing complete/)
  const failure = runBundle(await scriptOf(built), built.url)
  assert.ok(failure.debugId && failure.frames.length === 3 && failure.frames.every(({ lineno }) => lineno < 5))
  const { event, incident } = await send(ctx, project, browserEvent(failure))
  assert.deepEqual(
    framesOf({ event }).map(({ function: name, file, line, column, inApp }: Record<string, unknown>) => [
      name,
      file,
      line,
      column,
      inApp,
    ]),
    [
      ['start', 'src/main.ts', 3, 10, true],
      ['chargeCustomer', 'src/pay.ts', 4, 18, true],
      // The minifier left out `new`, so it begins with the name of the error.
      ['computeTotal', 'src/pay.ts', 8, 32, true],
    ],
  )
  const crash = framesOf({ event })[2]
  assert.equal(crash.contextLine, "  if (cart === null) throw new TypeError('no cart')")
  assert.deepEqual(crash.before.at(-1), 'function computeTotal(cart: Cart | null): number {')
  assert.deepEqual(crash.after, ['  return cart.total', '}'])
  assert.deepEqual(crash.minified.file, built.url)
  assert.equal(event.culprit, 'computeTotal in src/pay.ts')
  assert.equal(incident.culprit, event.culprit)
  assert.deepEqual(event.notes, [])
  const { items, usage } = await (await call(ctx, endpoints, 'GET', `/projects/${project.id}/source-maps`)).json()
  assert.equal(items.length, 1)
  assert.partialDeepStrictEqual(items[0], { url: '~/app.min.js', release: null, useCount: 1 })
  assert.equal(usage.files, 2)
})

/** Injected, uploaded and run. */
async function released(cli: Cli, built: Build) {
  await cli.run('sourcemaps', 'inject', built.directory)
  await cli.run('sourcemaps', 'upload', '--wait', built.directory)
  return runBundle(await scriptOf(built), built.url)
}

test('frames of a minified bundle and of the next build of the same source are one incident [SEN-11]', async (t) => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const cli = await cliFor(t, ctx, project.name)
  const first = await released(cli, await buildApp(t))
  const other =
    "export const words = ['more', 'of', 'it']\nexport function load(n: number) { return words.at(n) }\nconsole.debug(load(1))"
  const second = await released(cli, await buildApp(t, { other }))
  assert.notEqual(first.debugId, second.debugId)
  assert.notDeepEqual(
    first.frames.map(({ lineno, colno, function: name }) => [lineno, colno, name]),
    second.frames.map(({ lineno, colno, function: name }) => [lineno, colno, name]),
  )
  const before = await send(ctx, project, browserEvent(first))
  const after = await send(ctx, project, browserEvent(second))
  assert.equal(after.incident.id, before.incident.id)
  const { items } = await (await call(ctx, endpoints, 'GET', `/incidents?projectId=${project.id}`)).json()
  assert.equal(items.length, 1)
})

test('without debug ids a release and an address find the map, of this release alone', async (t) => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const cli = await cliFor(t, ctx, project.name)
  const built = await buildApp(t)
  await cli.run('releases', 'new', 'shop@1.0.0')
  const options = ['--release', 'shop@1.0.0', '--dist', '7', '--url-prefix', '~/assets']
  await cli.run('sourcemaps', 'upload', '--wait', ...options, built.directory)
  await cli.run('releases', 'finalize', 'shop@1.0.0')
  const failure = runBundle(built.script, 'https://shop.example/assets/app.min.js?v=3')
  assert.equal(failure.debugId, undefined)
  const sent = (release: string, dist: string) => send(ctx, project, browserEvent(failure, { release, dist }))
  assert.equal(framesOf(await sent('shop@1.0.0', '7'))[2].file, 'src/pay.ts')
  for (const [release, dist] of [
    ['shop@1.0.1', '7'],
    ['shop@1.0.0', '8'],
  ] as const) {
    const { event } = await sent(release, dist)
    assert.match(framesOf({ event })[2].file, /^https:/)
    assert.equal(framesOf({ event })[2].minified, undefined)
  }
})

test('uploading the same again sends nothing, keeps one map, and works again after a deletion', async (t) => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const cli = await cliFor(t, ctx, project.name)
  const built = await buildApp(t)
  const failure = await released(cli, built)
  const path = `/projects/${project.id}/source-maps`
  const list = async () => (await (await call(ctx, endpoints, 'GET', path)).json()).items
  const [map, ...others] = await list()
  assert.deepEqual(others, [])
  const chunksSent = await counted(ctx, async () => {
    const { stdout } = await cli.run('sourcemaps', 'upload', '--wait', built.directory)
    assert.match(stdout, /Nothing to upload|already|processing complete/i)
  })
  assert.equal(chunksSent, 0)
  assert.deepEqual(await list(), [map])
  assert.equal((await call(ctx, endpoints, 'DELETE', `${path}/${map.id}`)).status, 204)
  const unmapped = await send(ctx, project, browserEvent(failure))
  assert.match(framesOf(unmapped)[2].file, /^https:/)
  const debugId = failure.debugId?.replaceAll('-', '')
  assert.deepEqual(
    unmapped.event.notes.map(({ what, why }: Record<string, string>) => [what, why]),
    [['unresolved', `no source map was uploaded for the debug id ${debugId}`]],
  )
  const missing = await (await call(ctx, endpoints, 'GET', `${path}/missing`)).json()
  assert.partialDeepStrictEqual(missing.items, [{ debugId, url: built.url, eventCount: 1 }])
  await cli.run('sourcemaps', 'upload', '--wait', built.directory)
  assert.equal((await list()).length, 1)
  const { items } = await (await call(ctx, endpoints, 'GET', `${path}/missing`)).json()
  assert.deepEqual(items, [])
  assert.equal(framesOf(await send(ctx, project, browserEvent(failure)))[2].file, 'src/pay.ts')
  // What is stored stays as it was: nothing is regrouped silently.
  const again = await call(ctx, endpoints, 'GET', `/incidents/${unmapped.incident.id}/events/${unmapped.event.id}`)
  assert.deepEqual(framesOf({ event: await again.json() }), framesOf(unmapped))
})

test('an upload that was killed half-way goes on where it was', async (t) => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const cli = await cliFor(t, ctx, project.name)
  const built = await buildApp(t)
  const file = join(built.directory, 'app.min.js.map')
  const map = JSON.parse(await readFile(file, 'utf8'))
  // Does not compress below half: several chunks.
  map.sources.push('noise.ts')
  map.sourcesContent.push(randomBytes(5_000_000).toString('hex'))
  await writeFile(file, JSON.stringify(map))
  await cli.run('sourcemaps', 'inject', built.directory)
  const killed = cli.start('sourcemaps', 'upload', '--wait', built.directory)
  const gone = once(killed, 'exit')
  const before = await eventually('the first chunk', async () => (await storedChunks(ctx)) || undefined)
  killed.kill('SIGKILL')
  await gone
  const stored = Math.max(before, await storedChunks(ctx))
  assert.ok(stored >= 1)
  const rest = await counted(ctx, async () => void (await cli.run('sourcemaps', 'upload', '--wait', built.directory)))
  assert.ok(rest >= 0 && rest + stored <= 4, `${stored} and then ${rest}`)
  const { items } = await (await call(ctx, endpoints, 'GET', `/projects/${project.id}/source-maps`)).json()
  assert.equal(items.length, 1)
  assert.equal(await storedChunks(ctx), 0)
})

test('sentry-cli can say whose key it has, and which workspace and projects it opens', async (t) => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const cli = await cliFor(t, ctx, project.name)
  assert.match((await cli.run('info')).stdout, /Auth Token/)
  assert.match((await cli.run('projects', 'list')).stdout, new RegExp(project.name))
  assert.match((await cli.run('organizations', 'list')).stdout, /test-/)
})
