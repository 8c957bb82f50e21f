import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { createEgress } from '#platform/egress'
import { call, testContext, withRole } from '#testing'
import { endpoints } from '../routes.ts'
import { createdPage, createdReport, get, remove, withoutWorkers, type TestPage } from '../test-support.ts'
import { exportPage, maxRequests } from './export-page.ts'
import { listDue } from './repo.ts'
import { accessKeyId, openS3Server, secretAccessKey, type S3Server } from './s3-server.fixture.ts'

const hourMs = 3_600_000

type Place = {
  ctx: Context
  store: S3Server
  page: TestPage & { components: string[] }
  target: object
  set(input?: object): Promise<Response>
  run(isGone?: boolean): Promise<void>
  view(): Promise<any>
  later(ms: number): void
  isDue(): Promise<boolean>
}

/** A page, a store on this machine, and a clock of their own; the program's own schedule does not see them. */
async function open(t: TestContext): Promise<Place> {
  const base = await testContext()
  const store = await openS3Server(t)
  let now = base.now()
  const egress = createEgress({ allow: ['127.0.0.1'], profile: () => base.policy.inForce(), log: base.log })
  const ctx = withoutWorkers({ ...base, egress, now: () => now })
  const page = await createdPage(ctx)
  const target = { endpoint: store.url, region: 'eu-central-1', bucket: 'status', accessKeyId, secretAccessKey }
  const { workspaceId } = ctx
  return {
    ...{ ctx, store, page, target },
    set: (input = {}) => call(ctx, endpoints, 'PUT', `${page.api}/static-export`, { ...target, ...input }),
    run: (isGone = false) => exportPage(ctx, { workspaceId, pageId: page.id, isGone }),
    view: async () => (await get(ctx, `${page.api}/static-export`)).json(),
    later: (ms) => {
      now = new Date(now.getTime() + ms)
    },
    isDue: async () =>
      (await inPlatformTransaction(ctx, (tx) => listDue(tx, 1_000))).some(({ pageId }) => pageId === page.id),
  }
}

/** Until there is nothing left to do; what a page consists of takes more than one run at first. */
async function runs({ run, isDue, store }: Place): Promise<string[]> {
  const before = store.requests.length
  for (let i = 0; i < 10 && (await isDue()); i += 1) await run()
  return store.requests.slice(before)
}

const shown = ({ store }: Place, path: string): string => {
  const object = store.objects.get(`status/${path}`)
  assert.ok(object, path)
  return (object.headers['content-encoding'] === 'gzip' ? gunzipSync(object.body) : object.body).toString()
}

test('every form of a page is put into the bucket, each with what a host has to answer it with', async (t) => {
  const at = await open(t)
  const report = await createdReport(at.ctx, at.page)
  const answer = await at.set()
  assert.equal(answer.status, 200)
  const body = await answer.text()
  assert.ok(!body.includes(secretAccessKey))
  assert.partialDeepStrictEqual(JSON.parse(body), { state: 'waiting', objectCount: 0, problem: null })
  await runs(at)
  const { files } = await (await get(at.ctx, `${at.page.api}/static-copy`)).json()
  assert.deepEqual(
    [...at.store.objects.keys()].toSorted(),
    files.map(({ path }: { path: string }) => `status/${path}`).toSorted(),
  )
  const headersOf = (path: string) => at.store.objects.get(`status/${path}`)?.headers
  assert.partialDeepStrictEqual(headersOf('index.html'), {
    'content-type': 'text/html; charset=utf-8',
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=0, must-revalidate, s-maxage=10, stale-if-error=86400',
  })
  assert.partialDeepStrictEqual(headersOf('api/v2/summary.json'), {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'public, max-age=10, s-maxage=30, stale-while-revalidate=60, stale-if-error=86400',
  })
  assert.equal(headersOf('api/v2/summary.json')?.['content-encoding'], undefined)
  assert.equal(headersOf('maintenance.ics')?.['content-type'], 'text/calendar; charset=utf-8')
  assert.match(shown(at, `de/reports/${report.id}/index.html`), /Dies ist eine Kopie der Seite/)
  assert.equal(JSON.parse(shown(at, 'api/v2/summary.json')).incidents[0].id, report.id)
  assert.partialDeepStrictEqual(await at.view(), { state: 'current', objectCount: files.length, problem: null })
  assert.equal(await at.isDue(), false)
})

