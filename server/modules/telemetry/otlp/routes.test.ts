/** The receiver over a real port: what the specification says of requests, answers and errors. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import protobuf from 'protobufjs/minimal.js'
import { inTransaction, sql } from '#platform/database'
import { unavailable } from '#platform/errors'
import { eventually } from '#testing'
import { openHouse, type Answered, type House } from './house.fixture.ts'
import { maxBodyBytes } from './limits.ts'
import { encodeLogs, encodeTraces, nanosAt, spanId, textAttribute, traceId } from './request.fixture.ts'

const inJson = { 'content-type': 'application/json' }
const inProtobuf = { 'content-type': 'application/x-protobuf' }

const resource = {
  attributes: [
    textAttribute('service.name', 'shop'),
    textAttribute('service.version', '1.4.2'),
    textAttribute('deployment.environment', 'staging'),
    textAttribute('host.name', 'web-7'),
    textAttribute('telemetry.sdk.language', 'python'),
    textAttribute('cloud.region', 'eu-1'),
  ],
}
const spansOf = (...spans: unknown[]) => ({
  resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'http' }, spans }] }],
})
const logsOf = (...logRecords: unknown[]) => ({
  resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'orders' }, logRecords }] }],
})
const span = (changes: object = {}) => ({
  traceId,
  spanId,
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: nanosAt(new Date(), 123),
  endTimeUnixNano: nanosAt(new Date(), 5123),
  ...changes,
})
const asJson = (request: unknown) => JSON.stringify(request)
const jsonOf = ({ bytes }: Answered) => JSON.parse(bytes.toString())

/** google.rpc.Status, and a partial success within its response: both are a number in 1 and a text in 2. */
function readPair(bytes: Uint8Array): { number: number; text: string } {
  const reader = protobuf.Reader.create(bytes)
  const pair = { number: 0, text: '' }
  while (reader.pos < reader.len) {
    const tag = reader.uint32()
    if (tag === 0x08) pair.number = Number(reader.int64())
    else if (tag === 0x12) pair.text = reader.string()
    else assert.fail(`field ${tag}`)
  }
  return pair
}

test('requests without content are answered by an empty response in their own type', async (t) => {
  const house = await openHouse(t)
  for (const signal of ['traces', 'logs', 'traces/', 'logs/']) {
    for (const base of ['', '/otlp']) {
      const path = `${base}/v1/${signal}`
      for (const body of ['', '{}', '{"resourceSpans":[],"resourceLogs":[]}']) {
        const answer = await house.post(path, body, { 'content-type': 'application/json; charset=utf-8' })
        assert.equal(answer.status, 200, path)
        assert.equal(answer.headers.get('content-type'), 'application/json')
        assert.deepEqual(jsonOf(answer), {})
      }
      for (const headers of [inProtobuf, { ...inProtobuf, 'content-encoding': 'gzip' }]) {
        const answer = await house.post(path, '', headers)
        assert.equal(answer.status, 200, path)
        assert.equal(answer.headers.get('content-type'), 'application/x-protobuf')
        assert.equal(answer.bytes.length, 0)
      }
    }
  }
  const gzipped = await house.post('/v1/logs', gzipSync(''), { ...inProtobuf, 'content-encoding': 'gzip' })
  assert.equal(gzipped.status, 200)
})

