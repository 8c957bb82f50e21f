import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { call, eventually, testApp, testContext, withRole } from '#testing'
import { endpoints } from '../../app.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
type Project = any

async function project(ctx: Context): Promise<Project> {
  const answer = await call(ctx, endpoints, 'POST', '/projects', { name: 'Shop' })
  assert.equal(answer.status, 201)
  return answer.json()
}

const change = (ctx: Context, { id }: Project, settings: object) =>
  call(ctx, endpoints, 'PATCH', `/projects/${id}`, settings)

async function sendEvents({ ingestKey }: Project, headers: Record<string, string> = {}, count = 1) {
  const event = () => ({ title: `Checkout failed ${newHexKey(4)}`, message: 'no stock', level: 'error' })
  const body = count === 1 ? event() : { events: Array.from({ length: count }, event) }
  const app = await testApp()
  return app.fetch(
    new Request('http://localhost/api/v1/events', {
      method: 'POST',
      headers: { 'x-watchword-key': ingestKey, ...headers },
      body: JSON.stringify(body),
    }),
  )
}

async function sendEnvelope({ number, ingestKey }: Project, headers: Record<string, string> = {}) {
  const event = JSON.stringify({ event_id: newHexKey(), platform: 'node', message: 'Checkout failed', level: 'error' })
  const app = await testApp()
  return app.fetch(
    new Request(`http://localhost/api/${number}/envelope/?sentry_key=${ingestKey}`, {
      method: 'POST',
      headers,
      body: ['{}', '{"type":"event"}', event].join('\n'),
    }),
  )
}

async function outcomes(ctx: Context, { id }: Project): Promise<Record<string, number>> {
  const { rows } = await inTransaction(ctx, ({ db, workspaceId }) =>
    sql<{ reason: string; quantity: number }>`select reason, sum(quantity)::int as quantity from ingest_outcomes
      where workspace_id = ${workspaceId} and project_id = ${id} group by reason`.execute(db),
  )
  return Object.fromEntries(rows.map(({ reason, quantity }) => [reason, quantity]))
}

async function lastAudit(ctx: Context) {
  const { items } = await (await call(ctx, endpoints, 'GET', '/audit-entries?action=project.updated')).json()
  return items[0]
}

test('allowed origins: changed by the API, pages of others are refused, and the audit log has before and after [SEN-27]', async () => {
  const ctx = await testContext()
  const shop = await project(ctx)
  const evil = { origin: 'https://evil.example' }
  assert.equal((await sendEvents(shop, evil)).status, 202)
  const changed = await change(ctx, shop, { allowedOrigins: ['https://Shop.example', 'https://*.shop.example'] })
  assert.equal(changed.status, 200)
  assert.deepEqual((await changed.json()).allowedOrigins, ['https://shop.example', 'https://*.shop.example'])
  const refused = await eventually('the setting to take effect', async () => {
    const answer = await sendEvents(shop, evil)
    return answer.status === 403 && answer
  })
  assert.partialDeepStrictEqual(await refused.json(), { ok: false, error: { code: 'INVALID_AUTH' } })
  const sentry = await sendEnvelope(shop, evil)
  assert.equal(sentry.status, 403)
  assert.match(sentry.headers.get('x-sentry-error') ?? '', /origin/)
  for (const origin of ['https://shop.example', 'https://www.shop.example']) {
    assert.equal((await sendEvents(shop, { origin })).status, 202)
    assert.equal((await sendEnvelope(shop, { origin })).status, 200)
  }
  // A server sends no Origin.
  assert.equal((await sendEnvelope(shop)).status, 200)
  const entry = await lastAudit(ctx)
  assert.deepEqual(entry.before.allowedOrigins, [])
  assert.deepEqual(entry.after.allowedOrigins, ['https://shop.example', 'https://*.shop.example'])
  await eventually('the outcomes', async () => ((await outcomes(ctx, shop))['origin_not_allowed'] ?? 0) >= 2)
})

test('events per minute: changed by the API, what is more is answered 429 and counted, and the audit log has it [SEN-27] [SEN-14] [SEN-13]', async () => {
  const ctx = await testContext()
  const shop = await project(ctx)
  assert.equal((await change(ctx, shop, { eventsPerMinute: 3 })).status, 200)
  const limited = await eventually('the limit to take effect', async () => {
    const answer = await sendEvents(shop)
    return answer.status === 429 && answer
  })
  assert.ok(Number(limited.headers.get('retry-after')) > 0)
  assert.partialDeepStrictEqual(await limited.json(), { ok: false, error: { code: 'RATE_LIMITED' } })
  const sentry = await sendEnvelope(shop)
  assert.equal(sentry.status, 429)
  assert.ok(Number(sentry.headers.get('retry-after')) > 0)
  assert.match(sentry.headers.get('x-sentry-rate-limits') ?? '', /^\d+:error/)
  await eventually('the outcome', async () => ((await outcomes(ctx, shop))['project_limit'] ?? 0) >= 2)
  const entry = await lastAudit(ctx)
  assert.partialDeepStrictEqual(entry, { before: { eventsPerMinute: null }, after: { eventsPerMinute: 3 } })
  // Another project of the workspace has a count of its own.
  assert.equal((await sendEvents(await project(ctx))).status, 202)
  assert.equal((await change(ctx, shop, { eventsPerMinute: null })).status, 200)
  await eventually('the limit to be gone', async () => (await sendEvents(shop)).status === 202)
})

test('a batch with more events than fit into the minute is refused as a whole and counted as a whole', async () => {
  const ctx = await testContext()
  const shop = await project(ctx)
  await change(ctx, shop, { eventsPerMinute: 5 })
  await eventually('the limit to take effect', async () => (await sendEvents(shop, {}, 7)).status === 429)
  await eventually('the outcome', async () => (await outcomes(ctx, shop))['project_limit'] === 7)
})

test('project settings are changed by admins, within bounds, and not from another workspace [SEN-27] [SEN-05]', async () => {
  const ctx = await testContext()
  const shop = await project(ctx)
  for (const role of ['member', 'viewer'] as const) {
    assert.equal((await change(withRole(ctx, role), shop, { name: 'Mine' })).status, 403)
  }
  assert.equal((await change(withRole(ctx, 'admin'), shop, { name: 'Shop 2' })).status, 200)
  const other = await testContext()
  assert.equal((await change(other, shop, { name: 'Mine' })).status, 404)
  for (const settings of [
    {},
    { name: '' },
    { eventsPerMinute: 0 },
    { eventsPerMinute: 1_000_001 },
    { eventsPerMinute: 1.5 },
    { eventsPerMinute: '5' },
    { allowedOrigins: ['*'] },
    { allowedOrigins: ['https://shop.example/path'] },
    { allowedOrigins: ['javascript:alert(1)'] },
    { allowedOrigins: Array.from({ length: 51 }, (_, index) => `https://s${index}.example`) },
    { allowedOrigins: 'https://shop.example' },
    { allowedOrigins: ["https://shop.example'; drop table projects; --"] },
  ]) {
    assert.equal((await change(ctx, shop, settings)).status, 400, JSON.stringify(settings))
  }
  const { items } = await (await call(ctx, endpoints, 'GET', '/projects')).json()
  assert.partialDeepStrictEqual(items, [{ name: 'Shop 2', allowedOrigins: [], eventsPerMinute: null }])
})
