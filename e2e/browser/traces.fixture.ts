/** What programs send, for the screens of traces and events: over OTLP and as Sentry's SDKs write it. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'

export const newTraceId = (): string => randomBytes(16).toString('hex')
export const newSpanId = (): string => randomBytes(8).toString('hex')

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

export type Item = { header: Record<string, unknown>; body: Buffer | string }

/** As an SDK sends it: one envelope with its items. */
export async function sendEnvelope(dsn: string, eventId: string, items: readonly Item[]): Promise<void> {
  const { origin, pathname, username } = new URL(dsn)
  const parts: (Buffer | string)[] = [`${JSON.stringify({ event_id: eventId })}\n`]
  for (const { header, body } of items) {
    const bytes = Buffer.from(body)
    parts.push(`${JSON.stringify({ ...header, length: bytes.length })}\n`, bytes, '\n')
  }
  const answer = await fetch(`${origin}/api${pathname}/envelope/?sentry_key=${username}`, {
    method: 'POST',
    body: Buffer.concat(parts.map((part) => Buffer.from(part))),
  })
  assert.equal(answer.status, 200, await answer.text())
}

export const eventItem = (event: object): Item => ({ header: { type: 'event' }, body: JSON.stringify(event) })

/** A transaction as Sentry's SDKs send it: one entry span and what it called. */
export function transactionItem(traceId: string): Item {
  const at = Date.now() / 1000
  const spanId = newSpanId()
  const called = { trace_id: traceId, span_id: newSpanId(), parent_span_id: spanId, op: 'db.query' }
  const transaction = {
    type: 'transaction',
    event_id: newTraceId(),
    transaction: 'GET /basket',
    platform: 'python',
    start_timestamp: at - 0.3,
    timestamp: at,
    contexts: { trace: { trace_id: traceId, span_id: spanId, op: 'http.server', status: 'ok' } },
    spans: [{ ...called, description: 'SELECT baskets', start_timestamp: at - 0.2, timestamp: at - 0.1 }],
  }
  return { header: { type: 'transaction' }, body: JSON.stringify(transaction) }
}

/** What a person wrote in a form of the program, about an event. */
export const feedbackItem = (eventId: string, message: string): Item => ({
  header: { type: 'feedback' },
  body: JSON.stringify({
    event_id: newTraceId(),
    timestamp: new Date().toISOString(),
    contexts: {
      feedback: { message, name: 'Grace', contact_email: 'grace@example.com', associated_event_id: eventId },
    },
  }),
})

const source = (line: number) => ({
  pre_context: Array.from({ length: 5 }, (_, i) => `  const before${i} = cart.items[${line - 5 + i}]`),
  context_line: '  const total = cart.items.reduce((sum, { price }) => sum + price.amount, 0)',
  post_context: ['  return charge(card, total)', '}', '', 'export function refund() {', '  // later'],
})

/** A failed payment with all that an SDK knows of it. */
export function paymentEvent(trace: { traceId: string; spanId: string }, release = 'shop@1.5.0') {
  const now = Date.now()
  const at = (secondsAgo: number): string => new Date(now - secondsAgo * 1000).toISOString()
  return {
    event_id: newTraceId(),
    timestamp: at(0),
    platform: 'node',
    level: 'error',
    release,
    environment: 'production',
    server_name: 'web-3',
    transaction: 'POST /checkout',
    tags: { currency: 'JPY', plan: 'pro', 'feature.new-cart': 'on' },
    user: { id: 'ada', email: 'ada@example.com', username: 'Ada' },
    contexts: {
      trace: { trace_id: trace.traceId, span_id: trace.spanId },
      runtime: { name: 'node', version: '24.1.0' },
    },
    request: {
      url: 'https://shop.example/checkout',
      method: 'POST',
      query_string: 'step=pay',
      headers: { Host: 'shop.example', 'User-Agent': 'Firefox/140' },
      data: { cart: { id: 'c_17', items: 3 } },
    },
    breadcrumbs: [
      { timestamp: at(9), category: 'navigation', message: '/cart to /checkout' },
      {
        timestamp: at(4),
        category: 'fetch',
        data: { method: 'GET', url: 'https://shop.example/api/cart', status_code: 200 },
      },
      { timestamp: at(2), category: 'ui.click', message: 'button.pay' },
      {
        timestamp: at(1),
        category: 'fetch',
        data: { method: 'POST', url: 'https://pay.example/charges', status_code: 402 },
      },
    ],
    exception: {
      values: [
        {
          type: 'CardError',
          value: 'card expired',
          stacktrace: {
            frames: [
              {
                function: 'post',
                filename: 'src/card.ts',
                abs_path: '/app/src/card.ts',
                lineno: 8,
                colno: 3,
                in_app: true,
              },
            ],
          },
        },
        {
          type: 'TypeError',
          value: "Cannot read properties of undefined (reading 'amount')",
          mechanism: { type: 'onunhandledrejection', handled: false },
          stacktrace: {
            frames: [
              ...Array.from({ length: 6 }, (_, i) => ({
                function: `layer${i}`,
                filename: 'node_modules/router/layer.js',
                lineno: 95 + i,
                in_app: false,
              })),
              {
                function: 'checkout',
                filename: 'src/checkout.ts',
                abs_path: '/app/src/checkout.ts',
                lineno: 88,
                colno: 5,
                in_app: true,
                ...source(88),
                vars: { cart: { id: 'c_17' }, retries: 2 },
              },
              {
                function: 'totalOf',
                filename: 'src/total.ts',
                abs_path: '/app/src/total.ts',
                lineno: 42,
                colno: 7,
                in_app: true,
                ...source(42),
              },
            ],
          },
        },
      ],
    },
  }
}

