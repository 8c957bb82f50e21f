import assert from 'node:assert/strict'
import test from 'node:test'
import { unavailable } from '#platform/errors'
import type { Database } from '#platform/database'
import { createApp } from '#platform/http'
import { eventually, testContext } from '#testing'
import { maxAgeMs } from '../snapshot-cache.ts'
import { createdPage, createdReport, patch, post, published, remove, visit } from '../test-support.ts'
import { filePaths } from './forms.ts'
import { routes } from './routes.ts'

test('a published change is on the page and in the API at once [OPS-08]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  assert.match(await (await visit(ctx, page.web)).text(), /All Systems Operational/)
  await createdReport(ctx, page, { components: [{ id: page.components[0], status: 'major_outage' }] })
  const html = await (await visit(ctx, page.web)).text()
  assert.match(html, /Partial System Outage/)
  assert.match(html, /Checkout is slow/)
  const summary: any = await (await visit(ctx, `${page.web}/api/v2/summary.json`)).json()
  assert.equal(summary.incidents[0].name, 'Checkout is slow')
  assert.equal(summary.page.url, `${ctx.config.appUrl}/status/${page.slug}`)
})

test('a service that is added is on the page and in the API with its state, and goes with it [OPS-05]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { id } = await (await post(ctx, `/status-pages/${page.id}/components`, { name: 'Payments' })).json()
  const html = async () => (await visit(ctx, page.web)).text()
  assert.match(await html(), /Payments/)
  await patch(ctx, `/components/${id}`, { status: 'partial_outage' })
  assert.match(await html(), /Partial outage/)
  const listed: any = await (await visit(ctx, `${page.web}/api/v2/components.json`)).json()
  const told = listed.components.find((component: any) => component.id === id)
  assert.deepEqual([told.name, told.status], ['Payments', 'partial_outage'])
  await remove(ctx, `/components/${id}`)
  assert.doesNotMatch(await html(), /Payments/)
})

test('the same page is at the root of its own host', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const host = `${page.slug}.localhost:8080`
  assert.match(await (await visit(ctx, '/', { host })).text(), /action="\/subscribers"/)
  const there = await (await visit(ctx, '/api/v2/summary.json', { host })).text()
  assert.equal(there, await (await visit(ctx, `${page.web}/api/v2/summary.json`)).text())
  assert.equal((await visit(ctx, '/', { host: 'nobody-has-this.localhost' })).status, 404)
})

const files = [
  'summary',
  'status',
  'components',
  'incidents',
  'incidents/unresolved',
  'scheduled-maintenances',
  'scheduled-maintenances/upcoming',
  'scheduled-maintenances/active',
]

test('all eight bodies are open to every origin, cacheable, and 304 to who has them', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  for (const file of files) {
    const path = `${page.web}/api/v2/${file}.json`
    const answer = await visit(ctx, path, { headers: { origin: 'https://elsewhere.example' } })
    assert.equal(answer.status, 200, file)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8')
    assert.equal(
      answer.headers.get('cache-control'),
      'public, max-age=10, s-maxage=30, stale-while-revalidate=60, stale-if-error=86400',
    )
    assert.equal(answer.headers.get('vary')?.toLowerCase(), 'accept-encoding')
    assert.equal(answer.headers.get('set-cookie'), null)
    const etag = answer.headers.get('etag')!
    assert.match(etag, /^"[^"]+"$/)
    for (const given of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await visit(ctx, path, { headers: { 'if-none-match': given } })
      assert.equal(again.status, 304, given)
      assert.equal(await again.text(), '')
      assert.equal(again.headers.get('etag'), etag)
    }
    const head = await visit(ctx, path, { method: 'HEAD' })
    assert.equal(head.status, 200)
    assert.equal(head.headers.get('etag'), etag)
    assert.equal(await head.text(), '')
    const preflight = await visit(ctx, path, { method: 'OPTIONS' })
    assert.equal(preflight.status, 204)
    assert.match(preflight.headers.get('access-control-allow-methods')!, /GET/)
  }
})

test('the ETag changes with what is shown, and only then', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const path = `${page.web}/api/v2/summary.json`
  const etag = async (services = ctx) => (await visit(services, path)).headers.get('etag')
  const before = await etag()
  // Another process, or this one after a restart: nothing is remembered.
  assert.equal(await etag({ ...ctx, database: { ...ctx.database } }), before)
  await patch(ctx, `/components/${page.components[0]}`, { status: 'degraded_performance' })
  assert.notEqual(await etag(), before)
})

