import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { addProject } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { call, testApp, testContext } from '#testing'
import { endpoints } from '../../../app.ts'
import type { Span } from '../records.ts'
import { spanRows } from './columns.ts'
import { defaultTraceSpans as shownSpans, maxTraceSpans } from './read-traces.ts'

type Project = { ctx: Context; id: string; key: string }

async function project(): Promise<Project> {
  const ctx = await testContext()
  const { id, ingestKey } = await inTransaction(ctx, (tx) => addProject(tx, 'Shop'))
  assert.ok(ingestKey)
  return { ctx, id, key: ingestKey }
}

const newTraceId = () => randomBytes(16).toString('hex')
const newSpanId = () => randomBytes(8).toString('hex')

const spanOf = (changes: Partial<Span> = {}): Span => ({
  receivedAt: new Date(),
  traceId: newTraceId(),
  spanId: newSpanId(),
  name: 'GET /checkout',
  operation: 'http.server',
  kind: 'server',
  status: 'unset',
  startedAt: new Date(),
  durationMicros: 1500,
  isEntry: true,
  service: 'shop',
  attributes: [],
  ...changes,
})

async function store({ ctx, id }: Project, ...spans: Span[]): Promise<void> {
  for (const { table, rows } of spanRows({ workspaceId: ctx.workspaceId, projectId: id }, spans))
    await ctx.columns.insert(table, rows)
}

async function get({ ctx }: Project, path: string, status = 200) {
  const answer = await call(ctx, endpoints, 'GET', path)
  const body = await answer.json()
  assert.equal(answer.status, status, JSON.stringify(body))
  return body
}

test('a trace is read as a tree over services, also when its spans were sent twice', async () => {
  const shop = await project()
  const traceId = newTraceId()
  const at = Date.now()
  const root = spanOf({ traceId, startedAt: new Date(at), startedMicros: 250, durationMicros: 9_000 })
  const query = spanOf({
    traceId,
    parentSpanId: root.spanId,
    name: 'SELECT orders',
    isEntry: false,
    startedAt: new Date(at + 2),
    startedMicros: 500,
    status: 'error',
  })
  const lost = spanOf({ traceId, parentSpanId: newSpanId(), service: 'mail', startedAt: new Date(at + 5) })
  await store(shop, query, root, lost)
  await store(shop, query, root, lost)
  const trace = await get(shop, `/traces/${traceId}`)
  assert.partialDeepStrictEqual(trace, {
    traceId,
    startedAt: new Date(at).toISOString(),
    durationMicros: 9_000,
    spanCount: 3,
    services: [
      { name: 'shop', spanCount: 2, errorCount: 1 },
      { name: 'mail', spanCount: 1, errorCount: 0 },
    ],
    errors: [],
    incidents: [],
  })
  const shown = trace.spans.map(({ spanId, depth, isOrphan, offsetMicros }: Record<string, unknown>) => ({
    spanId,
    depth,
    isOrphan,
    offsetMicros,
  }))
  assert.deepEqual(shown, [
    { spanId: root.spanId, depth: 0, isOrphan: false, offsetMicros: 0 },
    { spanId: query.spanId, depth: 1, isOrphan: false, offsetMicros: 2_250 },
    { spanId: lost.spanId, depth: 0, isOrphan: true, offsetMicros: 4_750 },
  ])
})

test('a span is read in full, with its events', async () => {
  const shop = await project()
  const span = spanOf({
    attributes: [['http.route', '/checkout']],
    detail: { events: [{ name: 'retry', at: null, attributes: [] }], links: [] },
    statusMessage: 'timed out',
    host: 'web-7',
  })
  await store(shop, span)
  assert.partialDeepStrictEqual(await get(shop, `/traces/${span.traceId}/spans/${span.spanId}`), {
    attributes: [['http.route', '/checkout']],
    detail: { events: [{ name: 'retry', at: null, attributes: [] }], links: [] },
    statusMessage: 'timed out',
    host: 'web-7',
  })
  await get(shop, `/traces/${span.traceId}/spans/${newSpanId()}`, 404)
})