test('gzip, deflate, br and zstd are read', async (t) => {
  const own = await openHouse(t)
  const body = encodeTraces(spansOf(span()))
  const packed = [
    ['gzip', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
    ['zstd', zstdCompressSync(body)],
    ['identity', body],
  ] as const
  for (const [name, bytes] of packed) {
    const answer = await own.post('/v1/traces', bytes, { ...inProtobuf, 'content-encoding': name })
    assert.equal(answer.status, 200, name)
  }
  assert.equal((await own.rows('spans final', 'span_id')).length, 1)
  assert.equal((await own.post('/v1/traces', body, { ...inProtobuf, 'content-encoding': 'lzma' })).status, 415)
  assert.equal((await own.post('/v1/traces', body, { ...inProtobuf, 'content-encoding': 'gzip' })).status, 400)
})

test('A-01: a body that inflates beyond the limit is refused at the limit', async (t) => {
  const house = await openHouse(t)
  const bomb = gzipSync(Buffer.alloc(maxBodyBytes + 1))
  assert.ok(bomb.length < 100_000)
  const answer = await house.post('/v1/logs', bomb, { ...inProtobuf, 'content-encoding': 'gzip' })
  assert.equal(answer.status, 413)
  assert.equal(answer.headers.get('content-type'), 'application/x-protobuf')
  assert.match(readPair(answer.bytes).text, /larger than/)
})

test('other types are refused, and errors are a Status in the type of the request', async (t) => {
  const house = await openHouse(t)
  const other = await house.post('/v1/traces', 'x', { 'content-type': 'text/plain' })
  assert.equal(other.status, 415)
  assert.match(jsonOf(other).message, /x-protobuf/)
  const broken = await house.post('/v1/traces', 'x', inJson)
  assert.equal(broken.status, 400)
  assert.deepEqual(jsonOf(broken), { code: 3, message: 'the body is not valid JSON of an OTLP request' })
  const torn = await house.post('/v1/traces', Buffer.from('0aff', 'hex'), inProtobuf)
  assert.equal(torn.status, 400)
  assert.deepEqual(readPair(torn.bytes), { number: 3, text: 'the body is not valid protobuf of an OTLP request' })
})

test('a key is taken as an exporter may send it, and without a right one it is a 401 in the right type [SEN-06]', async (t) => {
  const house = await openHouse(t)
  const { key } = house
  const right = [
    { authorization: `Bearer ${key}` },
    { authorization: `Bearer%20${key}` },
    { authorization: `bearer  ${key}` },
    { authorization: '', 'x-watchword-key': key },
    { authorization: `Bearer ${key}`, 'x-watchword-key': key },
  ]
  for (const headers of right) assert.equal((await house.post('/v1/logs', '{}', { ...inJson, ...headers })).status, 200)
  const wrong = [
    { authorization: '' },
    { authorization: `Bearer ${'0'.repeat(32)}` },
    { authorization: `Basic ${key}` },
    { authorization: `Bearer ${key}`, 'x-watchword-key': '0'.repeat(32) },
    { authorization: `Bearer ${key} ${key}` },
  ]
  for (const headers of wrong) {
    const answer = await house.post('/v1/logs', '{}', { ...inJson, ...headers })
    assert.equal(answer.status, 401)
    assert.equal(jsonOf(answer).code, 16)
  }
  const bytes = await house.post('/v1/logs', '', { ...inProtobuf, authorization: '' })
  assert.equal(bytes.status, 401)
  assert.equal(readPair(bytes.bytes).number, 16)
})

test('a page may ask first, and a project’s list of origins holds here too', async (t) => {
  const own = await openHouse(t)
  const preflight = await fetch(`${own.url}/v1/traces`, { method: 'OPTIONS' })
  assert.equal(preflight.status, 204)
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/)
  await inTransaction(own.ctx, ({ db }) =>
    sql`update projects set allowed_origins = array['https://shop.example'] where id = ${own.projectId}`.execute(db),
  )
  await eventually('the rule to hold', async () => {
    const answer = await own.post('/v1/traces', '{}', { ...inJson, origin: 'https://evil.example' })
    return answer.status === 403
  })
  assert.equal((await own.post('/v1/traces', '{}', { ...inJson, origin: 'https://shop.example' })).status, 200)
})

test('attributes of the resource and of the scope are those of each of its records; the nearest counts', async (t) => {
  const own = await openHouse(t)
  const scope = {
    name: 'orders',
    attributes: [textAttribute('pool', 'main'), textAttribute('cloud.region', 'eu-2'), textAttribute('near', 'scope')],
  }
  const attributes = [textAttribute('near', 'record')]
  const card = textAttribute('note', '4242424242424242')
  const logs = {
    resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [{ body: { stringValue: 'a' }, attributes }] }] }],
  }
  const spans = {
    resourceSpans: [
      {
        resource,
        scopeSpans: [{ scope: { ...scope, attributes: [...scope.attributes, card] }, spans: [span({ attributes })] }],
      },
    ],
  }
  await own.post('/v1/logs', encodeLogs(logs), inProtobuf)
  await own.post('/v1/traces', asJson(spans), inJson)
  for (const table of ['logs', 'spans']) {
    const [row] = await own.rows<{ attributes: [string, string][] }>(table, 'attributes')
    const stored = Object.fromEntries(row?.attributes ?? [])
    assert.partialDeepStrictEqual(stored, { near: 'record', pool: 'main', 'cloud.region': 'eu-2' }, table)
    assert.ok(!JSON.stringify(row).includes('4242424242424242'))
  }
})