test('T-07: a page, report or file that does not exist is the same 404 everywhere', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const mine = await createdReport(ctx, page)
  const other = await createdPage(await testContext())
  const gone = await createdPage(ctx)
  await visit(ctx, gone.web)
  assert.equal((await remove(ctx, gone.api)).status, 204)
  const never = '/status/there-is-no-such-page'
  for (const path of [
    '',
    '/reports/abcdefghijkl',
    ...filePaths,
    '/history',
    '/history/2026-11',
    '/de',
    '/ar/history',
    '/maintenance/abcdefghijkl',
    '/logo/0123456789abcdef0123456789abcdef.png',
    ...files.map((file) => `/api/v2/${file}.json`),
  ]) {
    const [deleted, unknown] = [await visit(ctx, gone.web + path), await visit(ctx, never + path)]
    assert.equal(deleted.status, 404, path)
    assert.equal(unknown.status, 404, path)
    assert.equal(await deleted.text(), await unknown.text(), path)
    assert.equal(deleted.headers.get('etag'), null)
  }
  assert.equal((await visit(ctx, `${page.web}/reports/${mine.id}`)).status, 200)
  assert.equal((await visit(ctx, `${other.web}/reports/${mine.id}`)).status, 404)
  assert.equal((await visit(ctx, `${page.web}/api/v2/subscribers.json`)).status, 404)
})

test('the page is served with a policy that runs nothing, and without a cookie [OPS-20]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const { headers } = await visit(ctx, page.web)
  assert.match(headers.get('content-security-policy')!, /^default-src 'none'; style-src 'sha256-/)
  assert.equal(headers.get('x-content-type-options'), 'nosniff')
  assert.equal(headers.get('set-cookie'), null)
})

test('a thousand readers cost one look into the database', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  let asked = 0
  const { kysely } = ctx.database
  const database: Database = {
    ...ctx.database,
    kysely: new Proxy(kysely, {
      get(target, name) {
        if (name === 'transaction') asked += 1
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
  }
  let nowMs = ctx.now().getTime()
  const services = { ...ctx, database, now: () => new Date(nowMs) }
  const authenticate = () => Promise.resolve({ ctx: null, person: null, forgeable: false })
  const app = createApp(services, { endpoints: [], routes, authenticate })
  const readers = Array.from({ length: 1_000 }, async () => app.fetch(new Request(`http://watch.example${page.web}`)))
  const answers = await Promise.all(readers)
  assert.ok(answers.every((answer) => answer.status === 200))
  assert.equal(asked, 2, 'to find the page, and to read it')
  nowMs += maxAgeMs
  await Promise.all(Array.from({ length: 100 }, () => visit(services, page.web)))
  assert.equal(asked, 3, 'one question whether it changed, however many ask')
})

test('with the database gone the last good state is served, and says as of when it is [OPS-20]', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  let down = false
  const database: Database = {
    ...ctx.database,
    kysely: new Proxy(ctx.database.kysely, {
      get(target, name) {
        if (down && name === 'transaction') throw unavailable('the database is not reachable at the moment')
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    }),
  }
  let nowMs = ctx.now().getTime()
  const services = { ...ctx, database, now: () => new Date(nowMs) }
  const before = await (await visit(services, `${page.web}/api/v2/summary.json`)).text()
  down = true
  nowMs += 600_000
  const html = await visit(services, page.web)
  assert.equal(html.status, 200)
  assert.match(await html.text(), /It shows what was known as of/)
  assert.equal(await (await visit(services, `${page.web}/api/v2/summary.json`)).text(), before)
  assert.equal((await visit(services, '/status/never-seen-before')).status, 503)
  down = false
  nowMs += maxAgeMs
  // Who comes first is not kept waiting for a database that was away: the last good state once more.
  await eventually('the present state', async () => {
    return !(await (await visit(services, page.web)).text()).includes('It shows what was known as of')
  })
})

test('a report page tells the whole story, also of a report that the page no longer shows', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const report = await createdReport(ctx, page)
  for (const status of ['identified', 'identified', 'monitoring', 'resolved']) await published(ctx, report.id, status)
  const html = await (await visit(ctx, `${page.web}/reports/${report.id}`)).text()
  assert.equal(html.match(/<li><strong>/g)?.length, 5)
  const later = { ...ctx, database: { ...ctx.database }, now: () => new Date(ctx.now().getTime() + 40 * 86_400_000) }
  assert.equal((await visit(later, `${page.web}/reports/${report.id}`)).status, 200)
})
