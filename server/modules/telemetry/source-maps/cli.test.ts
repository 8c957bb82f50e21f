/** The steps of an upload one by one: what is refused, and with which words. */
import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import { test } from 'node:test'
import { call, callRoute, testContext, testServices } from '#testing'
import { endpoints } from '../../../app.ts'
import { newKey, newProject } from './build.fixture.ts'
import { cliRoutes } from './cli/routes.ts'
import { chunksOf, clientFor, sha1 } from './client.fixture.ts'
import { chunkBytes, maxChunkRequestBytes } from './limits.ts'
import { bundleEntries, zipOf } from './zip.fixture.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- a test says what it expects of a body
type Told = Omit<Response, 'json'> & { json(): Promise<any> }

const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Told> =>
  callRoute(await testServices(), cliRoutes, new Request(`http://localhost/api/0${path}`, { method, headers }))

test('nobody, a key that was revoked and a key without the permission are refused with a reason in JSON', async () => {
  const ctx = await testContext()
  const { slug } = await clientFor(ctx)
  const path = `/organizations/${slug}/chunk-upload/`
  for (const authorization of [
    '',
    'Bearer',
    'Bearer wwk_x',
    `Bearer wwk_${'a'.repeat(43)}`,
    `Basic ${'a'.repeat(43)}`,
  ]) {
    const answer = await ask(path, authorization === '' ? {} : { authorization })
    assert.equal(answer.status, 401, authorization)
    assert.equal(typeof (await answer.json()).error, 'string')
  }
  const weak = await newKey(ctx, ['projects.read', 'incidents.read'])
  const answer = await ask(path, { authorization: `Bearer ${weak}` })
  assert.equal(answer.status, 403)
  assert.match((await answer.json()).detail, /projects\.write/)
  const key = await newKey(ctx)
  assert.equal((await ask(path, { authorization: `Bearer ${key}` })).status, 200)
  const { items } = await (await call(ctx, endpoints, 'GET', '/api-keys')).json()
  for (const { id } of items) await call(ctx, endpoints, 'DELETE', `/api-keys/${id}`)
  assert.equal((await ask(path, { authorization: `Bearer ${key}` })).status, 401)
})

test('another workspace is as good as none, and what is not there is 404 without a redirect', async () => {
  const [mine, foreign] = [await clientFor(await testContext()), await clientFor(await testContext())]
  const same = async (slug: string) => {
    const { status, body } = await mine.ask('GET', `/organizations/${slug}/chunk-upload/`)
    return { status, detail: body.detail.replace(slug, '…') }
  }
  assert.deepEqual(await same(foreign.slug), await same('nobody-has-this'))
  assert.equal((await same(foreign.slug)).status, 404)
  for (const path of ['/internal/health/', '/organizations/', '/x']) {
    assert.equal((await mine.ask('POST', path, {})).status, 404, path)
  }
})

test('a chunk is kept under the checksum of what it is, never under what it is called [S-08]', async () => {
  const ctx = await testContext()
  const client = await clientFor(ctx)
  const content = Buffer.from('some content')
  const names = [
    '../../etc/passwd',
    '/etc/passwd',
    'a\\b',
    'CON',
    `${sha1(content)}/..`,
    'f'.repeat(40),
    'x'.repeat(5_000),
  ]
  for (const name of names) {
    const { status, body } = await client.sendChunk(content, { name })
    assert.equal(status, 400, name)
    assert.match(body.detail ?? '', /checksum|multipart/, name)
  }
  const files = async () => {
    const found: string[] = []
    for await (const { key } of ctx.blobs.list(`${ctx.workspaceId}/`)) found.push(key)
    return found
  }
  assert.deepEqual(await files(), [])
  for (let times = 0; times < 2; times++) assert.equal((await client.sendChunk(content)).status, 200)
  const packed = gzipSync(content)
  assert.equal((await client.sendChunk(packed, { name: sha1(content), field: 'file_gzip' })).status, 200)
  assert.equal((await files()).length, 1)
  assert.match((await files())[0] ?? '', new RegExp(`^${ctx.workspaceId}/upload-chunk/chk_[0-9a-f]{32}$`))
})

test('a chunk at the limit is taken, one byte more and a gzip bomb are not [S-09]', async () => {
  const client = await clientFor(await testContext())
  const full = Buffer.alloc(chunkBytes, 1)
  assert.equal((await client.sendChunk(full)).status, 200)
  const over = Buffer.alloc(chunkBytes + 1, 1)
  assert.equal((await client.sendChunk(over)).status, 413)
  assert.equal((await client.sendChunk(Buffer.alloc(maxChunkRequestBytes))).status, 413)
  const bomb = Buffer.alloc(100 * chunkBytes)
  assert.equal((await client.sendChunk(gzipSync(bomb), { name: sha1(bomb), field: 'file_gzip' })).status, 413)
  assert.equal((await client.sendChunk(Buffer.from('no gzip'), { field: 'file_gzip' })).status, 400)
})

