import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemContext, type Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { windowAt } from '#platform/rate-limit'
import { eventually, testContext, testServices, withRole } from '#testing'
import { api, eventuallyTotals, item, newShop, sendEvents, setQuota, type Shop } from './quotas.fixture.ts'
import { createLedger } from './ledger.ts'
import { limitRule, maxQuotas, type Quota } from './quota.ts'

const statuses = async (answers: Promise<Response>[]) => (await Promise.all(answers)).map(({ status }) => status)
const times = (count: number, status: number) => Array.from({ length: count }, () => status)

async function scopes(ctx: Context, shop: Shop) {
  const { items } = await (await api(ctx, 'GET', `/projects/${shop.id}/ingest-keys`)).json()
  return { workspace: null, project: shop.id, key: items[0].id as string }
}

/** One whose window does not end during the test: each has an offset of its own. */
async function setLastingQuota(ctx: Context, quota: Omit<Quota, 'id' | 'createdAt'>): Promise<{ id: string }> {
  const made = await setQuota(ctx, quota)
  if (windowAt(limitRule(quota), made.id, Date.now()).endsInMs > 30_000) return made
  assert.equal((await api(ctx, 'DELETE', `/quotas/${made.id}`)).status, 204)
  return setLastingQuota(ctx, quota)
}

const dayMs = 86_400_000
const lengthMs = { minute: 60_000, hour: 3_600_000, day: dayMs, month: 31 * dayMs }

for (const window of ['minute', 'hour', 'day', 'month'] as const) {
  for (const scope of ['workspace', 'project', 'key'] as const) {
    test(`a quota of a ${scope} and a ${window}: of many at the boundary exactly as many pass as it says, and others are not touched [SEN-13] [A-05]`, async () => {
      const ctx = await testContext()
      const shop = await newShop(ctx)
      const scopeId = (await scopes(ctx, shop))[scope]
      const quota = await setLastingQuota(ctx, { scope, scopeId, category: 'error', window, limit: 10 })
      assert.equal((await sendEvents(shop, 7)).status, 202)
      const found = await statuses(Array.from({ length: 8 }, () => sendEvents(shop)))
      assert.deepEqual(found.sort(), [...times(3, 202), ...times(5, 429)])
      await eventuallyTotals(ctx, shop, [item('accepted', 'accepted', 10), item('rate_limited', `${scope}_quota`, 5)])
      const { items } = await (await api(ctx, 'GET', '/quotas')).json()
      assert.partialDeepStrictEqual(items, [{ id: quota.id, used: 10, limit: 10 }])
      const leftMs = Date.parse(items[0].resetsAt) - Date.now()
      assert.ok(leftMs > 0 && leftMs <= lengthMs[window], `it says when it begins anew: in ${leftMs} ms`)
      const [another, elsewhere] = [await newShop(ctx), await newShop(await testContext())]
      assert.equal((await sendEvents(another)).status, scope === 'workspace' ? 429 : 202)
      assert.equal((await sendEvents(elsewhere)).status, 202)
      // More is given: at once.
      assert.equal((await api(ctx, 'PATCH', `/quotas/${quota.id}`, { limit: 20 })).status, 200)
      assert.equal((await sendEvents(shop)).status, 202)
      assert.equal((await api(ctx, 'DELETE', `/quotas/${quota.id}`)).status, 204)
      assert.equal((await sendEvents(shop, 30)).status, 202)
    })
  }
}

test('a request that does not fit as a whole is refused as a whole and counted as a whole, and a smaller one still fits', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  await setQuota(ctx, { scope: 'project', scopeId: shop.id, category: 'error', window: 'day', limit: 5 })
  await setQuota(ctx, { scope: 'project', scopeId: shop.id, category: 'error', window: 'hour', limit: 5 })
  const refused = await sendEvents(shop, 6)
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) <= 3600, 'nobody is told to stay away for longer than an hour')
  assert.equal((await sendEvents(shop, 5)).status, 202)
  assert.equal((await sendEvents(shop)).status, 429)
  await eventuallyTotals(ctx, shop, [item('accepted', 'accepted', 5), item('rate_limited', 'project_quota', 7)])
})

