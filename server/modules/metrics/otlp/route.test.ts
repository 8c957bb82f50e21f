import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { unavailable } from '#platform/errors'
import { openHouse, type House } from '../house.fixture.ts'
import { histogramFromBytes } from '../storage/histogram-bytes.ts'
import { cumulative, delta, encodeMetrics, requestOf, text } from './request.fixture.ts'

const encodings = [
  { type: 'application/json', encode: (request: object) => Buffer.from(JSON.stringify(request)) },
  { type: 'application/x-protobuf', encode: encodeMetrics },
]
const [inJson] = encodings
const nanos = (ms: number) => `${ms}000000`

const samplesOf = (house: House) =>
  house.rows<{ metric: string; labels: Record<string, string>; at: number; value: number }>(
    `(select s.workspace_id as workspace_id, metric, labels, toUnixTimestamp64Milli(at) as at, value
      from metric_samples as s join metric_series as n on s.series_id = n.series_id and s.workspace_id = n.workspace_id)`,
    'metric, labels, at, value',
  )

const identity = { job: 'prod/shop', instance: 'web-1', otel_scope_name: 'lib', otel_scope_version: '2' }
const resource = [
  text('service.name', 'shop'),
  text('service.namespace', 'prod'),
  text('service.instance.id', 'web-1'),
  text('cloud.region', 'eu'),
]

function everything(at: number) {
  const timeUnixNano = nanos(at)
  const attributes = [text('http.method', 'GET'), { key: 'ok', value: { boolValue: true } }]
  return requestOf(
    [
      {
        name: 'memory.usage',
        unit: 'By',
        description: 'Used',
        gauge: { dataPoints: [{ timeUnixNano, asInt: '-42', attributes }] },
      },
      {
        name: 'requests.count',
        unit: '1',
        sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints: [{ timeUnixNano, asDouble: 2.5 }] },
      },
      {
        name: 'queue',
        sum: { aggregationTemporality: cumulative, dataPoints: [{ timeUnixNano, asInt: '7', flags: 1 }] },
      },
      {
        name: 'duration',
        unit: 's',
        histogram: {
          aggregationTemporality: cumulative,
          dataPoints: [
            { timeUnixNano, count: '6', sum: 9.5, bucketCounts: ['1', '2', '3'], explicitBounds: [0.005, 1] },
          ],
        },
      },
      {
        name: 'rpc',
        summary: {
          dataPoints: [{ timeUnixNano, count: '3', sum: 6, quantileValues: [{ quantile: 0.5, value: 2 }] }],
        },
      },
    ],
    resource,
  )
}

test('each kind of point becomes what Prometheus makes of it, the same from both encodings', async (t) => {
  const stored = []
  for (const { type, encode } of encodings) {
    const house = await openHouse(t)
    const at = Math.floor(house.ctx.now().getTime() / 1000) * 1000
    const answer = await house.post('/v1/metrics', encode(everything(at)), { 'content-type': type })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers.get('content-type'), type)
    assert.ok(['', '{}'].includes(answer.text), answer.text)
    const rows = await samplesOf(house)
    assert.ok(rows.every((row) => row.at === at))
    stored.push(
      rows.map(({ metric, labels: { __name__: name, ...labels }, value }) => {
        assert.equal(name, metric)
        return [metric, labels, value]
      }),
    )
    assert.deepEqual(await house.rows('metric_descriptions', 'metric, kind, help'), [
      { metric: 'duration_seconds', kind: 'histogram', help: '' },
      { metric: 'memory_usage_bytes', kind: 'gauge', help: 'Used' },
      { metric: 'queue', kind: 'gauge', help: '' },
      { metric: 'requests_count_total', kind: 'counter', help: '' },
      { metric: 'rpc', kind: 'summary', help: '' },
    ])
  }
  assert.deepEqual(stored[0], stored[1])
  assert.deepEqual(stored[0], [
    ['duration_seconds_bucket', { ...identity, le: '+Inf' }, 6],
    ['duration_seconds_bucket', { ...identity, le: '0.005' }, 1],
    ['duration_seconds_bucket', { ...identity, le: '1' }, 3],
    ['duration_seconds_count', identity, 6],
    ['duration_seconds_sum', identity, 9.5],
    ['memory_usage_bytes', { ...identity, http_method: 'GET', ok: 'true' }, -42],
    ['queue', identity, NaN],
    ['requests_count_total', identity, 2.5],
    ['rpc', { ...identity, quantile: '0.5' }, 2],
    ['rpc_count', identity, 3],
    ['rpc_sum', identity, 6],
    ['target_info', { job: 'prod/shop', instance: 'web-1', cloud_region: 'eu' }, 1],
  ])
})

