import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EnvelopeItem } from './envelope.ts'
import { maxContainerItems, maxSpans } from './limits.ts'
import { readSpans } from './span.ts'
import type { Arrival } from './time.ts'
import { readTransaction } from './transaction.ts'

const receivedAt = new Date('2026-05-01T12:00:00Z')
const arrival: Arrival = { receivedAt, newEventId: () => 'f'.repeat(32) }
const start = receivedAt.getTime() / 1000 - 10
const [traceId, entryId, childId] = ['a'.repeat(32), '1'.repeat(16), '2'.repeat(16)]

const itemOf = (type: string, payload: unknown, header: Record<string, unknown> = {}): EnvelopeItem => ({
  type,
  header,
  payload: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)),
})
const trace = { trace_id: traceId, span_id: entryId, op: 'http.server', status: 'ok' }
const transaction = (changes: object = {}) => ({
  type: 'transaction',
  event_id: 'e'.repeat(32),
  transaction: 'GET /checkout/:id',
  start_timestamp: start,
  timestamp: start + 1.25,
  contexts: { trace, runtime: { name: 'node' } },
  ...changes,
})
const read = (changes: object = {}, more: Partial<Arrival> = {}) =>
  readTransaction(itemOf('transaction', transaction(changes)), { ...arrival, ...more })
const readOne = (changes: object = {}) => read(changes).records?.spans?.[0]

test('a transaction is the entry span of its trace, and its spans are the children', () => {
  const { records, outcomes } = read({
    release: 'shop@1',
    environment: 'production',
    server_name: 'web-1',
    tags: { plan: 'pro' },
    user: { id: 7, email: 'a@b.c', ip_address: '203.0.113.9' },
    request: { method: 'GET', url: 'https://shop.example/checkout/7' },
    measurements: { ttfb: { value: 120, unit: 'millisecond' }, odd: 7 },
    contexts: {
      trace: { ...trace, data: { 'http.response.status_code': 200, 'sentry.op': 'http.server' } },
      os: { name: 'x' },
    },
    spans: [
      {
        trace_id: traceId,
        span_id: childId,
        parent_span_id: entryId,
        op: 'db.query',
        description: 'SELECT * FROM orders',
        start_timestamp: start + 0.1,
        timestamp: start + 0.3,
        status: 'internal_error',
        data: { 'db.system': 'postgresql' },
      },
      { span_id: '3'.repeat(16), op: 'queue.publish', start_timestamp: start },
    ],
  })
  const [entry, query, publish] = records?.spans ?? []
  assert.partialDeepStrictEqual(entry, {
    receivedAt,
    traceId,
    spanId: entryId,
    name: 'GET /checkout/:id',
    operation: 'http.server',
    kind: 'server',
    status: 'ok',
    startedAt: new Date(start * 1000),
    durationMicros: 1_250_000,
    isEntry: true,
    release: 'shop@1',
    environment: 'production',
    host: 'web-1',
  })
  assert.equal(entry?.parentSpanId, undefined)
  assert.deepEqual(entry?.attributes, [
    ['plan', 'pro'],
    ['http.response.status_code', '200'],
    ['user.id', '7'],
    ['user.email', 'a@b.c'],
    ['http.request.method', 'GET'],
    ['url.full', 'https://shop.example/checkout/7'],
    ['measurement.ttfb', '120 millisecond'],
  ])
  assert.equal(JSON.stringify(entry?.detail), '{"contexts":{"os":{"name":"x"}}}')
  assert.partialDeepStrictEqual(query, {
    spanId: childId,
    parentSpanId: entryId,
    name: 'SELECT * FROM orders',
    operation: 'db.query',
    kind: 'client',
    status: 'error',
    statusMessage: 'internal_error',
    durationMicros: 200_000,
    isEntry: false,
    release: 'shop@1',
    host: 'web-1',
    attributes: [['db.system', 'postgresql']],
  })
  assert.partialDeepStrictEqual(publish, {
    traceId,
    parentSpanId: entryId,
    name: 'queue.publish',
    kind: 'producer',
    durationMicros: 0,
    status: 'unset',
  })
  assert.equal(
    outcomes?.reduce((sum, { quantity }) => sum + quantity, 0),
    0,
  )
})

test('a failure is what the vendor counts as one: neither ok, nor cancelled, nor unknown', () => {
  const statusOf = (status: unknown) => readOne({ contexts: { trace: { ...trace, status } } })?.status
  for (const status of [undefined, null, 'cancelled', 'unknown']) assert.equal(statusOf(status), 'unset')
  for (const status of ['not_found', 'internal_error', 'error', 'deadline_exceeded'])
    assert.equal(statusOf(status), 'error')
})