test('an event that is sent again takes nothing from a quota and is counted as a duplicate', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  await setQuota(ctx, { scope: 'workspace', category: 'error', window: 'month', limit: 2 })
  for (let round = 0; round < 5; round += 1) {
    assert.equal((await sendEvents(shop, 1, { idempotencyKey: 'order-1' })).status, 202)
  }
  assert.equal((await sendEvents(shop)).status, 202)
  assert.equal((await sendEvents(shop)).status, 429)
  await eventuallyTotals(ctx, shop, [
    item('accepted', 'accepted', 2),
    item('invalid', 'duplicate', 4),
    item('rate_limited', 'workspace_quota', 1),
  ])
})

test('what is counted stays when the telemetry is pruned, and a process that starts anew goes on from it [SEN-13] [A-05]', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  await setQuota(ctx, { scope: 'workspace', category: 'error', window: 'month', limit: 3 })
  assert.equal((await sendEvents(shop, 3)).status, 202)
  await eventuallyTotals(ctx, shop, [item('accepted', 'accepted', 3)])
  await inTransaction(ctx, ({ db }) => sql`delete from event_receipts`.execute(db))
  await ctx.columns.query(
    `alter table events delete where workspace_id = '${ctx.workspaceId}' settings mutations_sync = 1`,
  )
  await eventuallyTotals(ctx, shop, [item('accepted', 'accepted', 3)])
  const { items } = await (await api(ctx, 'GET', '/usage')).json()
  assert.deepEqual(
    items.map(({ period, quantity }: { period: string; quantity: number }) => [period, quantity]).sort(),
    [
      ['day', 3],
      ['month', 3],
    ],
  )
  const ledger = createLedger(await testServices())
  await ledger.load(ctx.workspaceId)
  const whose = { workspaceId: ctx.workspaceId, projectId: shop.id, keyId: 'any' }
  assert.equal(ledger.used(whose, 'workspace', 'error', 'month'), 3)
  await ledger.drain()
  assert.equal((await sendEvents(shop)).status, 429)
})

test('two processes learn of each other when they write: at most what the other took within two seconds is missing [A-05]', async () => {
  const services = await testServices()
  const ctx = await testContext()
  const shop = await newShop(ctx)
  const [one, other] = [createLedger(services), createLedger(services)]
  const whose = { workspaceId: ctx.workspaceId, projectId: shop.id, keyId: 'key' }
  await Promise.all([one.load(ctx.workspaceId), other.load(ctx.workspaceId)])
  one.use(whose, 'error', 5)
  other.use(whose, 'error', 7)
  other.use(whose, 'error', -1)
  assert.deepEqual(
    [one, other].map((ledger) => ledger.used(whose, 'key', 'error', 'day')),
    [5, 6],
  )
  await Promise.all([one.flush(), other.flush()])
  await Promise.all([one.flush(), other.flush()])
  assert.deepEqual(
    [one, other].map((ledger) => ledger.used(whose, 'project', 'error', 'month')),
    [11, 11],
  )
  await Promise.all([one.drain(), other.drain()])
})

test('counts that could not be written are written later, once', async () => {
  const services = await testServices()
  const ctx = await testContext()
  const shop = await newShop(ctx)
  let isAway = true
  const { database } = services
  const failing = {
    ...services,
    get database() {
      return isAway ? brokenDatabase : database
    },
  }
  const ledger = createLedger(failing)
  ledger.countOutcome(
    { workspaceId: ctx.workspaceId, projectId: shop.id },
    {
      ...{ category: 'error', reason: 'accepted', quantity: 4, by: 'server' },
    },
  )
  await assert.rejects(ledger.flush())
  isAway = false
  await ledger.flush()
  await ledger.drain()
  await eventuallyTotals(ctx, shop, [item('accepted', 'accepted', 4)])
})

// oxlint-disable-next-line typescript/no-explicit-any -- a database that is not there
const brokenDatabase: any = { kysely: { transaction: () => ({ execute: () => Promise.reject(new Error('away')) }) } }

