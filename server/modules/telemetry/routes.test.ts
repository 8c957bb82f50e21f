import assert from 'node:assert/strict'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { test } from 'node:test'
import { addApiKey, addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { newHexKey } from '#platform/ids'
import { eventually, testApp, testContext } from '#testing'

type Project = { ctx: Context; id: string; number: number; key: string }

async function project(): Promise<Project> {
  const ctx = await testContext()
  const { id, number, ingestKey } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(ingestKey)
  return { ctx, id, number, key: ingestKey }
}

async function send(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const app = await testApp()
  const request = new Request(`http://localhost${path}`, { method: 'POST', body: body, headers })
  const answer = await app.fetch(request)
  // oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
  return { status: answer.status, headers: answer.headers, body: (await answer.json().catch(() => null)) as any }
}

const envelopeOf = (event: object, header: object = {}): string =>
  [JSON.stringify(header), JSON.stringify({ type: 'event' }), JSON.stringify(event)].join('\n')
const errorEvent = (changes: object = {}) => ({
  event_id: newHexKey(),
  platform: 'node',
  exception: {
    values: [
      {
        type: 'TypeError',
        value: 'cart is undefined',
        stacktrace: { frames: [{ function: 'pay', filename: 'pay.js', in_app: true }] },
      },
    ],
  },
  ...changes,
})

const sendEnvelope = (
  { number, key }: Project,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) => send(`/api/${number}/envelope/?sentry_key=${key}`, body, headers)
const sendEvents = ({ key }: Project, body: unknown, headers: Record<string, string> = {}) =>
  send('/api/v1/events', typeof body === 'string' ? body : JSON.stringify(body), { 'x-watchword-key': key, ...headers })

async function incidents({ ctx }: Project) {
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ id: string; title: string; eventCount: number; level: string }>`
      select id, title, event_count, level from incidents order by number`.execute(db),
  )
  return rows
}

async function storedEvents({ ctx }: Project) {
  return ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ id: string; title: string; occurred_at: Date }>(
      'select event_id as id, title, occurred_at from events where workspace_id = {workspaceId:String} limit 1 by event_id',
      {},
    )
}

test('an answered event is in both stores, once, also when it is sent again [SEN-10]', async () => {
  const shop = await project()
  const event = errorEvent()
  for (let round = 0; round < 3; round += 1) {
    const answer = await sendEnvelope(shop, envelopeOf(event))
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.body, { id: event.event_id })
  }
  const stored = await send(`/api/${shop.number}/store/?sentry_key=${shop.key}`, JSON.stringify(event))
  assert.deepEqual(stored.body, { id: event.event_id })
  assert.deepEqual(
    (await incidents(shop)).map(({ title, eventCount }) => ({ title, eventCount })),
    [{ title: 'TypeError: cart is undefined', eventCount: 1 }],
  )
  assert.equal((await storedEvents(shop)).length, 1)
})

test('A-03: the same event at the same moment through both endpoints counts once', async () => {
  const shop = await project()
  const event = errorEvent()
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, () => sendEnvelope(shop, envelopeOf(event))),
    ...Array.from({ length: 5 }, () =>
      send(`/api/${shop.number}/store/?sentry_key=${shop.key}`, JSON.stringify(event)),
    ),
  ])
  assert.ok(answers.every(({ status }) => status === 200))
  assert.equal((await incidents(shop))[0]?.eventCount, 1)
})

test('A-04: the same event id in two projects is two events', async () => {
  const [first, second] = [await project(), await project()]
  const event = errorEvent()
  await Promise.all([sendEnvelope(first, envelopeOf(event)), sendEnvelope(second, envelopeOf(event))])
  for (const each of [first, second]) {
    assert.equal((await incidents(each))[0]?.eventCount, 1)
    assert.equal((await storedEvents(each)).length, 1)
  }
})

test('events of many workspaces in one batch end in their own', async () => {
  const shops = await Promise.all([project(), project(), project()])
  await Promise.all(Array.from({ length: 60 }, (_, index) => sendEnvelope(shops[index % 3]!, envelopeOf(errorEvent()))))
  for (const shop of shops) {
    assert.equal((await incidents(shop))[0]?.eventCount, 20)
    assert.equal((await storedEvents(shop)).length, 20)
  }
})

test('the key may stand in the URL, in a header or in the envelope; when they differ it is refused', async () => {
  const shop = await project()
  const body = () => envelopeOf(errorEvent())
  const header = { 'x-sentry-auth': `Sentry sentry_version=7, sentry_client=test/1.0, sentry_key=${shop.key}` }
  const dsn = `http://${shop.key}@localhost/${shop.number}`
  assert.equal((await sendEnvelope(shop, body())).status, 200)
  assert.equal((await send(`/api/${shop.number}/envelope/`, body(), header)).status, 200)
  assert.equal((await send(`/api/${shop.number}/envelope`, body(), header)).status, 200)
  assert.equal((await send(`/api/${shop.number}/envelope/`, envelopeOf(errorEvent(), { dsn }))).status, 200)
  const other = await project()
  assert.equal((await sendEnvelope(other, body(), header)).status, 403)
  assert.equal(
    (await sendEnvelope(shop, envelopeOf(errorEvent(), { dsn: `http://${other.key}@localhost/1` }))).status,
    403,
  )
  assert.equal((await incidents(shop))[0]?.eventCount, 4)
})

