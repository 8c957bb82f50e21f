/** Causes planted in what programs really send, through the front door and real stores, with the noise of a real shop. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { newHexKey } from '#platform/ids'
import { call, eventually, testApp, testContext } from '#testing'
import { endpoints } from '../../app.ts'

const minuteMs = 60_000
const hex = (bytes: number): string => randomBytes(bytes).toString('hex')

async function house() {
  const ctx = await testContext()
  const project = await (await call(ctx, endpoints, 'POST', '/projects', { name: 'Shop' })).json()
  const app = await testApp()
  const now = ctx.now().getTime()
  const ago = (minutes: number): number => now - minutes * minuteMs
  const post = async (path: string, body: unknown): Promise<Response> => {
    const headers = { 'x-watchword-key': project.ingestKey, 'content-type': 'application/json' }
    return app.fetch(new Request(`http://localhost${path}`, { method: 'POST', headers, body: JSON.stringify(body) }))
  }
  const analyse = async (words: string) => {
    const id = await eventually('the incident', async () => {
      const { items } = await (await call(ctx, endpoints, 'GET', '/incidents')).json()
      return items.find(({ title }: { title: string }) => title.includes(words))?.id as string | undefined
    })
    const answer = await call(ctx, endpoints, 'POST', `/incidents/${id}/analyses`)
    assert.equal(answer.status, 200)
    return (await answer.json()).analysis.result as Said
  }
  return { ago, post, analyse }
}
type House = Awaited<ReturnType<typeof house>>

type Said = {
  findings: { kind: string; statement: string; evidenceIds: string[] }[]
  evidence: { id: string; text: string }[]
  confidence: number
}

/** That the cause is among the first two findings, and what it cites. */
function assertFound({ findings, evidence }: Said, kind: string, statement: RegExp, cited: RegExp): void {
  const found = findings.slice(0, 2).find((each) => each.kind === kind)
  assert.match(found?.statement ?? `none: ${JSON.stringify(findings)}`, statement)
  const texts = evidence.filter(({ id }) => found?.evidenceIds.includes(id)).map(({ text }) => text)
  assert.match(texts.join('\n'), cited)
}

async function sendEvents({ ago, post }: House, events: { message: string; minutesAgo: number; place: string }[]) {
  const bodies = events.map(({ message, minutesAgo, place }, index) => ({
    ...{ message, level: 'error', idempotencyKey: newHexKey(), release: '1.4.2', environment: 'production' },
    timestamp: new Date(ago(minutesAgo)).toISOString(),
    metadata: { host: `web-${index % 3}`, plan: ['free', 'pro'][index % 2] },
    stackTrace: `Error: ${message}\n    at ${place}`,
  }))
  for (let at = 0; at < bodies.length; at += 50) {
    const answer = await post('/api/v1/events', { events: bodies.slice(at, at + 50) })
    assert.equal(answer.status, 202, await answer.text())
  }
}

type Call = { minutesAgo: number; callee: string; fails: boolean; error?: string }

/** A request of the shop that calls something; where the call fails and it says so, with the exception it throws. */
function trace(ago: House['ago'], { minutesAgo, callee, fails, error }: Call): object[] {
  const [traceId, root, child] = [hex(16), hex(8), hex(8)]
  const nanos = (offsetMs: number): string => `${BigInt(Math.round(ago(minutesAgo) + offsetMs)) * 1_000_000n}`
  const attributes = [
    { key: 'exception.type', value: { stringValue: 'PaymentError' } },
    { key: 'exception.message', value: { stringValue: error ?? '' } },
    {
      key: 'exception.stacktrace',
      value: { stringValue: `PaymentError: ${error}\n    at pay (/app/src/pay.js:10:5)` },
    },
  ]
  return [
    {
      ...{ traceId, spanId: root, name: 'POST /checkout', kind: 2 },
      ...{ startTimeUnixNano: nanos(0), endTimeUnixNano: nanos(80) },
      ...(error !== undefined && {
        status: { code: 2 },
        events: [{ name: 'exception', timeUnixNano: nanos(70), attributes }],
      }),
    },
    {
      ...{ traceId, spanId: child, parentSpanId: root, name: callee, kind: 3 },
      ...{ startTimeUnixNano: nanos(10), endTimeUnixNano: nanos(60) },
      ...(fails && { status: { code: 2, message: 'connection refused' } }),
    },
  ]
}

test('a dependency that went down is among the first two findings, of traces and errors as they were sent', async () => {
  const shop = await house()
  const calls: Call[] = [
    // Three hours of good calls with a hiccup now and then, and a store that fails a little all the time.
    ...Array.from({ length: 120 }, (_, i) => ({ minutesAgo: 180 - i, callee: 'POST payments', fails: i === 40 })),
    ...Array.from({ length: 150 }, (_, i) => ({ minutesAgo: 170 - i, callee: 'SELECT orders', fails: i % 30 === 0 })),
    ...Array.from({ length: 40 }, (_, i) => ({
      ...{ minutesAgo: 20 - i / 2, callee: 'POST payments', fails: i % 20 !== 7 },
      ...(i % 20 !== 7 && { error: 'payment was not taken' }),
    })),
  ]
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] }
  const spans = calls.flatMap((one) => trace(shop.ago, one))
  const answer = await shop.post('/v1/traces', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })
  assert.equal(answer.status, 200, await answer.text())
  const beside = Array.from({ length: 30 }, (_, i) => ({
    message: 'image is missing',
    minutesAgo: 175 - i * 5.5,
    place: 'load (/app/src/image.js:7:3)',
  }))
  await sendEvents(shop, beside)
  const said = await shop.analyse('payment was not taken')
  assertFound(
    said,
    'dependency',
    /Calls from shop to POST payments fail/,
    /POST payments: 3[78] of (39|40) failed since the beginning, [12] of 12[01] failed before/,
  )
  assert.ok(said.findings.every(({ statement }) => !statement.includes('SELECT orders')))
  assert.ok(said.confidence >= 0.5)
})

test('a slow burn is among the first two findings, of events as they were sent over ten hours', async () => {
  const shop = await house()
  // One an hour at first, some forty at the end: memory that nobody gives back.
  const burning = Array.from({ length: 120 }, (_, i) => ({
    message: 'out of memory while rendering',
    minutesAgo: 600 * (1 - Math.sqrt((i + 1) / 121)),
    place: 'render (/app/src/page.js:3:1)',
  }))
  const steady = Array.from({ length: 100 }, (_, i) => ({
    message: 'image is missing',
    minutesAgo: 640 - i * 6.3,
    place: 'load (/app/src/image.js:7:3)',
  }))
  await sendEvents(shop, [...burning, ...steady])
  assertFound(await shop.analyse('out of memory'), 'growth', /fills up, leaks or wears out/, /the rise is no chance/)
  const other = await shop.analyse('image is missing')
  assert.ok(
    other.findings.every(({ kind }) => kind !== 'growth'),
    'what is steady does not grow',
  )
})
