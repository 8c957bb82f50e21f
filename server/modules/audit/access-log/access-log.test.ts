import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createColumns } from '#platform/columns'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { createLog } from '#platform/log'
import { createMetrics } from '#platform/metrics'
import { authenticate } from '#modules/users'
import { addApiKey, keyEndpoints } from '#modules/workspaces'
import { inventory } from '../../../app.ts'
import { call, eventually, testApp, testContext, testServices } from '#testing'
import { createAccessLog } from './access-log.ts'
import { insertApiRequests, selectApiRequests } from './columns.ts'

async function keyOf(ctx: Context) {
  const key = await inTransaction(ctx, (tx) => addApiKey(tx, 'CI'))
  const { items } = await (await call(ctx, keyEndpoints, 'GET', '/api-keys')).json()
  const { id } = items[0] as { id: string }
  const requests = async (query = '') =>
    (await call(ctx, keyEndpoints, 'GET', `/api-keys/${id}/requests${query}`)).json()
  return { key, id, requests }
}

type Sent = { method?: string; body?: string; headers?: Record<string, string> }

async function send(key: string, path: string, init: Sent = {}) {
  const app = await testApp()
  const headers = { authorization: `Bearer ${key}`, ...init.headers }
  return app.fetch(new Request(`http://localhost/api/v1${path}`, { ...init, headers }))
}

test('a call with a key is a line in the log of its workspace, and no other one sees it [CAB-12]', async () => {
  const [ctx, other] = [await testContext(), await testContext()]
  const { key, id, requests } = await keyOf(ctx)
  const answer = await send(key, '/projects', { headers: { 'user-agent': 'ci/1.0' } })
  const [line] = await eventually('the line', async () => {
    const { items } = await requests()
    return items.length > 0 && items
  })
  assert.partialDeepStrictEqual(line, {
    id: answer.headers.get('x-request-id'),
    method: 'GET',
    path: '/api/v1/projects',
    operation: 'listProjects',
    status: 200,
    userAgent: 'ci/1.0',
  })
  assert.ok(Math.abs(Date.now() - Date.parse(line.at)) < 60_000)
  const refused = await call(other, keyEndpoints, 'GET', `/api-keys/${id}/requests`)
  assert.equal(refused.status, 404)
  // Also below the question whose the key is.
  assert.deepEqual(await selectApiRequests(other, id, { after: undefined, limit: 10 }), [])
})

test('what was refused is logged too, by its pattern: what was sent is no part of it [CAB-12] [OPS-11]', async () => {
  const ctx = await testContext()
  const { key, requests } = await keyOf(ctx)
  const secret = 'hunter2-hunter2'
  await send(key, `/projects/prj_${'0'.repeat(32)}?password=${secret}`)
  await send(key, `/incidents/${secret}/acknowledgement`, { method: 'POST', headers: { 'x-secret': secret } })
  await send(key, '/projects', { method: 'POST', body: JSON.stringify({ name: '', password: secret }) })
  await send(key, '/session')
  await send(key, '/user')
  const lines = await eventually('the lines', async () => {
    const { items } = await requests()
    return items.length === 4 && items
  })
  assert.deepEqual(
    lines.map(({ method, path, status }: { method: string; path: string; status: number }) => [method, path, status]),
    [
      ['GET', '/api/v1/user', 403],
      ['POST', '/api/v1/projects', 400],
      ['POST', '/api/v1/incidents/{incidentId}/acknowledgement', 400],
      ['GET', '/api/v1/projects/{projectId}', 404],
    ],
  )
  assert.ok(!JSON.stringify(lines).includes(secret))
})

test('pages of the log neither repeat nor skip, also within one millisecond', async () => {
  const ctx = await testContext()
  const { id, requests } = await keyOf(ctx)
  const at = new Date()
  const made = Array.from({ length: 25 }, (_, number) => entry(ctx, id, number, at))
  await insertApiRequests(ctx.columns, made)
  // Sent again after an answer that got lost: each is listed once.
  await insertApiRequests(ctx.columns, made)
  const seen: string[] = []
  let query = '?limit=10'
  for (let page = 0; page < 3; page += 1) {
    const { items, nextCursor } = await requests(query)
    seen.push(...items.map((item: { id: string }) => item.id))
    query = `?limit=10&cursor=${nextCursor}`
    assert.equal(nextCursor === null, page === 2)
  }
  assert.deepEqual(seen, made.map((request) => request.id).toReversed())
  for (const cursor of ['x', Buffer.from('["nonsense","y"]').toString('base64url')]) {
    const answer = await call(ctx, keyEndpoints, 'GET', `/api-keys/${id}/requests?cursor=${cursor}`)
    assert.equal(answer.status, 400)
  }
})