test('after a change only what changed is put, and what is gone is taken away', async (t) => {
  const at = await open(t)
  const report = await createdReport(at.ctx, at.page)
  await at.set({ prefix: '/pages/acme/' })
  await runs(at)
  const all = at.store.objects.size
  at.later(60_000)
  await call(at.ctx, endpoints, 'POST', `/status-pages/${at.page.id}/components`, { name: 'Search' })
  assert.equal(await at.isDue(), true)
  const afterComponent = await runs(at)
  assert.ok(afterComponent.includes('PUT status/pages/acme/index.html'))
  assert.ok(afterComponent.includes('PUT status/pages/acme/api/v2/components.json'))
  assert.ok(!afterComponent.some((each) => /\/history\/|\/reports\//.test(each)), afterComponent.join('\n'))
  at.later(1_000)
  await remove(at.ctx, `/reports/${report.id}`)
  const afterRemoval = await runs(at)
  assert.ok(afterRemoval.includes(`DELETE status/pages/acme/reports/${report.id}/index.html`))
  assert.ok(afterRemoval.includes(`DELETE status/pages/acme/ja/reports/${report.id}/index.html`))
  assert.equal(at.store.objects.size, all - 7)
})

test('the first page in each language is put again in an hour, so that its time is true, and nothing else', async (t) => {
  const at = await open(t)
  await at.set()
  await runs(at)
  at.later(hourMs - 1_000)
  assert.equal(await at.isDue(), false)
  at.later(1_000)
  const again = (await runs(at)).filter((each) => !/\/history\/|api\/v2|\.(ics|svg|atom|rss|json)$/.test(each))
  const fronts = ['', 'en/', 'de/', 'fr/', 'es/', 'ja/', 'ar/'].map((prefix) => `PUT status/${prefix}index.html`)
  assert.deepEqual(again.filter((each) => !each.includes('/history/')).toSorted(), fronts.toSorted())
})

test('a page that is not public any more, or is deleted, leaves the bucket', async (t) => {
  const at = await open(t)
  await at.set()
  await runs(at)
  assert.ok(at.store.objects.size > 20)
  at.later(1_000)
  await call(at.ctx, endpoints, 'PUT', `${at.page.api}/access`, { kind: 'members' })
  assert.equal(await at.isDue(), true)
  await runs(at)
  assert.deepEqual([...at.store.objects.keys()], [])
  assert.partialDeepStrictEqual(await at.view(), { state: 'current', objectCount: 0 })
  at.later(1_000)
  await call(at.ctx, endpoints, 'PUT', `${at.page.api}/access`, { kind: 'public' })
  await runs(at)
  assert.ok(at.store.objects.has('status/index.html'))
  await remove(at.ctx, at.page.api)
  assert.equal(await at.isDue(), true)
  await at.run(true)
  assert.deepEqual([...at.store.objects.keys()], [])
  const rows = await inTransaction(at.ctx, (tx) => tx.db.selectFrom('pageExports').selectAll().execute())
  assert.deepEqual(rows, [], 'and the key is forgotten')
})

test('ending takes away what was put and forgets the key; or leaves it there', async (t) => {
  const at = await open(t)
  await at.set()
  await runs(at)
  assert.equal((await at.set({ bucket: 'another' })).status, 409)
  assert.equal((await remove(at.ctx, `${at.page.api}/static-export`)).status, 204)
  assert.partialDeepStrictEqual(await at.view(), { state: 'ending' })
  await runs(at)
  assert.equal(at.store.objects.size, 0)
  assert.partialDeepStrictEqual(await at.view(), { state: 'none', target: null })
  assert.equal((await remove(at.ctx, `${at.page.api}/static-export`)).status, 404)
  assert.equal((await at.set({ secretAccessKey: undefined })).status, 400, 'the key was forgotten')
  await at.set({ bucket: 'another' })
  await runs(at)
  const kept = at.store.objects.size
  assert.equal((await remove(at.ctx, `${at.page.api}/static-export?keepsObjects=true`)).status, 204)
  assert.partialDeepStrictEqual(await at.view(), { state: 'none' })
  assert.equal(at.store.objects.size, kept)
})

test('a store that refuses is tried ever less often, its owner sees why, and what was put is not put twice', async (t) => {
  const at = await open(t)
  at.later(60_000) // from when on a component has a figure
  at.store.refuse = (request) => (request.includes('/api/') ? { status: 503, code: 'SlowDown' } : undefined)
  await at.set()
  await at.run()
  const failing = await at.view()
  assert.partialDeepStrictEqual(failing, { state: 'failing', problem: 'the store answered 503 SlowDown' })
  assert.equal(await at.isDue(), false)
  at.later(60_000)
  assert.equal(await at.isDue(), true)
  at.store.refuse = () => undefined
  await runs(at)
  assert.partialDeepStrictEqual(await at.view(), { state: 'current', problem: null, failingSince: null })
  const fronts = at.store.requests.filter((each) => each === 'PUT status/index.html')
  assert.equal(fronts.length, 1, at.store.requests.join('\n'))
  const types = await inTransaction(at.ctx, (tx) =>
    tx.db.selectFrom('activities').select('type').where('subjectId', '=', at.page.id).orderBy('id').execute(),
  )
  const told = types.map(({ type }) => type).filter((type) => type.startsWith('statusPage.export'))
  assert.deepEqual(told, ['statusPage.exportSet', 'statusPage.exportFailing', 'statusPage.exportRecovered'])
})

test('a wrong key is named as such, and another one is tried at once', async (t) => {
  const at = await open(t)
  await at.set({ secretAccessKey: 'another-secret' })
  await at.run()
  assert.partialDeepStrictEqual(await at.view(), {
    state: 'failing',
    problem: 'the store answered 403 SignatureDoesNotMatch',
  })
  assert.equal(at.store.objects.size, 0)
  assert.equal((await at.view()).objectCount, 0)
  assert.equal((await at.set({ bucket: 'another' })).status, 200, 'nothing was put, so that the place may be another')
  await runs(at)
  assert.partialDeepStrictEqual(await at.view(), { state: 'current' })
  assert.ok(at.store.objects.has('another/index.html'))
})

test('one that was imported has no key: nothing is put, its owner is asked for one, and then it goes on', async (t) => {
  const place = await open(t)
  await place.set()
  await inTransaction(place.ctx, (tx) =>
    tx.db
      .updateTable('pageExports')
      .set({ secretAccessKey: null })
      .where('workspaceId', '=', tx.workspaceId)
      .where('pageId', '=', place.page.id)
      .execute(),
  )
  await place.run()
  assert.deepEqual([...place.store.objects.keys()], [])
  assert.equal((await place.view()).problem, 'there is no secret key: give it again')
  assert.equal((await place.set({ secretAccessKey: undefined })).status, 400)
  assert.equal((await place.set()).status, 200)
  await runs(place)
  assert.equal((await place.view()).state, 'current')
})

test('what may have been put, though the store did not say so, is taken away with the rest', async (t) => {
  const at = await open(t)
  at.store.refuse = (request) => (request.startsWith('PUT') ? { status: 500, code: 'InternalError' } : undefined)
  await at.set()
  await at.run()
  assert.equal((await at.view()).objectCount, 0)
  assert.equal((await at.set({ bucket: 'another' })).status, 409)
  assert.equal((await remove(at.ctx, `${at.page.api}/static-export`)).status, 204)
  const last = await runs(at)
  assert.ok(last.length > 0 && last.every((each) => each.startsWith('DELETE')), last.join('\n'))
  assert.partialDeepStrictEqual(await at.view(), { state: 'none' })
})

test('a run is bounded, and the next one goes on where it ended', async (t) => {
  const at = await open(t)
  for (let i = 0; i < 20; i += 1) await createdReport(at.ctx, at.page, { title: `Report ${i}` })
  await at.set()
  await at.run()
  assert.equal(at.store.requests.length, maxRequests)
  assert.partialDeepStrictEqual(await at.view(), { state: 'waiting', exportedAt: null })
  const rest = await runs(at)
  assert.ok(rest.length > 0 && rest.every((each) => each.startsWith('PUT')))
  assert.equal(new Set(at.store.requests).size, at.store.requests.length, 'nothing twice')
})

test('two processes at once: one of them works', async (t) => {
  const at = await open(t)
  await at.set()
  await Promise.all([at.run(), at.run()])
  assert.equal(new Set(at.store.requests).size, at.store.requests.length)
})

test('addresses inside of the network, paths and names that are none are refused', async (t) => {
  const at = await open(t)
  for (const [field, value] of Object.entries({
    endpoint: 'http://10.0.0.1',
    bucket: '../status',
    region: 'eu central',
    prefix: 'a/../b',
    accessKeyId: 'a/b',
    addressing: 'both',
  })) {
    const answer = await at.set({ [field]: value })
    assert.equal(answer.status, 400, field)
    assert.match(await answer.text(), new RegExp(`"path":"${field}"`))
  }
  assert.equal((await at.set({ endpoint: `${at.store.url}/bucket` })).status, 400)
})

test('a viewer may not set one, and another workspace’s is not there', async (t) => {
  const at = await open(t)
  const put = (ctx: Context) => call(ctx, endpoints, 'PUT', `${at.page.api}/static-export`, at.target)
  assert.equal((await put(withRole(at.ctx, 'viewer'))).status, 403)
  const stranger = { ...(await testContext()), egress: at.ctx.egress }
  assert.equal((await put(stranger)).status, 404)
  assert.equal((await get(stranger, `${at.page.api}/static-export`)).status, 404)
})