test('one bad record among a hundred: 99 are kept, one is told and counted', async (t) => {
  const own = await openHouse(t)
  const spans = Array.from({ length: 100 }, (_, at) =>
    span({ spanId: at === 50 ? 'none' : (at + 1).toString(16).padStart(16, '0') }),
  )
  const answer = await own.post('/v1/traces', asJson(spansOf(...spans)), inJson)
  assert.equal(answer.status, 200)
  assert.deepEqual(jsonOf(answer), {
    partialSuccess: {
      rejectedSpans: '1',
      errorMessage: '1 could not be taken, the first because: a span has no valid trace id and span id',
    },
  })
  assert.equal((await own.rows('spans', 'span_id')).length, 99)
  const again = await own.post('/v1/traces', encodeTraces(spansOf(...spans.slice(49, 52))), inProtobuf)
  const reader = protobuf.Reader.create(again.bytes)
  assert.equal(reader.uint32(), 0x0a)
  assert.deepEqual(readPair(reader.bytes()).number, 1)
  const outcomes = await eventually('the outcome', async () => {
    const found = await own.outcomes()
    return found[0]?.quantity === 2 && found
  })
  assert.deepEqual(outcomes, [{ category: 'span', reason: 'invalid', quantity: 2 }])
})

test('what was shortened is told as a warning, without a rejected record', async (t) => {
  const house = await openHouse(t)
  const long = span({ attributes: [textAttribute('long', 'x'.repeat(5000))] })
  const answer = await house.post('/v1/traces', asJson(spansOf(long)), inJson)
  assert.deepEqual(jsonOf(answer), {
    partialSuccess: { errorMessage: '1 had more or longer attributes than are kept' },
  })
})

test('JSON and protobuf of the same content give byte-identical rows', async (t) => {
  const at = new Date()
  const values = [
    { key: 'int', value: { intValue: '9223372036854775807' } },
    { key: 'double', value: { doubleValue: -0 } },
    { key: 'nan', value: { doubleValue: 'NaN' } },
    { key: 'bytes', value: { bytesValue: 'AP8=' } },
    { key: 'list', value: { arrayValue: { values: [{ intValue: '1' }, { stringValue: 'é' }] } } },
    { key: 'map', value: { kvlistValue: { values: [textAttribute('a', 'b')] } } },
    textAttribute('user.email', 'ann@shop.example'),
    textAttribute('nul', 'a\0b'),
  ]
  const spans = spansOf(
    span({
      startTimeUnixNano: nanosAt(at, 7),
      endTimeUnixNano: nanosAt(new Date(at.getTime() + 3)),
      attributes: values,
      status: { code: 2, message: 'broken' },
      links: [{ traceId, spanId }],
      events: [{ timeUnixNano: nanosAt(at), name: 'retry', attributes: values }],
    }),
  )
  const logs = logsOf({
    timeUnixNano: nanosAt(at),
    severityNumber: 18,
    body: { kvlistValue: { values } },
    attributes: values,
    traceId,
    spanId,
  })
  const stored = async (own: House, as: 'json' | 'protobuf') => {
    const headers = as === 'json' ? inJson : inProtobuf
    const bodies = as === 'json' ? [asJson(spans), asJson(logs)] : [encodeTraces(spans), encodeLogs(logs)]
    assert.equal((await own.post('/v1/traces', bodies[0] ?? '', headers)).status, 200)
    assert.equal((await own.post('/v1/logs', bodies[1] ?? '', headers)).status, 200)
    const given = '* except (workspace_id, project_id, received_at)'
    const lines = await own.rows<Record<string, unknown>>('logs', given.replace(')', ', template_id)'))
    return { spans: await own.rows<Record<string, unknown>>('spans', given), lines }
  }
  const [a, b] = [await openHouse(t), await openHouse(t)]
  const [fromJson, fromProtobuf] = [await stored(a, 'json'), await stored(b, 'protobuf')]
  assert.equal(JSON.stringify(fromProtobuf), JSON.stringify(fromJson))
  assert.equal(fromJson.spans.length + fromJson.lines.length, 2)
  assert.partialDeepStrictEqual(fromJson.spans[0], {
    started_at: at.toISOString().replace('Z', '007Z'),
    duration_micros: 2993,
    user_email: 'ann@shop.example',
    environment: 'staging',
    status: 'error',
  })
  assert.partialDeepStrictEqual(fromJson.lines[0], { level: 'error', logger: 'orders', host: 'web-7' })
})