test('exponential histograms become native ones, a scale above 8 is reduced, one below -4 is refused', async (t) => {
  for (const { type, encode } of encodings) {
    const house = await openHouse(t)
    const at = house.ctx.now().getTime()
    const point = (scale: number, more: number) => ({
      ...{ timeUnixNano: nanos(at + more), count: '4', sum: 5, scale, zeroCount: '1' },
      positive: { offset: 1, bucketCounts: ['1', '0', '2'] },
    })
    const dataPoints = [point(3, 0), point(9, 1), point(-5, 2)]
    const request = requestOf([
      { name: 'lat', exponentialHistogram: { aggregationTemporality: cumulative, dataPoints } },
    ])
    const answer = await house.post('/otlp/v1/metrics', encode(request), { 'content-type': type })
    assert.equal(answer.status, 200)
    assert.match(answer.text, /scale -5/)
    const stored = await house.ctx.columns
      .forWorkspace(house.ctx.workspaceId)
      .query<{ bytes: string }>(
        'select histogram as bytes from metric_histograms where workspace_id = {workspaceId:String} order by at',
        {},
      )
    const histograms = stored.map(({ bytes }) => histogramFromBytes(Buffer.from(bytes, 'base64')))
    assert.deepEqual(
      histograms.map(({ schema, zeroCount, positive }) => [
        schema,
        zeroCount,
        [...positive.indexes],
        [...positive.counts],
      ]),
      [[3, 1, [2, 4], [1, 2]], [8, 1, [1, 2], [1, 2]]], // prettier-ignore
    )
  }
})

test('exemplars are kept with their trace, at the bucket in which they fall', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime()
  const [traceId, spanId] = ['5b8efff798038103d269b633813fc60c', 'eee19b7ec3c1b174']
  const exemplar = {
    timeUnixNano: nanos(at),
    asDouble: 0.7,
    traceId,
    spanId,
    filteredAttributes: [text('user.kind', 'x')],
  }
  const dataPoints = [
    {
      timeUnixNano: nanos(at),
      count: '1',
      bucketCounts: ['0', '1', '0'],
      explicitBounds: [0.5, 1],
      exemplars: [exemplar],
    },
  ]
  const request = requestOf([{ name: 'lat', histogram: { aggregationTemporality: cumulative, dataPoints } }])
  await house.post('/v1/metrics', encodeMetrics(request), { 'content-type': 'application/x-protobuf' })
  assert.deepEqual(await house.rows('metric_exemplars', 'value, labels'), [
    { value: 0.7, labels: { user_kind: 'x', trace_id: traceId, span_id: spanId } },
  ])
  const [named] = await house.rows<{ le: string }>(
    '(select n.workspace_id as workspace_id, n.labels as own from metric_exemplars as e join metric_series as n on e.series_id = n.series_id)',
    "own['le'] as le",
  )
  assert.equal(named?.le, '1')
})