test('a trace names its errors and the incidents that they belong to, also without a span', async () => {
  const shop = await project()
  const span = spanOf({ isEntry: true })
  const app = await testApp()
  const attributes = [
    { key: 'exception.type', value: { stringValue: 'TypeError' } },
    { key: 'exception.message', value: { stringValue: 'cart is undefined' } },
  ]
  const record = { severityNumber: 17, traceId: span.traceId, spanId: span.spanId, attributes }
  const answer = await app.fetch(
    new Request('http://localhost/v1/logs', {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.key}` },
      body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }),
    }),
  )
  assert.equal(answer.status, 200)
  for (const spans of [0, 1]) {
    if (spans === 1) await store(shop, span)
    const trace = await get(shop, `/traces/${span.traceId}`)
    assert.equal(trace.spanCount, spans)
    assert.partialDeepStrictEqual(trace.errors, [{ title: 'TypeError: cart is undefined', spanId: span.spanId }])
    assert.partialDeepStrictEqual(trace.incidents, [
      { title: 'TypeError: cart is undefined', status: 'open', number: 1 },
    ])
    assert.equal(trace.errors[0].incidentId, trace.incidents[0].id)
  }
})

test('of a trace that is too long the span that one came from is shown, with failed ones first; up to ten thousand for who asks', async () => {
  const shop = await project()
  const traceId = newTraceId()
  const at = Date.now()
  const spans = Array.from({ length: shownSpans + 50 }, (_, i) =>
    spanOf({
      traceId,
      isEntry: i === 0,
      startedAt: new Date(at + i),
      status: i === shownSpans + 40 ? 'error' : 'ok',
    }),
  )
  await store(shop, ...spans)
  const last = spans.at(-1)
  const trace = await get(shop, `/traces/${traceId}?spanId=${last?.spanId}`)
  assert.equal(trace.spans.length, shownSpans)
  assert.equal(trace.spanCount, shownSpans + 50)
  const shown = new Set(trace.spans.map(({ spanId }: { spanId: string }) => spanId))
  assert.ok(shown.has(last?.spanId) && shown.has(spans[shownSpans + 40]?.spanId) && shown.has(spans[0]?.spanId))
  assert.equal((await get(shop, `/traces/${traceId}?limit=${maxTraceSpans}`)).spans.length, spans.length)
  assert.equal((await get(shop, `/traces/${traceId}?limit=3`)).spans.length, 3)
  await get(shop, `/traces/${traceId}?limit=${maxTraceSpans + 1}`, 400)
})

test('each entry span says how many spans its trace has, how many failed, and whether the trace begins with it', async () => {
  const shop = await project()
  const root = spanOf()
  const query = spanOf({ traceId: root.traceId, parentSpanId: root.spanId, isEntry: false, status: 'error' })
  const mail = spanOf({ traceId: root.traceId, parentSpanId: root.spanId, service: 'mail' })
  await store(shop, root, query, mail)
  await store(shop, root, query)
  const { items } = await get(shop, '/traces')
  assert.partialDeepStrictEqual(
    items.toSorted((a: { service: string }, b: { service: string }) => (a.service < b.service ? -1 : 1)),
    [
      { spanId: mail.spanId, parentSpanId: root.spanId, spanCount: 3, errorCount: 1 },
      { spanId: root.spanId, parentSpanId: null, spanCount: 3, errorCount: 1 },
    ],
  )
})

test('entry spans are found by service, name, status, duration and time, and listed in pages without gaps', async () => {
  const shop = await project()
  const at = Date.now()
  const spans = Array.from({ length: 7 }, (_, i) =>
    spanOf({
      startedAt: new Date(at - i * 1000),
      durationMicros: ((i * 3) % 7) * 1000,
      service: i % 2 ? 'shop' : 'mail',
      name: i === 3 ? 'POST /Pay' : 'GET /checkout',
      status: i === 4 ? 'error' : 'ok',
    }),
  )
  await store(shop, ...spans, spanOf({ isEntry: false }))
  await store(shop, ...spans)
  const ids = (found: { items: { spanId: string }[] }) =>
    found.items.map(({ spanId }) => spans.findIndex((span) => span.spanId === spanId))
  assert.deepEqual(ids(await get(shop, '/traces')), [0, 1, 2, 3, 4, 5, 6])
  assert.deepEqual(ids(await get(shop, '/traces?service=mail')), [0, 2, 4, 6])
  assert.deepEqual(ids(await get(shop, '/traces?name=pay')), [3])
  assert.deepEqual(ids(await get(shop, '/traces?status=error')), [4])
  assert.deepEqual(ids(await get(shop, '/traces?minDurationMicros=5000&maxDurationMicros=5000')), [4])
  assert.deepEqual(ids(await get(shop, `/traces?projectId=prj_${'0'.repeat(32)}`)), [])
  const from = new Date(at - 2500).toISOString()
  assert.deepEqual(ids(await get(shop, `/traces?from=${from}&to=${new Date(at).toISOString()}`)), [1, 2])
  await get(shop, `/traces?from=${from}&to=${from}`, 400)
  const { startedAt } = (await get(shop, '/traces?limit=1')).items[0]
  assert.equal(startedAt, new Date(at).toISOString())
  for (const sort of ['newest', 'slowest']) {
    const seen: number[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page = await get(shop, `/traces?sort=${sort}&limit=3${cursor && `&cursor=${cursor}`}`)
      seen.push(...ids(page))
      cursor = page.nextCursor
    }
    const expected = sort === 'newest' ? [0, 1, 2, 3, 4, 5, 6] : [2, 4, 6, 1, 3, 5, 0]
    assert.deepEqual(seen, expected, sort)
  }
  await get(shop, '/traces?cursor=WyJ4IiwieSJd', 400)
})

test('another workspace cannot tell that a trace exists', async () => {
  const shop = await project()
  const span = spanOf()
  await store(shop, span)
  const other = await project()
  await get(other, `/traces/${span.traceId}`, 404)
  await get(other, `/traces/${span.traceId}/spans/${span.spanId}`, 404)
  assert.deepEqual((await get(other, '/traces')).items, [])
  await get(shop, `/traces/${newTraceId()}`, 404)
  await get(shop, '/traces/xyz', 400)
})