/** From a bundle whose source map nobody uploaded. */
export function bundleEvent(debugId: string) {
  const file = 'https://shop.example/assets/app-5f3c9a7be1.min.js'
  return {
    event_id: newTraceId(),
    timestamp: new Date().toISOString(),
    platform: 'javascript',
    release: 'web@3.1.0',
    environment: 'production',
    exception: {
      values: [
        {
          type: 'ReferenceError',
          value: 'q is not defined',
          stacktrace: {
            frames: [
              { function: 'n', filename: file, abs_path: file, lineno: 1, colno: 48_210, in_app: true },
              { function: 'o.e', filename: file, abs_path: file, lineno: 1, colno: 9_204, in_app: true },
            ],
          },
        },
      ],
    },
    debug_meta: { images: [{ type: 'sourcemap', code_file: file, debug_id: debugId }] },
  }
}

/** Ten thousand frames: nearly all that one item of an envelope may have, which is 1 MiB. */
export function deepEvent() {
  const frames = Array.from({ length: 10_000 }, (_, at) => ({
    function: `visit${at % 7}`,
    filename: 'src/tree.ts',
    lineno: 10 + (at % 90),
    in_app: at % 50 !== 3,
    ...(at > 9960 && { ...source(10 + (at % 90)), vars: { depth: at, node: { id: `n${at}`, children: [at + 1] } } }),
  }))
  return {
    event_id: newTraceId(),
    timestamp: new Date().toISOString(),
    platform: 'node',
    release: 'shop@1.5.0',
    environment: 'production',
    exception: { values: [{ type: 'RangeError', value: 'Maximum call stack size exceeded', stacktrace: { frames } }] },
    breadcrumbs: Array.from({ length: 100 }, (_, at) => ({
      category: 'tree',
      message: `visit ${at} ${'x'.repeat(900)}`,
    })),
  }
}

/** For the events API, whose bodies have 5 MiB at most: a stack of ten thousand lines and texts without end. */
export function heavyEvent() {
  const calls = Array.from({ length: 10_000 }, (_, at) => `    at walk${at % 9} (/app/src/walk.ts:${(at % 400) + 1}:7)`)
  return {
    message: 'heap out of memory',
    level: 'error',
    release: 'shop@1.5.0',
    environment: 'production',
    stackTrace: `RangeError: heap out of memory\n${calls.join('\n')}`,
    metadata: Object.fromEntries(Array.from({ length: 90 }, (_, at) => [`chunk${at}`, 'lorem ipsum '.repeat(4000)])),
  }
}

/** A picture of 40 by 24 red dots, as PNG writes it (RFC 2083). */
export function redPicture(): Buffer {
  const [width, height] = [40, 24]
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  const row = Buffer.concat([Buffer.of(0), ...Array.from({ length: width }, () => Buffer.of(187, 31, 42))])
  const pixels = Buffer.concat(Array.from({ length: height }, () => row))
  const signature = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