test('what cannot be is refused in sight, and the points beside it are kept', async (t) => {
  const house = await openHouse(t)
  const timeUnixNano = nanos(house.ctx.now().getTime())
  const dataPoints = [{ timeUnixNano, asInt: '1' }, { timeUnixNano, asInt: '2' }] // prettier-ignore
  const startTimeUnixNano = nanos(house.ctx.now().getTime() - 1000)
  const request = requestOf([
    {
      name: 'u',
      sum: { aggregationTemporality: delta, dataPoints: [{ startTimeUnixNano, timeUnixNano, asInt: '1' }] },
    },
    { name: 'a', sum: { aggregationTemporality: delta, isMonotonic: true, dataPoints } },
    { name: 'b', sum: { isMonotonic: true, dataPoints } },
    { name: '...', gauge: { dataPoints } },
    {
      name: 'c',
      histogram: {
        aggregationTemporality: cumulative,
        dataPoints: [{ timeUnixNano, count: '1', bucketCounts: ['1'], explicitBounds: [1] }],
      },
    },
    { name: 'd', gauge: { dataPoints: [{ timeUnixNano, asInt: '1' }, { asInt: '1' }] } },
  ])
  const answer = await house.post('/v1/metrics', JSON.stringify(request), { 'content-type': 'application/json' })
  const { partialSuccess } = JSON.parse(answer.text)
  assert.equal(answer.status, 200)
  assert.equal(partialSuccess.rejectedDataPoints, '9')
  assert.match(partialSuccess.errorMessage, /delta temporality/)
  assert.deepEqual(
    (await samplesOf(house)).map(({ metric }) => metric),
    ['d'],
  )
  assert.deepEqual(
    (await house.outcomes()).map(({ reason, quantity }) => [reason, quantity]),
    [['accepted', 1], ['delta_temporality', 3], ['invalid_histogram', 1], ['invalid_labels', 2], ['invalid_series', 2], ['too_old', 1]], // prettier-ignore
  )
})

test('deltas of counters and histograms are stored as they come, each with its own start, the same from both encodings', async (t) => {
  const stored = []
  for (const { type, encode } of encodings) {
    const house = await openHouse(t)
    const at = Math.floor(house.ctx.now().getTime() / 1000) * 1000
    const times = (offset: number) => ({
      startTimeUnixNano: nanos(at + offset - 1000),
      timeUnixNano: nanos(at + offset),
    })
    const request = requestOf([
      {
        name: 'a',
        sum: {
          ...{ aggregationTemporality: delta, isMonotonic: true },
          dataPoints: [{ ...times(0), asInt: '3' }, { ...times(1000), asInt: '4' }], // prettier-ignore
        },
      },
      {
        name: 'h',
        histogram: {
          aggregationTemporality: delta,
          dataPoints: [{ ...times(0), count: '1', sum: 0.5, bucketCounts: ['1', '0'], explicitBounds: [1] }],
        },
      },
      {
        name: 'e',
        exponentialHistogram: {
          aggregationTemporality: delta,
          dataPoints: [
            { ...times(0), count: '2', sum: 3, scale: 0, zeroCount: '0', positive: { offset: 0, bucketCounts: ['2'] } },
          ],
        },
      },
    ])
    const answer = await house.post('/v1/metrics', encode(request), { 'content-type': type })
    assert.ok(['', '{}'].includes(answer.text), answer.text)
    // Sent again it changes nothing: there is nothing that could be added to twice.
    await house.post('/v1/metrics', encode(request), { 'content-type': type })
    const told = 'toUnixTimestamp64Milli(at) - toUnixTimestamp64Milli(start_at) as told'
    const samples = await house.rows<{ value: number; told: number }>('metric_samples final', `value, ${told}`)
    assert.deepEqual(await house.rows('metric_histograms final', told), [{ told: 1000 }])
    stored.push(samples.map(({ value, told: sinceMs }) => [value, sinceMs]))
  }
  assert.deepEqual(stored[0], stored[1])
  // The last of the bucket, the count, the sum, both of the counter, and what describes the resource.
  assert.deepEqual(stored[0], [[0.5, 1000], [1, 1000], [1, 1000], [1, 1000], [3, 1000], [4, 1000]]) // prettier-ignore
})