const traceback = `Traceback (most recent call last):
  File "/app/orders.py", line 12, in charge
    gateway.send()
shop.errors.Declined: card declined`
const thrown = [
  textAttribute('exception.type', 'shop.errors.Declined'),
  textAttribute('exception.message', 'card declined'),
  textAttribute('exception.stacktrace', traceback),
]

test('the same error by a log and by a span of one trace within seconds counts once; another trace is another', async (t) => {
  const own = await openHouse(t)
  const now = Date.now()
  const send = async (trace: string, atMs: number) => {
    const at = new Date(atMs)
    const log = {
      timeUnixNano: nanosAt(at),
      severityNumber: 17,
      body: { stringValue: 'order 18 failed' },
      attributes: thrown,
    }
    const event = { name: 'exception', timeUnixNano: nanosAt(new Date(atMs + 900)), attributes: thrown }
    for (const request of [
      own.post('/v1/logs', asJson(logsOf({ ...log, traceId: trace, spanId })), inJson),
      own.post('/v1/traces', encodeTraces(spansOf(span({ traceId: trace, events: [event, event] }))), inProtobuf),
    ])
      assert.equal((await request).status, 200)
  }
  // Wherever the second half falls: the windows have no edge that parts the two.
  for (let at = 0; at < 12; at += 1) await send((at + 1).toString(16).padStart(32, 'a'), now - at * 500)
  assert.deepEqual(await own.incidents(), [{ title: 'Declined: card declined', eventCount: 12 }])
  await send('a'.padEnd(32, 'b'), now - 60_000)
  await send('a'.padEnd(32, 'b'), now)
  assert.deepEqual(
    (await own.incidents()).map(({ eventCount }) => eventCount),
    [14],
  )
  const [event] = await own.rows<Record<string, string>>(
    'events',
    'platform, service, release, environment, culprit, detail',
  )
  assert.partialDeepStrictEqual(event, {
    platform: 'python',
    service: 'shop',
    release: '1.4.2',
    environment: 'staging',
    culprit: 'charge in /app/orders.py',
  })
  assert.match(event?.['detail'] ?? '', /"contextLine":"gateway\.send\(\)"/)
})

test('logs without a trace: each is an occurrence, also in the same millisecond, and a batch sent again adds none', async (t) => {
  const own = await openHouse(t)
  const log = { timeUnixNano: nanosAt(new Date()), severityNumber: 17, attributes: thrown }
  for (let round = 0; round < 2; round += 1) await own.post('/v1/logs', asJson(logsOf(log, log, log)), inJson)
  assert.deepEqual(
    (await own.incidents()).map(({ eventCount }) => eventCount),
    [3],
  )
})

test('a stack that nobody can read is kept, and grouped by type and message', async (t) => {
  const own = await openHouse(t)
  const attributes = [
    textAttribute('exception.message', 'boom'),
    textAttribute('exception.stacktrace', 'somewhere in there'),
  ]
  await own.post('/v1/logs', asJson(logsOf({ severityNumber: 17, attributes })), inJson)
  assert.deepEqual(await own.incidents(), [{ title: 'boom', eventCount: 1 }])
  const [event] = await own.rows<{ detail: string }>('events', 'detail')
  assert.match(event?.detail ?? '', /"stackTrace":"somewhere in there"/)
})

test('card numbers are taken out of spans and lines, and ids are left alone', async (t) => {
  const own = await openHouse(t)
  const cardLike = '4242424242424242'
  const attributes = [textAttribute('note', `paid with ${cardLike}`)]
  await own.post('/v1/traces', asJson(spansOf(span({ spanId: cardLike, name: `pay ${cardLike}`, attributes }))), inJson)
  await own.post('/v1/logs', asJson(logsOf({ body: { stringValue: `paid ${cardLike}` }, attributes })), inJson)
  const [stored] = await own.rows<Record<string, unknown>>('spans', 'span_id, name, attributes')
  assert.equal(stored?.['span_id'], cardLike)
  const texts = JSON.stringify([stored?.['name'], stored?.['attributes'], await own.rows('logs', 'body, attributes')])
  assert.ok(!texts.includes(cardLike))
  assert.match(texts, /card number removed/)
})

