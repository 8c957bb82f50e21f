import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { createAccessLog } from '#modules/audit'
import { authenticate } from '#modules/users'
import { createApp, listen } from '#platform/http'
import { createMetrics } from '#platform/metrics'
import { call } from '#testing'
import { endpoints } from '../../../app.ts'
import { openHouse, type House } from '../house.fixture.ts'
import { createMetricQueries } from '../queries.ts'

type Asked = { method?: 'GET' | 'POST'; key?: string; headers?: Record<string, string> }
type Answered = {
  status: number
  body: { status: string; data?: unknown; error?: string; errorType?: string; warnings?: string[] }
}

/** What is sent is there when `post` of the house has answered. Times are seconds from `at`. */
async function openQueries(t: TestContext) {
  const house = await openHouse(t)
  const services = { ...house.ctx, metrics: createMetrics() }
  const accessLog = createAccessLog(services, authenticate)
  const queries = createMetricQueries(services, accessLog.authenticate)
  const app = createApp(services, { endpoints: [], routes: queries.routes, ...accessLog })
  const listener = await listen(app, { port: 0, host: '127.0.0.1' })
  t.after(async () => {
    await listener.close()
    await queries.close()
    await accessLog.drain()
  })
  const key = await newKey(house, ['metrics.read'])
  const ask = async (
    path: string,
    parameters: Record<string, string | string[]> = {},
    asked: Asked = {},
  ): Promise<Answered> => {
    const form = new URLSearchParams(
      Object.entries(parameters).flatMap(([name, value]) =>
        [value].flat().map((each): [string, string] => [name, each]),
      ),
    )
    const isPost = asked.method === 'POST'
    const answer = await fetch(
      `http://127.0.0.1:${listener.port}/prometheus/api/v1/${path}${isPost ? '' : `?${form.toString()}`}`,
      {
        method: asked.method ?? 'GET',
        headers: { authorization: `Bearer ${asked.key ?? key}`, ...asked.headers },
        ...(isPost && { body: form }),
      },
    )
    return { status: answer.status, body: (await answer.json()) as Answered['body'] }
  }
  const data = async (path: string, parameters?: Record<string, string | string[]>) => {
    const { status, body } = await ask(path, parameters)
    assert.equal(status, 200, JSON.stringify(body))
    return body.data
  }
  return { house, ask, data, key, accessLog }
}

async function newKey({ ctx }: House, scopes: string[]): Promise<string> {
  const answer = await call(ctx, endpoints, 'POST', '/api-keys', { name: 'Grafana', scopes })
  return (await answer.json()).key
}

/** The whole minute before the last: within what the intake takes, and never in the future. */
const at = Math.floor(Date.now() / 60_000) * 60 - 60

async function sendPage(house: House): Promise<void> {
  const text = `
# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{job="shop",code="200"} 100 ${(at - 60) * 1000}
http_requests_total{job="shop",code="200"} 160 ${at * 1000}
http_requests_total{job="shop",code="500"} 7 ${at * 1000}
temperature_celsius{room="Küche 1"} NaN ${at * 1000}
`
  const { status, text: said } = await house.post('/prometheus/api/v1/import/prometheus', text)
  assert.equal(status, 204, said)
}

test('an instant query, a range and a scalar are answered as Prometheus does, by GET and by POST', async (t) => {
  const { house, ask, data } = await openQueries(t)
  await sendPage(house)
  const query = 'sum by (job) (http_requests_total)'
  const vector = { resultType: 'vector', result: [{ metric: { job: 'shop' }, value: [at, '167'] }] }
  assert.deepEqual(await data('query', { query, time: String(at) }), vector)
  const posted = await ask('query', { query, time: new Date(at * 1000).toISOString() }, { method: 'POST' })
  assert.deepEqual(posted.body, { status: 'success', data: vector })
  const range = { query: 'http_requests_total{code="200"}', start: String(at - 60), end: String(at), step: '1m' }
  assert.deepEqual(await data('query_range', range), {
    resultType: 'matrix',
    result: [
      {
        metric: { __name__: 'http_requests_total', job: 'shop', code: '200' },
        values: [
          [at - 60, '100'],
          [at, '160'],
        ],
      },
    ],
  })
  assert.deepEqual(await data('query', { query: '1 / 0', time: '1.5' }), {
    resultType: 'scalar',
    result: [1.5, '+Inf'],
  })
  assert.deepEqual(await data('query', { query: '"hi"', time: '2' }), { resultType: 'string', result: [2, 'hi'] })
  const nan = await data('query', { query: 'temperature_celsius', time: String(at) })
  assert.partialDeepStrictEqual(nan, { result: [{ metric: { room: 'Küche 1' }, value: [at, 'NaN'] }] })
  const cut = await ask('query', { query: 'http_requests_total', time: String(at), limit: '1' })
  assert.deepEqual(cut.body.warnings, ['results truncated due to limit'])
})

