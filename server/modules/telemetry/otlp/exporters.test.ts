/** The official exporters for JavaScript against a running server. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { SeverityNumber } from '@opentelemetry/api-logs'
import { OTLPLogExporter as LogsInJson } from '@opentelemetry/exporter-logs-otlp-http'
import { OTLPLogExporter as LogsInProtobuf } from '@opentelemetry/exporter-logs-otlp-proto'
import { OTLPTraceExporter as TracesInJson } from '@opentelemetry/exporter-trace-otlp-http'
import { OTLPTraceExporter as TracesInProtobuf } from '@opentelemetry/exporter-trace-otlp-proto'
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base'
import { unavailable } from '#platform/errors'
import { eventually } from '#testing'
import { recordStores } from '../record-stores.ts'
import { openHouse, type House } from './house.fixture.ts'

const attributes = {
  'service.name': 'shop',
  'service.version': '1.4.2',
  'deployment.environment.name': 'production',
  'host.name': 'web-7',
  'telemetry.sdk.language': 'nodejs',
  'telemetry.sdk.name': 'opentelemetry',
}
/** What the SDK asks of one; its own package is not among our dependencies. */
const resource = {
  attributes,
  merge: () => resource,
  getRawAttributes: () => Object.entries(attributes),
} as unknown as NonNullable<ConstructorParameters<typeof BasicTracerProvider>[0]>['resource']

/** A request with a query that fails, as an instrumented program would record it. */
function makeSpans(): ReadableSpan[] {
  const memory = new InMemorySpanExporter()
  const provider = new BasicTracerProvider({
    ...(resource && { resource }),
    spanProcessors: [new SimpleSpanProcessor(memory)],
  })
  const tracer = provider.getTracer('shop-http', '2.0.0')
  const request = tracer.startSpan('POST /checkout', {
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': 'POST',
      'url.path': '/checkout',
      retries: 3,
      ratio: 0.25,
      cached: false,
      ids: [1, 2],
    },
  })
  const query = tracer.startSpan(
    'SELECT orders',
    {
      kind: SpanKind.CLIENT,
      attributes: { 'db.system.name': 'postgresql' },
      links: [{ context: request.spanContext() }],
    },
    trace.setSpan(ROOT_CONTEXT, request),
  )
  query.recordException(new TypeError('order is undefined'))
  query.setStatus({ code: SpanStatusCode.ERROR, message: 'order is undefined' })
  query.end()
  request.end()
  return memory.getFinishedSpans()
}

const exportSpans = (exporter: SpanExporter, spans: ReadableSpan[]) =>
  new Promise<{ code: number; error?: Error }>((resolve) => exporter.export(spans, resolve))

const settings = ({ url, key }: House, path: string) => ({
  url: `${url}${path}`,
  headers: { authorization: `Bearer ${key}` },
})

const spanColumns = `is_entry, started_at, trace_id, span_id, parent_span_id, duration_micros, name, operation, kind, status,
  status_message, service, release, environment, host, user_id, user_email, attributes, detail`

test('spans by the official exporter: JSON and protobuf give byte-identical rows, and their error is an incident [SEN-06]', async (t) => {
  const spans = makeSpans()
  const houses = [await openHouse(t), await openHouse(t)] as const
  const inJson = await exportSpans(new TracesInJson(settings(houses[0], '/v1/traces')), spans)
  const inProtobuf = await exportSpans(new TracesInProtobuf(settings(houses[1], '/otlp/v1/traces/')), spans)
  assert.deepEqual([inJson.code, inProtobuf.code], [0, 0], String(inJson.error ?? inProtobuf.error))
  const [a, b] = await Promise.all(houses.map((house) => house.rows<Record<string, unknown>>('spans', spanColumns)))
  assert.equal(a?.length, 2)
  assert.equal(JSON.stringify(a), JSON.stringify(b))
  assert.partialDeepStrictEqual(a?.[1], {
    is_entry: 1,
    name: 'POST /checkout',
    operation: 'http.server',
    service: 'shop',
    release: '1.4.2',
    environment: 'production',
    host: 'web-7',
  })
  for (const house of houses) {
    assert.deepEqual(await house.incidents(), [{ title: 'TypeError: order is undefined', eventCount: 1 }])
  }
  const columns = 'event_id, key, title, culprit, trace_id, span_id, platform, release, detail'
  const [c, d] = await Promise.all(houses.map((house) => house.rows<Record<string, string>>('events', columns)))
  // An id belongs to its project; all else is the same.
  assert.deepEqual({ ...c?.[0], event_id: '' }, { ...d?.[0], event_id: '' })
  assert.equal(c?.[0]?.['platform'], 'node')
  assert.match(c?.[0]?.['culprit'] ?? '', /^makeSpans in .*exporters\.test\.ts$/)
})