test('no key, an unknown key, an unknown project and the key of another project get one answer [SEN-06]', async () => {
  const [shop, other] = [await project(), await project()]
  const unknownKey = '0'.repeat(32)
  const attempts = [
    `/api/${shop.number}/envelope/`,
    `/api/${shop.number}/envelope/?sentry_key=${unknownKey}`,
    `/api/99999999/envelope/?sentry_key=${shop.key}`,
    `/api/${shop.number}/envelope/?sentry_key=${other.key}`,
  ]
  for (const path of attempts) {
    const answer = await send(path, envelopeOf(errorEvent()))
    assert.equal(answer.status, 403, path)
    assert.match(answer.body.detail, /^check the DSN/)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  }
  assert.deepEqual(await incidents(shop), [])
})

test('a revoked key is refused', async () => {
  const shop = await project()
  await inTransaction(shop.ctx, ({ db }) => sql`update ingest_keys set revoked_at = now()`.execute(db))
  assert.equal((await sendEnvelope(shop, envelopeOf(errorEvent()))).status, 403)
})

const bomb = Buffer.alloc(101 * 1024 * 1024, 0x20)
const codecs: [string, (body: Uint8Array) => Buffer<ArrayBuffer>][] = [
  ['gzip', (body) => gzipSync(body)],
  ['deflate', (body) => deflateSync(body)],
  ['deflate', (body) => deflateRawSync(body)],
  ['br', (body) => brotliCompressSync(body)],
  ['zstd', (body) => zstdCompressSync(body)],
]

test('every compression that SDKs use is understood; a cut one is refused, a bomb is stopped', async () => {
  const shop = await project()
  for (const [name, compress] of codecs) {
    const body = compress(Buffer.from(envelopeOf(errorEvent())))
    const headers = { 'content-encoding': name }
    assert.equal((await sendEnvelope(shop, body, headers)).status, 200, name)
    assert.equal((await sendEnvelope(shop, body.subarray(0, body.length - 9), headers)).status, 400, name)
    assert.equal((await sendEnvelope(shop, compress(bomb), headers)).status, 413, name)
  }
  assert.equal((await sendEnvelope(shop, 'x', { 'content-encoding': 'gzip, br' })).status, 415)
  assert.equal((await incidents(shop))[0]?.eventCount, codecs.length)
})

