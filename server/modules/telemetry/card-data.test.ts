import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { recordSignals } from '#modules/incidents'
import { addProject } from '#modules/workspaces'
import type { Context, Services } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { createMetrics } from '#platform/metrics'
import { fixedPolicy, presets, type PolicyProfile } from '#platform/policy'
import { callRoute, testContext } from '#testing'
import { createTelemetry, type Telemetry } from './telemetry.ts'

const card = '4111-1111-1111-1111'
const iban = 'GB29 NWBK 6016 1331 9268 19'
const traces = /4111.?1111|6016.?1331|5555555555554444/

type Shop = { ctx: Context; services: Services; id: string; number: number; key: string; telemetry: Telemetry }
const opened: Telemetry[] = []
after(() => Promise.all(opened.map((telemetry) => telemetry.drain())))

async function shopUnder(profile: PolicyProfile): Promise<Shop> {
  const ctx = await testContext()
  const { id, number, ingestKey } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(ingestKey)
  const services = { ...ctx, policy: fixedPolicy(profile), metrics: createMetrics() }
  const telemetry = createTelemetry(services, recordSignals)
  opened.push(telemetry)
  return { ctx, services, id, number, key: ingestKey, telemetry }
}

async function send({ services, telemetry, key }: Shop, path: string, body: string): Promise<unknown> {
  const request = new Request(`http://localhost${path}`, { method: 'POST', body, headers: { 'x-watchword-key': key } })
  const answer = await callRoute(services, telemetry.routes, request)
  assert.ok(answer.ok, String(answer.status))
  return answer.json()
}

/** Everything that the event left in both stores, as text. */
async function everything({ ctx, id }: Shop): Promise<string> {
  const rows = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query('select * from events where workspace_id = {workspaceId:String}', {})
  const tables = ['incidents', 'activities', 'event_receipts', 'ingest_outcomes']
  const found = await inTransaction(ctx, async ({ db }) =>
    Promise.all(tables.map((table) => sql`select * from ${sql.table(table)}`.execute(db))),
  )
  assert.ok(rows.length > 0, id)
  return JSON.stringify([rows, found.map((result) => result.rows)])
}

async function outcomes({ ctx, telemetry }: Shop): Promise<unknown[]> {
  await telemetry.drain()
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql`select category, reason, source, quantity::int as quantity from ingest_outcomes
      where reason <> 'accepted'`.execute(db),
  )
  return rows
}

const sentryEvent = () => ({
  event_id: newHexKey(),
  platform: 'node',
  exception: {
    values: [
      {
        type: 'PaymentError',
        value: `card ${card} was refused`,
        stacktrace: { frames: [{ function: 'pay', filename: 'pay.js', vars: { pan: 5555555555554444 } }] },
      },
    ],
  },
  breadcrumbs: [{ message: `transfer to ${iban}` }],
  request: { url: `https://shop.example/pay?card=${card}`, data: `number=${card.replaceAll('-', '+')}` },
  extra: { [card]: 'as a name' },
  tags: { order: '4111111111111112' },
})

for (const profile of Object.values(presets)) {
  test(`${profile.preset}: an event of the Sentry protocol is kept without the numbers in it, and says so [DSE-49]`, async () => {
    const shop = await shopUnder(profile)
    const event = sentryEvent()
    const report = { discarded_events: [{ reason: card, category: 'error', quantity: 1 }] }
    const lines = [{}, { type: 'event' }, event, { type: 'client_report' }, report]
    const body = lines.map((line) => JSON.stringify(line)).join('\n')
    const answer = await send(shop, `/api/${shop.number}/envelope/?sentry_key=${shop.key}`, body)
    assert.deepEqual(answer, { id: event.event_id })
    const stored = await everything(shop)
    assert.doesNotMatch(stored.replaceAll('4111111111111112', ''), traces)
    assert.match(stored, /card \[card number removed\] was refused/)
    assert.match(stored, /transfer to \[bank account number removed\]/)
    assert.match(stored, /4111111111111112/, 'an order number that looks alike stays')
    assert.match(stored, /6 card or bank account numbers were removed/)
    const counted = await outcomes(shop)
    assert.ok(
      counted.some((row) => JSON.stringify(row).includes('"card_data"')),
      JSON.stringify(counted),
    )
  })

  test(`${profile.preset}: an event of the events API is kept without the numbers in it [DSE-49]`, async () => {
    const shop = await shopUnder(profile)
    const error = {
      type: 'PaymentError',
      message: `no money on ${iban}`,
      stack: `PaymentError: ${card}\n    at pay (p.js:1:1)`,
    }
    const answer = await send(shop, '/api/v1/events', JSON.stringify({ error, metadata: { pan: card }, card }))
    assert.ok(answer)
    assert.doesNotMatch(await everything(shop), traces)
    assert.deepEqual(await outcomes(shop), [{ category: 'value', reason: 'card_data', source: 'server', quantity: 4 }])
  })
}

test('two events with keys that look like card numbers stay two, and neither key is stored', async () => {
  const shop = await shopUnder(presets['strict']!)
  const events = ['4111111111111111', '5555555555554444'].map((idempotencyKey) => ({ message: 'paid', idempotencyKey }))
  const answer = JSON.stringify(await send(shop, '/api/v1/events', JSON.stringify({ events })))
  assert.equal(new Set(answer.match(/[0-9a-f]{32}/g)).size, 2)
  assert.doesNotMatch(await everything(shop), traces)
})

test('where the policy leaves them, an event is kept as it came', async () => {
  const shop = await shopUnder({ ...presets['sensra']!, cardData: 'off' })
  await send(shop, '/api/v1/events', JSON.stringify({ message: `card ${card}` }))
  assert.match(await everything(shop), /4111-1111-1111-1111/)
})