test('profiles are refused in a way that no exporter repeats', async (t) => {
  const house = await openHouse(t)
  for (const path of ['/v1development/profiles', '/otlp/v1development/profiles/']) {
    const answer = await house.post(path, '{}', inJson)
    assert.equal(answer.status, 404)
    assert.equal(jsonOf(answer).code, 5)
  }
})

test('a time that cannot be right becomes that of arrival, and a span never lasts less than no time', async (t) => {
  const own = await openHouse(t)
  const before = Date.now()
  await own.post('/v1/traces', asJson(spansOf(span({ startTimeUnixNano: '5', endTimeUnixNano: '3' }))), inJson)
  const [stored] = await own.rows<{ at: number; duration_micros: number }>(
    'spans',
    'toUnixTimestamp64Milli(started_at) as at, duration_micros',
  )
  assert.equal(stored?.duration_micros, 0)
  assert.ok(stored && stored.at >= before)
})

test('a fault of ours and a store that is away are a 503 that says when to come again, and nothing is kept', async (t) => {
  const own = await openHouse(t)
  for (const fault of [new Error('secret detail'), unavailable('the store is away')]) {
    own.beforeInsert.hook = () => {
      throw fault
    }
    const answer = await own.post('/v1/traces', encodeTraces(spansOf(span())), inProtobuf)
    assert.equal(answer.status, 503)
    assert.equal(answer.headers.get('retry-after'), '2')
    assert.equal(readPair(answer.bytes).number, 14)
    assert.ok(!answer.bytes.includes('secret'))
  }
  assert.deepEqual(await own.rows('spans', 'span_id'), [])
  own.beforeInsert.hook = undefined
  assert.equal((await own.post('/v1/traces', encodeTraces(spansOf(span())), inProtobuf)).status, 200)
})

test('of a line with an exception over the project’s limit the line is kept', async (t) => {
  const own = await openHouse(t)
  await inTransaction(own.ctx, ({ db }) =>
    sql`update projects set events_per_minute = 1 where id = ${own.projectId}`.execute(db),
  )
  const attributes = [textAttribute('exception.message', 'boom')]
  const send = () =>
    own.post('/v1/logs', asJson(logsOf({ severityNumber: 17, timeUnixNano: nanosAt(new Date()), attributes })), inJson)
  const answers: number[] = []
  for (let round = 0; round < 5; round += 1) answers.push((await send()).status)
  assert.deepEqual(new Set(answers), new Set([200]))
  assert.deepEqual(
    (await own.incidents()).map(({ eventCount }) => eventCount),
    [1],
  )
})

test('what a quota refuses in part is a partial success, wholly a 429 with a time that exporters wait for [SEN-13]', async (t) => {
  const own = await openHouse(t)
  await inTransaction(own.ctx, ({ db }) =>
    sql`insert into quotas (workspace_id, id, scope, scope_id, category, "window", "limit", created_at)
      values (${own.ctx.workspaceId}, 'qta_test', 'workspace', '', 'span', 'minute', 0, now())`.execute(db),
  )
  // An entry span is a transaction and has a quota of its own.
  const inner = span({ spanId: 'aaaaaaaaaaaaaaaa', parentSpanId: spanId, kind: 1 })
  const first = await own.post('/v1/traces', asJson(spansOf(span(), inner)), inJson)
  assert.equal(first.status, 200)
  assert.deepEqual(jsonOf(first), {
    partialSuccess: { rejectedSpans: '1', errorMessage: '1 were not kept: workspace quota' },
  })
  const second = await own.post('/v1/traces', encodeTraces(spansOf(inner)), inProtobuf)
  assert.equal(second.status, 429)
  // The quota's minute may end sooner than that.
  assert.match(second.headers.get('retry-after') ?? '', /^[12]$/)
  assert.deepEqual(readPair(second.bytes).number, 8)
  assert.deepEqual(await own.rows('spans', 'span_id'), [{ span_id: spanId }])
})