test('assembling says truly what is missing, does the work once, and is asked again as often as one likes', async () => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const client = await clientFor(ctx)
  const noise = Buffer.alloc(3 * 1024 * 1024, 'x')
  for (let at = 0; at < noise.length; at += 4) noise.writeUInt32LE((at * 2_654_435_761) % 2 ** 32, at)
  const bundle = zipOf([...bundleEntries(), { name: 'noise', content: noise, method: 0 }])
  const [first, second] = chunksOf(bundle)
  const about = { projects: [String(project.number)] }
  const state = async () => {
    const { body } = await client.assemble(bundle, about)
    return [body.state, body.missingChunks]
  }
  assert.deepEqual(await state(), ['not_found', [sha1(first!), sha1(second!)]])
  await client.sendChunk(second!)
  assert.deepEqual(await state(), ['not_found', [sha1(first!)]])
  assert.equal((await client.upload(bundle, about)).state, 'ok')
  for (let times = 0; times < 3; times++) assert.deepEqual(await state(), ['ok', []])
  const { items } = await (await call(ctx, endpoints, 'GET', `/projects/${project.id}/source-map-uploads`)).json()
  assert.equal(items.length, 1)
  assert.partialDeepStrictEqual(items[0], { state: 'ok', warnings: [], detail: null })
})

test('a project that is missing, unknown or named by several is 400 with the reason', async () => {
  const ctx = await testContext()
  const client = await clientFor(ctx)
  const bundle = zipOf(bundleEntries())
  const why = async (projects: string[] | undefined) => {
    const { status, body } = await client.assemble(bundle, { projects })
    assert.equal(status, 400)
    return body.detail
  }
  assert.match(await why([]), /name a project/)
  assert.match(await why(['no-such']), /no project no-such/)
  const foreign = await newProject(await testContext())
  assert.match(await why([foreign.id]), /no project/)
  assert.match(await why([String(foreign.number)]), /no project/)
  const [one, two] = [await newProject(ctx, 'Web Shop'), await newProject(ctx, 'web-shop')]
  assert.match(await why(['web-shop']), new RegExp(`number, ${one.number} or ${two.number}`))
  for (const body of [{ checksum: 'x' }, { chunks: [] }, { chunks: ['..'] }, { version: 'a\0b', projects: [one.id] }]) {
    assert.equal((await client.assemble(bundle, body)).status, 400, JSON.stringify(body))
  }
})

test('what cannot be used fails visibly, or is a warning that people can read [S-09]', async () => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const client = await clientFor(ctx)
  const about = { projects: [project.id] }
  const upload = async (bundle: Buffer) => client.upload(bundle, about)
  const failing: [Buffer, RegExp][] = [
    [Buffer.from('no bundle'), /no artifact bundle/],
    [zipOf([{ name: '../manifest.json', content: '{}' }]), /cannot be read/],
    [zipOf([{ name: 'manifest.json', content: '[]' }]), /not one of an artifact bundle/],
    [zipOf([{ name: 'other', content: '{}' }]), /manifest\.json is not in the bundle/],
    [zipOf(bundleEntries({ map: '{"version":2}' })), /version 3/],
    [zipOf(bundleEntries({ map: 'not json' })), /not valid JSON/],
    [zipOf(bundleEntries({ debugId: null })), /neither debug id nor release/],
  ]
  for (const [bundle, why] of failing) {
    const { state, detail } = await upload(bundle)
    assert.equal(state, 'error')
    assert.match(detail ?? '', why)
  }
  const entries = bundleEntries()
  const files = {
    ...JSON.parse(String(entries[2]!.content)).files,
    gone: { type: 'source_map' },
    odd: 7,
    'files/_/_/x': { type: 'wasm' },
  }
  entries[2]!.content = JSON.stringify({ files })
  entries.push({ name: 'files/_/_/x', content: '' }, { name: 'odd', content: '' })
  assert.equal((await upload(zipOf(entries))).state, 'ok')
  const { items } = await (await call(ctx, endpoints, 'GET', `/projects/${project.id}/source-map-uploads`)).json()
  assert.deepEqual(items[0].warnings, [
    'gone: it is named in the manifest and is not in the bundle',
    'odd: its entry in the manifest has no type',
    'files/_/_/x: nothing is done with the type wasm',
  ])
  assert.equal(items.filter(({ state }: { state: string }) => state === 'error').length, failing.length)
})