test('a batch that is sent again counts once: spans, and the exception in them [SEN-10]', async (t) => {
  const house = await openHouse(t)
  const spans = makeSpans()
  for (let round = 0; round < 3; round += 1) {
    const { code } = await exportSpans(new TracesInProtobuf(settings(house, '/v1/traces')), spans)
    assert.equal(code, 0)
  }
  assert.deepEqual(
    (await house.incidents()).map(({ eventCount }) => eventCount),
    [1],
  )
  const distinct = await house.rows<{ n: number }>('spans', 'uniqExact(trace_id, span_id) as n')
  assert.deepEqual(distinct, [{ n: 2 }])
})

test('while the store is away nothing is acknowledged, and what the exporter sends again lands once', async (t) => {
  const house = await openHouse(t)
  let refused = 0
  house.beforeInsert.hook = () => {
    refused += 1
    if (refused > 2) house.beforeInsert.hook = undefined
    else throw unavailable('the store is away')
  }
  const { code, error } = await exportSpans(new TracesInJson(settings(house, '/v1/traces')), makeSpans())
  assert.equal(code, 0, String(error))
  assert.ok(refused >= 2)
  assert.equal((await house.rows('spans', 'span_id')).length, 2)
  assert.deepEqual(
    (await house.incidents()).map(({ eventCount }) => eventCount),
    [1],
  )
})

test('a wrong key is told as such, and the exporter does not try again', async (t) => {
  const house = await openHouse(t)
  const wrong = { ...settings(house, '/v1/traces'), headers: { 'x-watchword-key': '0'.repeat(32) } }
  for (const Exporter of [TracesInJson, TracesInProtobuf]) {
    const { code, error } = await exportSpans(new Exporter(wrong), makeSpans())
    assert.equal(code, 1)
    assert.equal((error as { code?: number }).code, 401)
  }
  assert.deepEqual(await house.rows('spans', 'span_id'), [])
})

test('logs by the official exporter, in both encodings: lines stay lines, exceptions and new errors become incidents too', async (t) => {
  for (const Exporter of [LogsInJson, LogsInProtobuf]) {
    const house = await openHouse(t)
    const provider = new LoggerProvider({
      ...(resource && { resource }),
      processors: [new BatchLogRecordProcessor({ exporter: new Exporter(settings(house, '/v1/logs')) })],
    })
    const logger = provider.getLogger('orders', '1.0.0')
    logger.emit({ severityNumber: SeverityNumber.INFO, body: 'order 17 was placed', attributes: { order: 17 } })
    logger.emit({ severityNumber: SeverityNumber.ERROR, body: 'no exception in here' })
    logger.emit({
      severityNumber: SeverityNumber.ERROR,
      body: 'order 18 failed',
      exception: new RangeError('stock is negative'),
    })
    await provider.forceFlush()
    const found = await eventually('the incident', async () => {
      const incidents = await house.incidents()
      return incidents.length > 1 && incidents.toSorted((a, b) => (a.title < b.title ? -1 : 1))
    })
    assert.deepEqual(found, [
      { title: 'RangeError: stock is negative', eventCount: 1 },
      { title: 'no exception in here', eventCount: 1 },
    ])
    if (recordStores.logs) {
      const lines = await house.rows<Record<string, unknown>>('logs', 'body, level, service, release, environment')
      assert.deepEqual(lines.map(({ body }) => body).toSorted(), [
        'no exception in here',
        'order 17 was placed',
        'order 18 failed',
      ])
      assert.partialDeepStrictEqual(lines[0], { service: 'shop', release: '1.4.2', environment: 'production' })
    }
    await provider.shutdown()
  }
})