test('hostile and broken bodies get their documented answer, and the next event is taken [SEN-10]', async () => {
  const shop = await project()
  const text = (value: string) => envelopeOf(errorEvent({ exception: { values: [{ type: 'E', value }] } }))
  const cases: [name: string, body: string, status: number][] = [
    ['empty', '', 400],
    ['no JSON', 'hello', 400],
    ['header only', '{}', 200],
    ['item without payload', '{}\n{"type":"event"}', 400],
    ['shorter than its length', '{}\n{"type":"event","length":999}\n{}', 400],
    ['header line over 8 KiB', `${JSON.stringify({ x: 'y'.repeat(9000) })}\n`, 413],
    ['item over 1 MiB', envelopeOf({ message: 'x'.repeat(1024 * 1024) }), 413],
    ['unknown item', '{}\n{"type":"mystery"}\n{"a":1}', 200],
    ['null bytes', text('a\u0000b'), 200],
    ['lone surrogates', text('a\ud800b').replace('\ufffd', '\\ud800'), 200],
    ['deep JSON', `{}\n{"type":"event"}\n{"message":"deep","extra":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 200],
    ['prototype keys', envelopeOf(errorEvent({ extra: JSON.parse('{"__proto__":{"x":1},"constructor":1}') })), 200],
    ['clock in 1970', envelopeOf(errorEvent({ timestamp: 1 })), 200],
    ['clock in 2099', envelopeOf(errorEvent({ timestamp: '2099-01-01T00:00:00Z' })), 200],
    ['year 300000', envelopeOf(errorEvent({ timestamp: 9e12 })), 200],
  ]
  for (const [name, body, status] of cases) assert.equal((await sendEnvelope(shop, body)).status, status, name)
  assert.equal((await sendEnvelope(shop, envelopeOf(errorEvent()))).status, 200)
  const hourMs = 3_600_000
  for (const { occurred_at } of await storedEvents(shop))
    assert.ok(Math.abs(Date.now() - occurred_at.getTime()) < hourMs)
})

test('browsers may send from anywhere and read their limits', async () => {
  const app = await testApp()
  const answer = await app.fetch(new Request('http://localhost/api/1/envelope/', { method: 'OPTIONS' }))
  assert.equal(answer.status, 204)
  assert.equal(answer.headers.get('access-control-allow-origin'), '*')
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /x-sentry-rate-limits/)
})

test('what is not kept is counted for the workspace to see', async () => {
  const shop = await project()
  const report = { discarded_events: [{ reason: 'queue_overflow', category: 'error', quantity: 7 }] }
  const body = ['{}', '{"type":"profile"}', '{}', '{"type":"client_report"}', JSON.stringify(report)].join('\n')
  for (let round = 0; round < 2; round += 1) assert.equal((await sendEnvelope(shop, body)).status, 200)
  const rows = await eventually('the outcomes', async () => {
    const found = await inTransaction(shop.ctx, ({ db }) =>
      sql<object>`select source, category, reason, quantity from ingest_outcomes order by source`.execute(db),
    )
    return found.rows.length > 0 && found.rows
  })
  assert.deepEqual(rows, [
    { source: 'client', category: 'error', reason: 'queue_overflow', quantity: 14 },
    { source: 'server', category: 'profile', reason: 'unsupported', quantity: 2 },
  ])
})

test('the events API answers 202 with the id, and the same idempotency key with the first id [SEN-06]', async () => {
  const shop = await project()
  const event = { message: 'Card expired', level: 'critical', idempotencyKey: 'order-1', environment: 'production' }
  const first = await sendEvents(shop, event)
  assert.equal(first.status, 202)
  assert.partialDeepStrictEqual(first.body, { ok: true, data: { duplicate: false } })
  const second = await sendEvents(shop, event)
  assert.equal(second.status, 202)
  assert.deepEqual(second.body.data, { id: first.body.data.id, duplicate: true })
  assert.partialDeepStrictEqual((await incidents(shop))[0], { eventCount: 1, level: 'fatal' })
})

test('a batch is taken whole or not at all, and its answers are in its order', async () => {
  const shop = await project()
  const events = ['a', 'b', 'a'].map((key) => ({ message: `failed ${key}`, idempotencyKey: key }))
  const answer = await sendEvents(shop, { events })
  assert.deepEqual(
    answer.body.data.events.map(({ duplicate }: { duplicate: boolean }) => duplicate),
    [false, false, true],
  )
  const refused = await sendEvents(shop, { events: [{ message: 'fine' }, { message: 5 }, {}] })
  assert.equal(refused.status, 400)
  assert.equal(refused.body.error.code, 'INVALID_REQUEST')
  assert.ok(refused.body.error.details.fields.some(({ path }: { path: string }) => path.startsWith('events.1')))
  assert.equal((await sendEvents(shop, { events: Array.from({ length: 51 }, () => ({ message: 'x' })) })).status, 400)
  assert.equal((await storedEvents(shop)).length, 2)
})

test('the events API takes the key in any of its headers, an API key too, and refuses keys that differ', async () => {
  const shop = await project()
  const apiKey = await inTransaction(shop.ctx, (tx) => addApiKey(tx, 'test'))
  const post = (headers: Record<string, string>) => send('/api/v1/events', '{"message":"hello"}', headers)
  assert.equal((await post({ 'x-sensra-api-key': shop.key, authorization: `Bearer ${shop.key}` })).status, 202)
  assert.equal((await post({ authorization: `Bearer ${apiKey}` })).status, 202)
  const refusals: Record<string, string>[] = [
    {},
    { 'x-watchword-key': '0'.repeat(32) },
    { 'x-watchword-key': shop.key, authorization: 'Bearer other' },
    { authorization: 'Bearer wwk_unknown' },
  ]
  for (const headers of refusals) {
    const answer = await post(headers)
    assert.equal(answer.status, 401)
    assert.equal(answer.body.error.code, 'INVALID_AUTH')
  }
})

test('a project says when its first event came, and tells those who wait for it', async () => {
  const shop = await project()
  const seen: unknown[] = []
  const stop = shop.ctx.live.subscribe(shop.ctx.workspaceId, (message) => seen.push(message))
  await sendEvents(shop, { message: 'hello' })
  await eventually('the news', async () =>
    seen.some((message) => JSON.stringify(message).includes('project.firstEventReceived')),
  )
  stop()
})

test('a stored event never carries more than its bounds, whatever was sent [SEN-14]', async () => {
  const shop = await project()
  const tags = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 'v'.repeat(100)]))
  const frames = Array.from({ length: 2_000 }, (_, index) => ({ function: `f${index}`, filename: 'a.js' }))
  const event = errorEvent({
    tags,
    exception: { values: [{ type: 'E', value: 'v'.repeat(50_000), stacktrace: { frames } }] },
  })
  assert.equal((await sendEnvelope(shop, envelopeOf(event))).status, 200)
  const [row] = await shop.ctx.columns
    .forWorkspace(shop.ctx.workspaceId)
    .query<{ size: number; attributes: number }>(
      'select length(detail) as size, length(attributes) as attributes from events where workspace_id = {workspaceId:String}',
      {},
    )
  assert.ok(row && row.attributes <= 100 && row.size < 200_000, JSON.stringify(row))
})
