/** Errors with all that SDKs know of them, small and as large as they may be. */
import { newTraceId } from './random-ids.fixture.ts'

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