test('names are made as the request asks, and by no other way', async (t) => {
  const house = await openHouse(t)
  const timeUnixNano = nanos(house.ctx.now().getTime())
  const request = requestOf([
    {
      name: 'http.requests',
      sum: {
        ...{ aggregationTemporality: cumulative, isMonotonic: true },
        dataPoints: [{ timeUnixNano, asInt: '1', attributes: [text('http.method', 'GET')] }],
      },
    },
  ])
  const headers = { 'content-type': 'application/json' }
  const post = (strategy: string) =>
    house.post(`/v1/metrics?translation_strategy=${strategy}`, JSON.stringify(request), headers)
  const named = [
    ['UnderscoreEscapingWithSuffixes', 'http_requests_total', 'http_method'],
    ['UnderscoreEscapingWithoutSuffixes', 'http_requests', 'http_method'],
    ['NoUTF8EscapingWithSuffixes', 'http.requests_total', 'http.method'],
    ['NoTranslation', 'http.requests', 'http.method'],
  ] as const
  for (const [strategy] of named) assert.deepEqual([strategy, (await post(strategy)).text], [strategy, '{}'])
  const found = await samplesOf(house)
  for (const [strategy, metric, label] of named) {
    assert.equal(found.find((row) => row.metric === metric)?.labels[label], 'GET', strategy)
  }
  for (const strategy of ['toString', '', 'None']) assert.equal((await post(strategy)).status, 400, strategy)
})

test('nothing is a success, what cannot be read a 400, too much a 413, no key a 401, a store that is away a 503', async (t) => {
  const house = await openHouse(t)
  for (const { type } of encodings) {
    const headers = { 'content-type': type }
    assert.equal((await house.post('/v1/metrics', '', headers)).status, 200)
    assert.equal(
      (await house.post('/v1/metrics/', gzipSync(''), { ...headers, 'content-encoding': 'gzip' })).status,
      200,
    )
    assert.equal((await house.post('/v1/metrics', '\x0a\xff', headers)).status, 400)
    assert.equal((await house.post('/v1/metrics', '{}', { ...headers, authorization: 'Bearer no' })).status, 401)
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024 + 1, 0x20))
    assert.equal((await house.post('/v1/metrics', bomb, { ...headers, 'content-encoding': 'gzip' })).status, 413)
  }
  assert.equal((await house.post('/v1/metrics', '{}', { 'content-type': 'text/plain' })).status, 415)
  house.beforeInsert.hook = () => {
    throw unavailable('the store is away')
  }
  const at = house.ctx.now().getTime()
  const body = inJson?.encode(
    requestOf([{ name: 'a', gauge: { dataPoints: [{ timeUnixNano: nanos(at), asInt: '1' }] } }]),
  )
  const away = await house.post('/v1/metrics', body ?? '', { 'content-type': 'application/json' })
  assert.deepEqual([away.status, away.headers.get('retry-after')], [503, '2'])
})

test('a protobuf body that is cut at any byte is a 400 or a success, and points beyond the bound reject their metric', async (t) => {
  const house = await openHouse(t)
  const at = house.ctx.now().getTime()
  const body = encodeMetrics(everything(at))
  for (let end = 1; end < body.length; end += 3) {
    const { status } = await house.post('/v1/metrics', body.subarray(0, end), {
      'content-type': 'application/x-protobuf',
    })
    assert.ok(status === 400 || status === 200, `${status} at ${end}`)
  }
  const dataPoints = Array.from({ length: 100_001 }, () => ({}))
  const many = JSON.stringify(requestOf([{ name: 'a', gauge: { dataPoints } }]))
  const answer = await house.post('/v1/metrics', many, { 'content-type': 'application/json' })
  assert.match(answer.text, /more than 100000 data points/)
})
