/** The Sentry protocol over HTTP: section by section of what its documentation asks of a server. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Context } from '#platform/context'
import { newHexKey } from '#platform/ids'
import { inTransaction, sql } from '#platform/database'
import { addProject } from '#modules/workspaces'
import { eventually, testApp, testContext } from '#testing'
import { maxCheckInBytes, maxReportBytes, maxStoreBytes } from '../limits.ts'

type Project = { ctx: Context; number: number; key: string }

async function project(): Promise<Project> {
  const ctx = await testContext()
  const { number, ingestKey } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(ingestKey)
  return { ctx, number, key: ingestKey }
}

type Body = string | Uint8Array<ArrayBuffer>

async function send(path: string, body: Body, headers: Record<string, string> = {}, method = 'POST') {
  const app = await testApp()
  const init = method === 'GET' || method === 'OPTIONS' ? { method, headers } : { method, body, headers }
  const answer = await app.fetch(new Request(`http://localhost${path}`, init))
  // oxlint-disable-next-line typescript/no-explicit-any -- the assertions say what is expected
  return { status: answer.status, headers: answer.headers, body: (await answer.json().catch(() => null)) as any }
}

const envelope = (header: object, ...items: [header: object, payload: unknown][]) =>
  [header, ...items.flat()].map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
const sendEnvelope = ({ number, key }: Project, body: Body, headers: Record<string, string> = {}) =>
  send(`/api/${number}/envelope/?sentry_key=${key}`, body, headers)

async function outcomes({ ctx }: Project): Promise<Record<string, number>> {
  const { rows } = await inTransaction(ctx, ({ db }) =>
    sql<{ name: string; quantity: number }>`
      select category || ' ' || reason as name, sum(quantity)::int as quantity from ingest_outcomes
      where reason <> 'accepted' group by 1`.execute(db),
  )
  return Object.fromEntries(rows.map(({ name, quantity }) => [name, quantity]))
}

async function events({ ctx }: Project) {
  return ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ id: string; title: string; level: string; environment: string }>(
      'select event_id as id, title, level, environment from events where workspace_id = {workspaceId:String} limit 1 by event_id',
      {},
    )
}

test('an envelope with an event and one of each skipped type is answered 200, and everything skipped is counted', async () => {
  const shop = await project()
  const id = newHexKey()
  const skipped = [
    'profile',
    'profile_chunk',
    'replay_event',
    'replay_recording',
    'statsd',
    'otel_log',
    'metric',
    'odd',
  ]
  const items = skipped.map((type): [object, unknown] => [{ type, length: 2 }, '\n\n'])
  const answer = await sendEnvelope(
    shop,
    envelope({ event_id: id }, ...items, [{ type: 'event' }, { message: 'kept' }]),
  )
  assert.deepEqual([answer.status, answer.body], [200, { id }])
  assert.deepEqual(
    (await events(shop)).map(({ title }) => title),
    ['kept'],
  )
  const counted = await eventually('the outcomes', async () => {
    const found = await outcomes(shop)
    return Object.keys(found).length > 0 && found
  })
  assert.deepEqual(counted, {
    'profile unsupported': 1,
    'profile_chunk unsupported': 1,
    'replay unsupported': 2,
    'default unsupported': 4,
  })
})

test('an envelope without an id is answered {}, one of headers alone as well', async () => {
  const shop = await project()
  for (const body of ['{}', '{}\n', envelope({}, [{ type: 'session' }, {}]), envelope({}, [{ type: 'odd' }, ''])]) {
    const answer = await sendEnvelope(shop, body)
    assert.deepEqual([answer.status, answer.body], [200, {}], body)
  }
  const id = newHexKey()
  assert.deepEqual((await sendEnvelope(shop, envelope({ event_id: id }))).body, { id })
})

const codecs: [name: string, compress: (body: Uint8Array) => Buffer<ArrayBuffer>][] = [
  ['gzip', (body) => gzipSync(body)],
  ['deflate', (body) => deflateSync(body)],
  ['deflate', (body) => deflateRawSync(body)],
  ['br', (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  ['zstd', (body) => zstdCompressSync(body)],
]

test('every codec at every endpoint: good is taken, cut off is 400, a bomb is 413 [A-01]', async () => {
  const shop = await project()
  const query = `?sentry_key=${shop.key}`
  const report = { 'csp-report': { 'effective-directive': 'img-src', 'blocked-uri': 'inline' } }
  const endpoints: [path: string, body: string, limit: number][] = [
    [`/api/${shop.number}/store/${query}`, '{"message":"hello"}', maxStoreBytes],
    [`/api/${shop.number}/security/${query}`, JSON.stringify(report), maxReportBytes],
    [`/api/${shop.number}/cron/nightly/${shop.key}/`, '{"status":"ok"}', maxCheckInBytes],
  ]
  for (const [path, body, limit] of endpoints) {
    for (const [name, compress] of codecs) {
      const headers = { 'content-encoding': name }
      const good = compress(Buffer.from(body))
      assert.equal((await send(path, good, headers)).status, 200, `${path} ${name}`)
      assert.equal((await send(path, good.subarray(0, good.length - 4), headers)).status, 400, `${path} cut ${name}`)
      const bomb = compress(Buffer.alloc(limit + 1, 0x20))
      assert.ok(bomb.length < limit / 10)
      assert.equal((await send(path, bomb, headers)).status, 413, `${path} bomb ${name}`)
    }
    assert.equal((await send(path, body, { 'content-encoding': 'gzip, br' })).status, 415)
    assert.equal((await send(path, body, { 'content-encoding': 'compress' })).status, 415)
  }
})

test('a body at its limit is taken and one byte more is 413, with the reason in a header', async () => {
  const shop = await project()
  const path = `/api/${shop.number}/store/?sentry_key=${shop.key}`
  const ofSize = (size: number) => JSON.stringify({ message: 'm' }).padEnd(size)
  assert.equal((await send(path, ofSize(maxStoreBytes))).status, 200)
  const refused = await send(path, ofSize(maxStoreBytes + 1))
  assert.equal(refused.status, 413)
  assert.match(refused.headers.get('x-sentry-error') ?? '', /larger than 1048576 bytes/)
  assert.equal(refused.headers.get('access-control-allow-origin'), '*')
})

test('whatever the type of the content says, the body is an envelope', async () => {
  const shop = await project()
  const types = [
    'application/x-sentry-envelope',
    'text/plain;charset=UTF-8',
    'multipart/form-data',
    'application/x-www-form-urlencoded',
  ]
  for (const type of types) {
    const body = envelope({}, [{ type: 'event' }, { message: type }])
    assert.equal((await sendEnvelope(shop, body, { 'content-type': type })).status, 200, type)
  }
  assert.equal((await events(shop)).length, types.length)
})

test('behind a tunnel the envelope names its project itself, and other keys must agree [SEN-06]', async () => {
  const [shop, other] = [await project(), await project()]
  const dsnOf = ({ key, number }: Project) => `https://${key}:secret@ingest.example/some/path/${number}`
  const body = (dsn?: string) => envelope({ dsn }, [{ type: 'event' }, { message: 'through the tunnel' }])
  assert.equal((await send('/api/tunnel', body(dsnOf(shop)))).status, 200)
  assert.equal((await send('/api/tunnel/', body(dsnOf(shop)))).status, 200)
  for (const [dsn, query] of [
    [undefined, ''],
    ['nonsense', ''],
    [dsnOf({ ...shop, number: other.number }), ''],
    [dsnOf({ ...shop, key: 'f'.repeat(32) }), ''],
    [dsnOf(shop), `?sentry_key=${other.key}`],
  ] as const) {
    const answer = await send(`/api/tunnel/${query}`, body(dsn))
    assert.equal(answer.status, 403, `${dsn} ${query}`)
    assert.match(answer.body.detail, /^check the DSN/)
  }
  assert.deepEqual([(await events(shop)).length, (await events(other)).length], [2, 0])
})

test('browsers report what a policy blocked, in both forms, with the key in the address', async () => {
  const shop = await project()
  const path = `/api/${shop.number}/security/?sentry_key=${shop.key}&sentry_environment=production`
  const body = {
    'document-uri': 'https://shop.example/',
    'blocked-uri': 'https://cdn.example/a.js',
    'effective-directive': 'script-src',
  }
  const old = await send(path, JSON.stringify({ 'csp-report': body }), { 'content-type': 'application/csp-report' })
  assert.equal(old.status, 200)
  assert.match(old.body.id, /^[0-9a-f]{32}$/)
  const modern = {
    type: 'csp-violation',
    url: 'https://shop.example/',
    body: { blockedURL: 'https://cdn.example/a.js', effectiveDirective: 'script-src' },
  }
  const both = await send(path, JSON.stringify([modern, modern]), { 'content-type': 'application/reports+json' })
  assert.deepEqual([both.status, both.body], [200, {}])
  const stored = await events(shop)
  assert.equal(stored.length, 3)
  assert.ok(stored.every(({ level, environment }) => level === 'warning' && environment === 'production'))
  const { rows } = await inTransaction(shop.ctx, ({ db }) =>
    sql<object>`select title, event_count from incidents`.execute(db),
  )
  assert.deepEqual(rows, [{ title: 'Blocked by script-src: https://cdn.example/a.js', eventCount: 3 }])
  assert.equal((await send(path, '[]')).status, 400)
  assert.equal((await send(`/api/${shop.number}/security/`, JSON.stringify({ 'csp-report': body }))).status, 403)
})

test('a heartbeat needs no SDK: GET and POST, the key in the path, an id for a run that begins', async () => {
  const shop = await project()
  const path = `/api/${shop.number}/cron/nightly/${shop.key}/`
  assert.deepEqual((await send(path, '', {}, 'GET')).body, {})
  const begun = await send(`${path}?status=in_progress&environment=production`, '', {}, 'GET')
  assert.match(begun.body.id, /^[0-9a-f]{32}$/)
  const ended = await send(`${path}?check_in_id=${begun.body.id}&status=error&duration=1.5`, '', {}, 'GET')
  assert.deepEqual([ended.status, ended.body], [200, begun.body])
  const config = { schedule: { type: 'interval', value: 1, unit: 'day' } }
  assert.equal((await send(path, JSON.stringify({ status: 'ok', monitor_config: config }))).status, 200)
  assert.equal((await send(path, 'not=json', { 'content-type': 'application/x-www-form-urlencoded' })).status, 200)
  assert.equal((await send(path, '{')).status, 400)
  assert.equal((await send(`${path}?status=odd`, '', {}, 'GET')).status, 400)
  assert.equal((await send(`/api/${shop.number}/cron/nightly/${'f'.repeat(32)}/`, '', {}, 'GET')).status, 403)
  assert.equal((await send(path, '', {}, 'GET')).headers.get('cache-control'), 'no-store')
})

test('of an envelope whose events are over their quota the rest is taken, with 200 and the limit in a header [SEN-13]', async () => {
  const shop = await project()
  await inTransaction(shop.ctx, ({ db }) =>
    sql`insert into quotas (id, workspace_id, scope, scope_id, category, "window", "limit", created_at)
      values ('qta_1', ${shop.ctx.workspaceId}, 'workspace', '', 'error', 'hour', 0, now())`.execute(db),
  )
  const session = { started: new Date(), status: 'exited', attrs: { release: 'shop@1' } }
  const both = await sendEnvelope(
    shop,
    envelope({}, [{ type: 'event' }, { message: 'm' }], [{ type: 'session' }, session]),
  )
  assert.equal(both.status, 200)
  const limit = /^\d+:error;default;security:organization:workspace_quota$/
  assert.match(both.headers.get('x-sentry-rate-limits') ?? '', limit)
  const alone = await sendEnvelope(shop, envelope({}, [{ type: 'event' }, { message: 'm' }]))
  assert.equal(alone.status, 429)
  assert.match(alone.headers.get('x-sentry-rate-limits') ?? '', limit)
  assert.ok(Number(alone.headers.get('retry-after')) >= 1)
  const other = await sendEnvelope(shop, envelope({}, [{ type: 'session' }, session]))
  assert.deepEqual([other.status, other.headers.get('x-sentry-rate-limits')], [200, null])
  assert.deepEqual(await events(shop), [])
})

test('what is out of scope is not found, in a form that pages of others can read, and never redirected', async () => {
  for (const path of ['/api/7/minidump/', '/api/7/unreal/', '/api/7/playstation/', '/api/embed/error-page/']) {
    for (const method of ['GET', 'POST']) {
      const answer = await send(path, '', {}, method)
      assert.equal(answer.status, 404, `${method} ${path}`)
      assert.equal(answer.headers.get('access-control-allow-origin'), '*')
      assert.ok(answer.body.detail)
    }
  }
})

test('every answer may be read by any page: on success, on each refusal, and at the preflight', async () => {
  const shop = await project()
  const answers = [
    await sendEnvelope(shop, envelope({})),
    await sendEnvelope(shop, ''),
    await send(`/api/${shop.number}/envelope/`, '{}'),
    await sendEnvelope(shop, 'x', { 'content-encoding': 'odd' }),
    await sendEnvelope(shop, envelope({}, [{ type: 'event' }, { message: 'x'.repeat(1024 * 1024) }])),
    await send(`/api/${shop.number}/envelope/`, '', {}, 'OPTIONS'),
  ]
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 400, 403, 415, 413, 204],
  )
  for (const { headers } of answers) {
    assert.equal(headers.get('access-control-allow-origin'), '*')
    assert.equal(headers.get('access-control-expose-headers'), 'x-sentry-error, x-sentry-rate-limits, retry-after')
    assert.equal(headers.get('access-control-max-age'), '3600')
    assert.match(headers.get('access-control-allow-headers') ?? '', /content-encoding.*sentry-trace, baggage/)
    assert.equal(headers.get('access-control-allow-credentials'), null)
  }
  for (const { status, headers, body } of answers.filter(({ status }) => status >= 400)) {
    assert.ok(headers.get('x-sentry-error'), String(status))
    assert.equal(typeof body.detail, 'string')
  }
})

test('too many tags, frames, exceptions, breadcrumbs and headers, and endless nesting, are trimmed in bounded time [A-02]', async () => {
  const shop = await project()
  const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index))
  const hostile: [name: string, event: object][] = [
    ['tags', { tags: Object.fromEntries(many(50_000, (index) => [`k${index}`, 'v'])) }],
    [
      'frames',
      { exception: { values: [{ type: 'E', stacktrace: { frames: many(30_000, () => ({ function: 'f' })) } }] } },
    ],
    ['exceptions', { exception: { values: many(30_000, (index) => ({ type: `E${index}` })) } }],
    ['breadcrumbs', { breadcrumbs: many(30_000, () => ({ message: 'm' })) }],
    ['headers', { request: { headers: many(50_000, (index) => [`h${index}`, 'v']) } }],
    ['contexts', { contexts: Object.fromEntries(many(30_000, (index) => [`c${index}`, { a: 1 }])) }],
    ['key', { extra: { ['k'.repeat(900_000)]: 1 } }],
  ]
  for (const [name, event] of hostile) {
    const startedMs = performance.now()
    assert.equal(
      (await sendEnvelope(shop, envelope({}, [{ type: 'event' }, { message: name, ...event }]))).status,
      200,
      name,
    )
    assert.ok(performance.now() - startedMs < 3000, name)
  }
  const deep = `{"message":"deep","extra":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`
  assert.equal((await sendEnvelope(shop, `{}\n{"type":"event"}\n${deep}`)).status, 200)
  assert.equal((await events(shop)).length, hostile.length + 1)
})
