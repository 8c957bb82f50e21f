/** The official SDK for Node.js, unchanged, against the whole program on a port. */
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Listener } from '#platform/http'
import { inTransaction, sql } from '#platform/database'
import { eventually } from '#testing'
import { forgetProjectRules } from '../project-rules.ts'
import { countOutcomes, openPort, openShop, readColumns, runProgram, type Shop } from './sdk.fixture.ts'

let port: Listener
before(async () => {
  port = await openPort()
})
after(() => port.close())

type Report = { flushed: boolean; sent: { status?: number; header: string | null }[] }

const runSdk = (shop: Shop, what: string) =>
  // What the fixture prints.
  runProgram(process.execPath, [join(import.meta.dirname, 'node-sdk.fixture.ts'), shop.dsn, what]) as Promise<Report>

const spansOf = (shop: Shop) =>
  readColumns<{ name: string; operation: string; trace_id: string; is_entry: number }>(
    shop,
    'select name, operation, trace_id, toUInt8(is_entry) as is_entry from spans where workspace_id = {workspaceId:String} order by name',
  )

test('everything that the SDK can send is taken: errors, spans, logs, sessions, check-ins, files, feedback [SEN-10]', async () => {
  const shop = await openShop(port)
  const { flushed, sent } = await runSdk(shop, 'everything')
  assert.ok(flushed)
  assert.ok(sent.every(({ status }) => status === 200))
  const outcomes = await eventually('everything counted', async () => {
    const found = await countOutcomes(shop)
    return found['attachment accepted'] && found['session accepted'] && found['feedback accepted'] ? found : undefined
  })
  assert.deepEqual(outcomes, {
    'attachment accepted': '{"books":2}'.length,
    'error accepted': 2,
    'feedback accepted': 1,
    'log_item accepted': 2,
    'monitor accepted': 2,
    'session accepted': outcomes['session accepted'],
    'span accepted': 1,
    'transaction accepted': 1,
  })
  const events = await readColumns<{ title: string; release: string; trace_id: string; user_email: string }>(
    shop,
    'select title, release, trace_id, user_email from events where workspace_id = {workspaceId:String} order by title',
  )
  assert.partialDeepStrictEqual(events, [
    { title: 'Something to talk about', release: 'shop@1.0.0' },
    { title: 'TypeError: card was refused', user_email: 'ada@example.com' },
  ])
  const spans = await spansOf(shop)
  assert.deepEqual(
    spans.map(({ name, operation, is_entry }) => [name, operation, is_entry]),
    [
      ['GET /checkout', 'http.server', 1],
      ['SELECT orders', 'db.query', 0],
    ],
  )
  assert.ok(spans.every(({ trace_id }) => trace_id === events[1]?.trace_id))
})

test('an SDK that sends whole transactions is understood as one that streams spans', async () => {
  const shop = await openShop(port)
  await runSdk(shop, 'transactions')
  assert.deepEqual(
    (await spansOf(shop)).map(({ name, is_entry }) => [name, is_entry]),
    [
      ['GET /checkout', 1],
      ['SELECT orders', 0],
    ],
  )
})

test('an SDK behind a tunnel needs nothing but the tunnel', async () => {
  const shop = await openShop(port)
  const { sent } = await runSdk(shop, 'tunnel')
  assert.deepEqual(
    sent.map(({ status }) => status),
    [200],
  )
})

test('an SDK that is over its quota stops by itself, its sessions go on, and it begins again [SEN-13]', async () => {
  const shop = await openShop(port)
  await inTransaction(shop.ctx, ({ db }) =>
    sql`insert into quotas (id, workspace_id, scope, scope_id, category, "window", "limit", created_at)
      values (${`qta_${shop.projectId.slice(4)}`}, ${shop.ctx.workspaceId}, 'project', ${shop.projectId}, 'error', 'hour', 1, now())`.execute(
      db,
    ),
  )
  forgetProjectRules(shop.ctx)
  const { sent } = await runSdk(shop, 'limited')
  assert.deepEqual(
    sent.map(({ status }) => status),
    [200, 429, undefined, 429],
    'the third error was never sent, the fourth was when the time was over',
  )
  for (const { header } of sent.filter(({ status }) => status === 429))
    assert.match(header ?? '', /^\d+:error;default;security:project:project_quota$/)
  // The fourth error came after the sessions, and may be counted after them.
  const outcomes = await eventually('sessions and errors counted', async () => {
    const found = await countOutcomes(shop)
    return found['session accepted'] && found['error project_quota'] === 2 ? found : undefined
  })
  assert.equal(outcomes['error accepted'], 1)
})