test('quotas are set by admins, within bounds, once for each scope, with before and after in the audit log [SEN-27]', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  const valid = { scope: 'project', scopeId: shop.id, category: 'error', window: 'day', limit: 5 }
  for (const role of ['member', 'viewer'] as const) {
    assert.equal((await api(withRole(ctx, role), 'POST', '/quotas', valid)).status, 403)
  }
  for (const change of [
    { limit: -1 },
    { limit: 1.5 },
    { category: 'tea' },
    { window: 'week' },
    { scopeId: null },
    { scope: 'workspace' },
  ]) {
    assert.equal((await api(ctx, 'POST', '/quotas', { ...valid, ...change })).status, 400, JSON.stringify(change))
  }
  const other = await testContext()
  assert.equal((await api(other, 'POST', '/quotas', valid)).status, 404)
  assert.equal((await api(other, 'POST', '/quotas', { ...valid, scope: 'key', scopeId: 'ing_x' })).status, 404)
  const { id } = await setQuota(ctx, valid)
  assert.equal((await api(ctx, 'POST', '/quotas', valid)).status, 409)
  assert.equal((await api(other, 'PATCH', `/quotas/${id}`, { limit: 6 })).status, 404)
  assert.equal((await api(ctx, 'PATCH', `/quotas/${id}`, { limit: 6 })).status, 200)
  const { items } = await (await api(ctx, 'GET', '/audit-entries?action=quota.updated')).json()
  assert.partialDeepStrictEqual(items[0], { before: { limit: 5 }, after: { limit: 6 } })
  await inTransaction(systemContext(await testServices(), ctx.workspaceId, 'test'), ({ db }) =>
    sql`insert into quotas select ${ctx.workspaceId}, 'qta_' || n, 'key', 'k' || n, 'error', 'day', 1, now()
      from generate_series(2, ${maxQuotas}) n`.execute(db),
  )
  assert.equal((await api(ctx, 'POST', '/quotas', { ...valid, window: 'hour' })).status, 409, 'one more than the bound')
})

test('outcomes add up to exactly what was sent: accepted, filtered, limited and invalid [SEN-13]', async () => {
  const ctx = await testContext()
  const shop = await newShop(ctx)
  const filters = { messages: ['*ResizeObserver*'], webCrawlers: true }
  assert.equal((await api(ctx, 'PATCH', `/projects/${shop.id}/intake-settings`, { filters })).status, 200)
  await setQuota(ctx, { scope: 'project', scopeId: shop.id, category: 'error', window: 'day', limit: 20 })
  const sent = await sendEvents(shop, 3, { message: 'ResizeObserver loop limit exceeded' })
  const filtered = (await sent.json()) as { data: { events: { dropped: string }[] } }
  assert.deepEqual(
    filtered.data.events.map(({ dropped }) => dropped),
    times(3, 0).map(() => 'filtered'),
  )
  const answers = await statuses([...Array.from({ length: 30 }, () => sendEvents(shop)), sendEvents(shop, 50)])
  assert.equal(answers.filter((status) => status === 202).length, 20)
  assert.equal((await sendEvents(shop, 2, {}, { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' })).status, 202)
  assert.equal((await sendEvents(shop, 1, { level: 5 })).status, 400)
  await eventuallyTotals(ctx, shop, [
    item('accepted', 'accepted', 20),
    item('invalid', 'invalid', 1),
    item('filtered', 'filtered_message', 3),
    item('filtered', 'web_crawler', 2),
    item('rate_limited', 'project_quota', 60),
  ])
  const whole = await (await api(ctx, 'GET', '/outcomes?interval=day')).json()
  assert.equal(
    whole.items.reduce((sum: number, { quantity }: { quantity: number }) => sum + quantity, 0),
    86,
  )
  assert.equal((await api(ctx, 'GET', '/outcomes?from=2020-01-01T00:00:00Z')).status, 400)
  await eventually('no outcome of the project in another workspace', async () => {
    const foreign = await api(await testContext(), 'GET', `/projects/${shop.id}/outcomes`)
    return foreign.status === 404
  })
})