test('what is asked wrongly is told in the envelope, with the class of the error', async (t) => {
  const { ask } = await openQueries(t)
  const cases: [path: string, parameters: Record<string, string>, status: number, type: string, error: RegExp][] = [
    ['query', {}, 400, 'bad_data', /invalid parameter "query"/],
    ['query', { query: 'sum(' }, 400, 'bad_data', /parse error/],
    ['query', { query: 'up', time: 'yesterday' }, 400, 'bad_data', /valid timestamp/],
    ['query_range', { query: 'up', start: '1', end: '2' }, 400, 'bad_data', /invalid parameter "step"/],
    ['query_range', { query: 'up', start: '2', end: '1', step: '1' }, 400, 'bad_data', /must not be before/],
    ['query_range', { query: 'up', start: '0', end: '11001', step: '1' }, 400, 'bad_data', /11,000 points/],
    ['query_range', { query: 'up[5m]', start: '1', end: '2', step: '1' }, 400, 'bad_data', /range query/],
    ['series', {}, 400, 'bad_data', /no match\[\]/],
    ['series', { 'match[]': 'sum(up)' }, 400, 'bad_data', /no series selector/],
    ['labels', { limit: '-1' }, 400, 'bad_data', /limit/],
  ]
  for (const [path, parameters, status, type, error] of cases) {
    const answer = await ask(path, parameters)
    const name = `${path} ${JSON.stringify(parameters)} ${JSON.stringify(answer.body)}`
    assert.equal(answer.status, status, name)
    assert.equal(answer.body.errorType, type, name)
    assert.match(answer.body.error ?? '', error, name)
  }
})

test('names, values, series and descriptions are listed, of a selector or of all', async (t) => {
  const { house, data } = await openQueries(t)
  await sendPage(house)
  assert.deepEqual(await data('labels'), ['__name__', 'code', 'job', 'room'])
  assert.deepEqual(await data('labels', { 'match[]': ['temperature_celsius', '{job="none"}'] }), ['__name__', 'room'])
  assert.deepEqual(await data('label/__name__/values'), ['http_requests_total', 'temperature_celsius'])
  assert.deepEqual(await data('label/code/values', { 'match[]': 'http_requests_total{code!="500"}' }), ['200'])
  const old = { start: String(at - 20 * 86_400), end: String(at - 10 * 86_400) }
  assert.deepEqual(await data('label/code/values', old), [])
  assert.deepEqual(await data('series', { 'match[]': 'http_requests_total{code=~"5.."}' }), [
    { __name__: 'http_requests_total', job: 'shop', code: '500' },
  ])
  assert.deepEqual(await data('metadata', { metric: 'http_requests_total' }), {
    http_requests_total: [{ type: 'counter', help: 'Requests.', unit: '' }],
  })
  assert.deepEqual(await data('format_query', { query: 'sum( up )by(job)' }), 'sum by (job) (up)')
  assert.partialDeepStrictEqual(await data('status/buildinfo'), { version: '3.14.0' })
})

test('a key sees its own workspace and nothing of another, and needs its scope', async (t) => {
  const [mine, other] = [await openQueries(t), await openQueries(t)]
  await sendPage(mine.house)
  const asked: [string, Record<string, string>][] = [
    ['query', { query: '{__name__=~".+"}', time: String(at) }],
    ['labels', {}],
    ['label/__name__/values', {}],
    ['series', { 'match[]': '{__name__=~".+"}' }],
    ['metadata', {}],
    ['query_exemplars', { query: 'http_requests_total' }],
  ]
  for (const [path, parameters] of asked) {
    const { status, body } = await other.ask(path, parameters)
    assert.equal(status, 200)
    assert.doesNotMatch(JSON.stringify(body), /http_requests|code|room/, path)
  }
  const basic = `Basic ${Buffer.from(`anyone:${mine.key}`).toString('base64')}`
  assert.equal((await mine.ask('labels', {}, { headers: { authorization: basic } })).status, 200)
  const sending = await newKey(mine.house, ['events.write'])
  assert.equal((await mine.ask('labels', {}, { key: sending })).status, 403)
  assert.equal((await mine.ask('labels', {}, { key: mine.house.key })).status, 403)
  assert.equal((await mine.ask('labels', {}, { key: `${mine.key}x` })).status, 401)
})

test('what a key asked for is in its log, without the question [CAB-12]', async (t) => {
  const { house, ask, key, accessLog } = await openQueries(t)
  await ask('query', { query: 'up{secret="yes"}' })
  const basic = `Basic ${Buffer.from(`anyone:${key}`).toString('base64')}`
  await ask('labels', {}, { headers: { authorization: basic } })
  await accessLog.flush()
  const rows = await house.rows<{ operation: string; status: number }>('api_requests', 'operation, status')
  assert.deepEqual(
    rows.map(({ operation, status }) => [operation, status]),
    [
      ['prometheusLabels', 200],
      ['prometheusQuery', 200],
    ],
  )
  assert.doesNotMatch(JSON.stringify(await house.rows('api_requests', '*')), /secret/)
})

test('a query that takes too long ends with 503, and the next is answered', async (t) => {
  const { ask } = await openQueries(t)
  const wide = 'max_over_time(sum_over_time(vector(1)[1h:1s])[1h:1s])'
  const { status, body } = await ask('query', { query: `${wide} + ${wide}`, timeout: '0.005' })
  assert.deepEqual([status, body.errorType], [503, 'timeout'], JSON.stringify(body))
  assert.equal((await ask('query', { query: '1 + 1' })).status, 200)
})
