/** Traces as programs send them over OTLP. */
import assert from 'node:assert/strict'
import { newSpanId } from './random-ids.fixture.ts'

type Value = string | number | boolean
export type SentSpan = {
  spanId?: string
  parentSpanId?: string
  name: string
  /** Milliseconds after the beginning. */
  from: number
  until: number
  /** 2: server, 3: client; 1: within. */
  kind?: number
  attributes?: Record<string, Value>
  failed?: string
  exception?: { type: string; message: string; stack: string }
  linkTo?: string
}
export type SentService = { name: string; version?: string; spans: SentSpan[] }

const attribute = (key: string, value: Value) => ({
  key,
  value:
    typeof value === 'string'
      ? { stringValue: value }
      : typeof value === 'boolean'
        ? { boolValue: value }
        : { intValue: String(value) },
})

/** An ExportTraceServiceRequest in OTLP's JSON. */
export function traceRequest(traceId: string, beginMs: number, services: readonly SentService[]): object {
  const nanos = (ms: number): string => String(BigInt(Math.round((beginMs + ms) * 1000)) * 1000n)
  return {
    resourceSpans: services.map(({ name, version, spans }) => ({
      resource: {
        attributes: [
          attribute('service.name', name),
          attribute('service.version', version ?? '1.5.0'),
          attribute('deployment.environment.name', 'production'),
          attribute('telemetry.sdk.language', 'nodejs'),
        ],
      },
      scopeSpans: [
        {
          spans: spans.map((span) => ({
            traceId,
            spanId: span.spanId ?? newSpanId(),
            ...(span.parentSpanId && { parentSpanId: span.parentSpanId }),
            name: span.name,
            kind: span.kind ?? 1,
            startTimeUnixNano: nanos(span.from),
            endTimeUnixNano: nanos(span.until),
            attributes: Object.entries(span.attributes ?? {}).map(([key, value]) => attribute(key, value)),
            ...(span.failed !== undefined && { status: { code: 2, message: span.failed } }),
            ...(span.linkTo && { links: [{ traceId: span.linkTo, spanId: newSpanId() }] }),
            events: span.exception
              ? [
                  {
                    name: 'exception',
                    timeUnixNano: nanos(span.until - 1),
                    attributes: [
                      attribute('exception.type', span.exception.type),
                      attribute('exception.message', span.exception.message),
                      attribute('exception.stacktrace', span.exception.stack),
                    ],
                  },
                ]
              : [],
          })),
        },
      ],
    })),
  }
}

/** A checkout over three services: the clock of one is two seconds late, and one span's parent never comes. */
export function checkout(ids: { shop: string; stock: string }, linkTo: string): SentService[] {
  const { shop, stock } = ids
  const call = newSpanId()
  const http = { 'http.request.method': 'POST', 'http.route': '/checkout', 'http.response.status_code': 500 }
  return [
    {
      name: 'shop',
      spans: [
        {
          spanId: shop,
          name: 'POST /checkout',
          kind: 2,
          from: 0,
          until: 480,
          attributes: http,
          failed: 'stock did not answer',
          linkTo,
        },
        { parentSpanId: shop, name: 'read the cart', from: 6, until: 40 },
        {
          parentSpanId: shop,
          name: 'SELECT carts',
          kind: 3,
          from: 10,
          until: 34,
          attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'select * from carts where id = $1' },
        },
        {
          spanId: call,
          parentSpanId: shop,
          name: 'POST stock/reservations',
          kind: 3,
          from: 45,
          until: 440,
          attributes: { 'http.request.method': 'POST', 'server.address': 'stock.internal' },
        },
        { parentSpanId: shop, name: 'write the outcome', from: 445, until: 470 },
      ],
    },
    {
      name: 'stock',
      version: '2.0.1',
      spans: [
        {
          spanId: stock,
          parentSpanId: call,
          name: 'POST /reservations',
          kind: 2,
          from: -1950,
          until: -1600,
          failed: 'timed out',
          exception: {
            type: 'TimeoutError',
            message: 'the warehouse did not answer within 300 ms',
            stack:
              'TimeoutError: the warehouse did not answer\n    at reserve (/app/src/stock.ts:12:9)\n    at handle (/app/node_modules/router/index.js:95:5)',
          },
        },
        {
          parentSpanId: stock,
          name: 'ask the warehouse',
          kind: 3,
          from: -1940,
          until: -1640,
          attributes: { 'peer.service': 'warehouse' },
        },
      ],
    },
    { name: 'mail', spans: [{ parentSpanId: newSpanId(), name: 'send the receipt', kind: 5, from: 460, until: 475 }] },
  ]
}

/** One root and so many calls below it, ten deep. */
export function longTrace(count: number): SentService[] {
  const root = newSpanId()
  const spans: SentSpan[] = [{ spanId: root, name: 'nightly import', kind: 2, from: 0, until: count }]
  let parent = root
  for (let at = 1; at < count; at++) {
    const spanId = newSpanId()
    spans.push({ spanId, parentSpanId: at % 10 === 1 ? root : parent, name: `row ${at}`, from: at, until: at + 0.9 })
    parent = spanId
  }
  return [{ name: 'importer', spans }]
}

export async function sendTrace(url: string, ingestKey: string, request: object): Promise<void> {
  const answer = await fetch(`${url}/otlp/v1/traces`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ingestKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(request),
  })
  assert.deepEqual([answer.status, await answer.json()], [200, {}])
}
