import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, listen } from '#platform/http'
import { testContext } from '#testing'
import { post, send } from '../dashboards.fixture.ts'
import { maxQueries, readBatch } from './read-batch.ts'
import { queryRoute } from './route.ts'

const minute = 60_000
const query = (changes: object = {}) => ({ refId: 'A', panelId: 1, expr: 'shop_orders', stepMs: minute, ...changes })

// oxlint-disable-next-line typescript/no-explicit-any -- a test says by its assertions what it expects
async function linesOf(answer: Response): Promise<any[]> {
  assert.equal(answer.status, 200, await (answer.status === 200 ? '' : answer.text()))
  const text = await answer.text()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('a batch is answered line by line: each result, or its own error and no other’s', async () => {
  const ctx = await testContext()
  const at = ctx.now().getTime()
  await send(ctx, `shop_orders{shop="north"} 3 ${at - minute}\nshop_orders{shop="south"} 4 ${at - minute}\n`)
  const answer = await post(ctx, '/api/v1/dashboards/query', {
    ...{ from: at - 10 * minute, to: at },
    queries: [
      query(),
      query({ refId: 'B', panelId: '2-copy', expr: 'sum(shop_orders)', instant: true }),
      query({ refId: 'C', expr: 'sum(' }),
      query({ refId: 'D', expr: 'shop_orders + on () shop_orders' }),
      query({ refId: 'E' }),
    ],
  })
  assert.match(answer.headers.get('content-type') ?? '', /^application\/x-ndjson/)
  const lines = await linesOf(answer)
  assert.deepEqual(lines.at(-1), { done: true })
  const of = (refId: string) => lines.find((line) => line.refId === refId)
  assert.equal(of('A').data.result.length, 2)
  assert.partialDeepStrictEqual(of('B'), { panelId: '2-copy', status: 'success', data: { resultType: 'vector' } })
  assert.equal(of('B').data.result[0].value[1], '7')
  assert.partialDeepStrictEqual(of('C'), { status: 'error', errorType: 'bad_data' })
  assert.partialDeepStrictEqual(of('D'), { status: 'error', errorType: 'execution' })
  assert.deepEqual({ ...of('E'), refId: 'A' }, of('A'))
})

test('another workspace’s series are in no answer, and nobody asks without signing in', async () => {
  const ctx = await testContext()
  const at = ctx.now().getTime()
  await send(ctx, `shop_orders{shop="north"} 3 ${at - minute}\n`)
  const body = { from: at - 10 * minute, to: at, queries: [query({ expr: '{__name__=~".+"}' })] }
  const [line] = await linesOf(await post(await testContext(), '/api/v1/dashboards/query', body))
  assert.deepEqual(line.data.result, [])
  const headers = { cookie: '' }
  assert.equal((await post(ctx, '/api/v1/dashboards/query', body, { headers })).status, 401)
  const foreign = { 'sec-fetch-site': 'cross-site' }
  assert.equal((await post(ctx, '/api/v1/dashboards/query', body, { headers: foreign })).status, 403)
})

test('equal questions are one, and what differs in step or kind is another', () => {
  const jobs = readBatch({
    ...{ from: 0, to: 3_600_000 },
    queries: [
      query(),
      query({ refId: 'B' }),
      query({ refId: 'C', stepMs: 2 * minute }),
      query({ refId: 'D', instant: true }),
      query({ refId: 'E', instant: true, stepMs: undefined }),
    ],
  })
  assert.deepEqual(
    jobs.map(({ wanted }) => wanted.map(({ refId }) => refId).join()),
    ['A,B', 'C', 'D,E'],
  )
  assert.deepEqual(jobs[2]?.question.at, { kind: 'instant', timeMs: 3_600_000 })
})

test('what is no batch is refused with the place that is wrong', () => {
  const refused: [body: unknown, path: RegExp][] = [
    [{}, /^from/],
    [{ from: 0, to: 1, queries: [] }, /^queries/],
    [{ from: 2, to: 1, queries: [query()] }, /^to/],
    [{ from: 0, to: 1, queries: [query({ stepMs: undefined })] }, /^queries\.0\.stepMs/],
    [{ from: 0, to: 1, queries: [query({ stepMs: 0 })] }, /^queries\.0\.stepMs/],
    [{ from: 0, to: 1, queries: Array.from({ length: maxQueries + 1 }, () => query()) }, /^queries/],
  ]
  for (const [body, message] of refused) assert.throws(() => readBatch(body), { code: 'invalid_request', message })
  assert.equal(readBatch({ from: 0, to: 1, queries: Array.from({ length: maxQueries }, () => query()) }).length, 1)
})

test('a range with too many points for its step is that query’s own error', async () => {
  const ctx = await testContext()
  const body = { from: 0, to: 86_400_000, queries: [query({ stepMs: 1 }), query({ refId: 'B' })] }
  const lines = await linesOf(await post(ctx, '/api/v1/dashboards/query', body))
  const errors = lines.filter(({ status }) => status === 'error')
  assert.deepEqual(
    errors.map(({ refId, error }) => [refId, /11,000 points/.test(error)]),
    [['A', true]],
  )
})

test('who goes away on a real connection ends what runs, and what waits is never read', async (t) => {
  const ctx = await testContext()
  const at = ctx.now().getTime()
  await send(ctx, `shop_orders{shop="north"} 3 ${at - minute}\n`)
  let reads = 0
  const services = { ...ctx, columns: { ...ctx.columns, forWorkspace: counting } }
  function counting(...args: Parameters<typeof ctx.columns.forWorkspace>) {
    reads++
    return ctx.columns.forWorkspace(...args)
  }
  const authenticate = () => Promise.resolve({ ctx: { ...ctx, ...services }, person: null, forgeable: false })
  const app = createApp(services, { endpoints: [], routes: [queryRoute(authenticate)], authenticate })
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  t.after(() => listener.close())
  const ask = (queries: object[], signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${listener.port}/api/v1/dashboards/query`, {
      method: 'POST',
      body: JSON.stringify({ from: at - 10 * minute, to: at, queries }),
      ...(signal && { signal }),
    })
  const leave = new AbortController()
  const queries = Array.from({ length: 500 }, (_, index) =>
    query({ refId: `R${index}`, expr: `shop_orders + ${index}` }),
  )
  const answer = await ask(queries, leave.signal)
  const reader = answer.body?.getReader()
  assert.equal((await reader?.read())?.done, false)
  leave.abort()
  const [next] = await linesOf(await ask([query({ expr: 'vector(1)' })]))
  assert.equal(next.status, 'success')
  // Whoever asks last is answered when nothing of the first is in line any more.
  const before = reads
  await linesOf(await ask([query({ expr: 'vector(2)' })]))
  assert.ok(before < queries.length, `${before} reads`)
  assert.ok(reads - before <= 8, `${reads - before} reads after that`)
})