test('a transaction that cannot be found again is counted and not kept', () => {
  const broken = [
    { contexts: null },
    { contexts: { trace: { ...trace, trace_id: '0'.repeat(32) } } },
    { contexts: { trace: { ...trace, span_id: 'x' } } },
    { start_timestamp: null },
    { start_timestamp: 'yesterday' },
  ]
  for (const changes of broken) {
    const { records, outcomes } = read(changes)
    assert.deepEqual([records, outcomes?.[0]?.reason], [undefined, 'invalid'], JSON.stringify(changes))
  }
})

test('times run forward, and those that no clock can say are those of arrival', () => {
  assert.equal(readOne({ timestamp: start - 5 })?.durationMicros, 0)
  assert.equal(readOne({ timestamp: null })?.durationMicros, 0)
  assert.equal(
    readOne({ start_timestamp: '2026-05-01T11:59:58Z', timestamp: '2026-05-01T11:59:59.5Z' })?.durationMicros,
    1_500_000,
  )
  assert.partialDeepStrictEqual(readOne({ start_timestamp: start + 0.0005 }), {
    startedAt: new Date(start * 1000),
    startedMicros: 500,
  })
  const old = readOne({ start_timestamp: 1, timestamp: 2 })
  assert.deepEqual([old?.startedAt, old?.durationMicros], [receivedAt, 1_000_000])
})

test('a thousand spans are kept of a transaction, and the rest is counted', () => {
  const spans = (length: number) =>
    Array.from({ length }, (_, index) => ({
      span_id: (index + 1).toString(16).padStart(16, '0'),
      start_timestamp: start,
      timestamp: start,
    }))
  const counts = (length: number) => {
    const { records, outcomes } = read({ spans: spans(length) })
    return [records?.spans?.length, outcomes?.find(({ reason }) => reason === 'too_many')?.quantity]
  }
  assert.deepEqual(counts(maxSpans), [maxSpans + 1, 0])
  assert.deepEqual(counts(maxSpans + 1), [maxSpans + 1, 1])
  assert.equal(read({ spans: [null, 7, {}] }).outcomes?.find(({ reason }) => reason === 'invalid')?.quantity, 3)
})

const standalone = {
  trace_id: traceId,
  span_id: entryId,
  parent_span_id: childId,
  name: 'GET /',
  start_timestamp: start,
  end_timestamp: start + 0.002,
  status: 'ok',
  is_segment: true,
  attributes: {
    'sentry.op': { value: 'http.server', type: 'string' },
    'sentry.kind': { value: 'server', type: 'string' },
    'sentry.release': { value: 'shop@2', type: 'string' },
    'service.name': { value: 'shop', type: 'string' },
    'http.route': { value: '/', type: 'string' },
  },
  links: [
    {
      trace_id: 'b'.repeat(32),
      span_id: 'c'.repeat(16),
      attributes: { 'sentry.link.type': { value: 'previous_trace' } },
    },
  ],
}

test('spans that come by themselves are read by their own names', () => {
  const { records } = readSpans(itemOf('span', { version: 2, items: [standalone] }), arrival)
  assert.partialDeepStrictEqual(JSON.parse(JSON.stringify(records?.spans)), [
    {
      traceId,
      spanId: entryId,
      parentSpanId: childId,
      name: 'GET /',
      operation: 'http.server',
      kind: 'server',
      status: 'ok',
      durationMicros: 2000,
      isEntry: true,
      release: 'shop@2',
      service: 'shop',
      attributes: [['http.route', '/']],
      detail: {
        links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), attributes: { 'link.type': 'previous_trace' } }],
      },
    },
  ])
})

test('of a container as many spans as its bound are read, and the rest is counted', () => {
  const counts = (length: number) => {
    const items = Array.from({ length }, () => standalone)
    const { records, outcomes } = readSpans(itemOf('span', { items }), arrival)
    return [records?.spans?.length, outcomes?.find(({ reason }) => reason === 'too_many')?.quantity]
  }
  assert.deepEqual(counts(maxContainerItems), [maxContainerItems, 0])
  assert.deepEqual(counts(maxContainerItems + 1), [maxContainerItems, 1])
  assert.equal(readSpans(itemOf('span', 'x', { item_count: 4 }), arrival).outcomes?.[0]?.quantity, 4)
})

test('numbers of cards leave spans, and ids stay, whatever they look like', () => {
  const removeCardData = (sent: object) => {
    for (const [name, value] of Object.entries(sent)) {
      if (typeof value === 'string') Object.assign(sent, { [name]: '[removed]' })
    }
    return 1
  }
  const changes = { transaction: '4111111111111111', spans: [{ ...standalone, description: '4111111111111111' }] }
  const [entry, child] = read(changes, { removeCardData }).records?.spans ?? []
  assert.deepEqual([entry?.name, entry?.traceId, entry?.spanId], ['[removed]', traceId, entryId])
  assert.deepEqual([child?.name, child?.spanId, child?.parentSpanId], ['[removed]', entryId, childId])
})