test('a line that is over its age is not shown, whether or not it is swept yet [CAB-12] [AHU-06] [DSE-14]', async () => {
  const ctx = await testContext()
  const { id } = await keyOf(ctx)
  const day = 86_400_000
  const { apiLogDays } = ctx.policy.inForce().retention
  const old = entry(ctx, id, 1, new Date(Date.now() - (apiLogDays + 1) * day))
  const kept = entry(ctx, id, 2, new Date(Date.now() - (apiLogDays - 1) * day))
  await insertApiRequests(ctx.columns, [old, kept])
  const shown = await selectApiRequests(ctx, id, { after: undefined, limit: 10 })
  assert.deepEqual(
    shown.map((request) => request.id),
    [kept.id],
  )
})

test('the table holds exactly the declared fields, and says for how long [AHU-06] [DSE-14] [OPS-11]', async () => {
  const { columns } = await testServices()
  const declared = inventory.filter(({ place }) => place === 'api_requests')
  assert.deepEqual(
    declared.map(({ category, retention, store }) => [category, retention.ages, store]),
    [['C25', [{ from: 'at', after: { setting: 'apiLogDays' } }], 'columns']],
  )
  const found = await columns.query<{ name: string }>(
    "select name from system.columns where database = currentDatabase() and table = 'api_requests'",
  )
  assert.deepEqual(found.map(({ name }) => name).sort(), [...(declared[0]?.fields ?? [])].sort())
})

test('while the column store is away lines wait; what is too much is dropped, counted and said', async () => {
  const ctx = await testContext()
  const { key, id } = await keyOf(ctx)
  const lines: string[] = []
  const log = createLog('warn', { write: (line: string) => lines.push(line) } as unknown as NodeJS.WritableStream)
  const away = createColumns('http://127.0.0.1:9/nowhere')
  const metrics = createMetrics()
  const services = { ...(await testServices()), columns: away, log, metrics }
  const accessLog = createAccessLog(services, authenticate)
  const request = { headers: new Headers({ authorization: `Bearer ${key}` }), url: new URL('http://localhost/') }
  const answered = { operation: 'listProjects', method: 'GET', path: '/api/v1/projects', status: 200, durationMs: 1.4 }
  const use = async (requestId: string) => {
    const raw = { ...request, requestId, remoteAddress: '192.0.2.1' }
    await accessLog.authenticate(services, raw)
    return () => accessLog.onAnswered(raw as never, answered)
  }
  const first = await use('req_1')
  first()
  await accessLog.flush()
  assert.match((await metrics.render()).body, /^watchword_access_log_dropped_entries 0$/m)
  const again = await use('req_2')
  for (let count = 0; count < 20_000; count += 1) again()
  await accessLog.flush()
  assert.match((await metrics.render()).body, /^watchword_access_log_dropped_entries 1$/m)
  assert.ok(lines.some((line) => line.includes('"the access log lost entries"') && line.includes('"count":1')))
  services.columns = ctx.columns
  await accessLog.drain()
  const shown = await selectApiRequests(ctx, id, { after: undefined, limit: 10 })
  assert.deepEqual(
    shown.map((line) => line.id),
    ['req_2', 'req_1'],
  )
  assert.partialDeepStrictEqual(shown[1], { durationMs: 1, remoteAddress: '192.0.2.1', status: 200 })
  await away.close()
})

function entry(ctx: Context, keyId: string, number: number, at: Date) {
  return {
    workspaceId: ctx.workspaceId,
    keyId,
    id: `req_${keyId.slice(4, 24)}${String(number).padStart(12, '0')}`,
    at,
    method: 'GET',
    path: '/api/v1/projects',
    operation: 'listProjects',
    status: 200,
    durationMs: 3,
    remoteAddress: '192.0.2.1',
    userAgent: 'test',
  }
}
