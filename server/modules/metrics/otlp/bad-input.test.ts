import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { openHouse } from '../house.fixture.ts'
import { maxFutureMs, maxPastMs } from '../limits.ts'
import { cumulative, encodeMetrics, requestOf, text } from './request.fixture.ts'

const json = { 'content-type': 'application/json' }
const protobuf = { 'content-type': 'application/x-protobuf' }
const nanos = (ms: number) => `${ms}000000`
const gauge = (name: string, ...dataPoints: object[]) => ({ name, gauge: { dataPoints } })

async function openStill(t: Parameters<typeof openHouse>[0]) {
  const nowMs = Date.now()
  const house = await openHouse(t, { now: () => new Date(nowMs) })
  /** Beside one good point: how many were refused, and why. */
  const refused = async (metric: object): Promise<[refused: string, why: string]> => {
    const good = gauge('good', { timeUnixNano: nanos(nowMs), asInt: '1' })
    const answer = await house.post('/v1/metrics', JSON.stringify(requestOf([metric, good])), json)
    assert.equal(answer.status, 200, answer.text)
    const { partialSuccess = {} } = JSON.parse(answer.text)
    return [partialSuccess.rejectedDataPoints ?? '0', partialSuccess.errorMessage ?? '']
  }
  return { house, nowMs, refused }
}

test('what is no request of OTLP is a 400 in its own encoding, whatever is wrong with it', async (t) => {
  const { house } = await openStill(t)
  const nested = (depth: number) => `{"resourceMetrics":${'['.repeat(depth)}${']'.repeat(depth)}}`
  const bodies: [string, Record<string, string>, string | Buffer][] = [
    ['half of JSON', json, '{"resourceMetrics":['],
    ['no object', json, '[]'],
    ['a text', json, '"resourceMetrics"'],
    ['lists in lists', json, nested(50_000)],
    ['no UTF-8', json, Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['no gzip', { ...json, 'content-encoding': 'gzip' }, 'resourceMetrics'],
    ['half of gzip', { ...json, 'content-encoding': 'gzip' }, gzipSync('{}').subarray(0, 12)],
    ['a field beyond the end', protobuf, Buffer.from([0x0a, 0x7f])],
    ['a length of four gigabytes', protobuf, Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 1])],
    ['a number that does not end', protobuf, Buffer.alloc(12, 0xff)],
    ['a group', protobuf, Buffer.from([0x0b, 0x0c])],
  ]
  for (const [what, headers, body] of bodies) {
    const answer = await house.post('/v1/metrics', body, headers)
    assert.equal(answer.status, 400, `${what}: ${answer.text}`)
    assert.equal(answer.headers.get('content-type'), headers['content-type'], what)
  }
  assert.deepEqual(await house.rows('metric_series', 'metric'), [])
})

test('points that cannot be are refused alone, exactly counted, and what came with them is stored', async (t) => {
  const { house, nowMs, refused } = await openStill(t)
  const timeUnixNano = nanos(nowMs)
  const aggregated = { aggregationTemporality: cumulative }
  const many = (count: number) => Array.from({ length: count }, (_, at) => text(`l${at}`, 'v'))
  const histogram = (point: object) => ({
    name: 'h',
    histogram: { ...aggregated, dataPoints: [{ timeUnixNano, count: '1', ...point }] },
  })
  const exponential = (point: object) => ({
    name: 'e',
    exponentialHistogram: { ...aggregated, dataPoints: [{ timeUnixNano, count: '1', scale: 0, ...point }] },
  })
  const bad: [string, object, RegExp][] = [
    ['too many attributes', gauge('m', { timeUnixNano, asInt: '1', attributes: many(70) }), /too many labels/],
    ['a long value', gauge('m', { timeUnixNano, asInt: '1', attributes: [text('a', 'v'.repeat(5000))] }), /too long/],
    ['no time', gauge('m', { asInt: '1' }), /too far in the past/],
    ['long ago', gauge('m', { timeUnixNano: nanos(nowMs - maxPastMs - 1), asInt: '1' }), /too far in the past/],
    ['ahead', gauge('m', { timeUnixNano: nanos(nowMs + maxFutureMs + 1), asInt: '1' }), /in the future/],
    ['the end of time', gauge('m', { timeUnixNano: '18446744073709551615', asInt: '1' }), /in the future/],
    ['beyond the end of time', gauge('m', { timeUnixNano: '18446744073709551616', asInt: '1' }), /larger than 64 bits/],
    ['a number that is none', gauge('m', { timeUnixNano, asInt: '1e9' }), /not a whole number/],
    ['no number', gauge('m', { timeUnixNano, asDouble: 'one' }), /not a number/],
    ['buckets that do not fit', histogram({ bucketCounts: ['1'], explicitBounds: [1, 2] }), /do not fit/],
    ['bounds that descend', histogram({ bucketCounts: ['1', '0', '0'], explicitBounds: [2, 1] }), /ascending/],
    ['a count below 0', histogram({ count: '-1', bucketCounts: [], explicitBounds: [] }), /not a whole number/],
    ['too many buckets', histogram({ bucketCounts: Array.from({ length: 5000 }, () => '0') }), /more than 4096/],
    ['a scale of -5', exponential({ scale: -5, positive: { offset: 0, bucketCounts: ['1'] } }), /scale -5/],
    [
      'an offset beyond all',
      exponential({ positive: { offset: 2 ** 31 - 1, bucketCounts: ['1'] } }),
      /beyond the range/,
    ],
    ['counts that do not add up', exponential({ positive: { offset: 0, bucketCounts: ['7'] } }), /count/],
  ]
  for (const [what, metric, why] of bad) {
    const [count, text] = await refused(metric)
    assert.equal(count, '1', `${what}: ${text}`)
    assert.match(text, why, what)
    assert.ok(text.length <= 2_000)
  }
  const names = await house.rows<{ metric: string }>('metric_series final', 'distinct metric')
  assert.deepEqual(
    names.map(({ metric }) => metric),
    ['good'],
  )
})

test('what no number of JSON can say is stored as it is: NaN, infinities, the largest integers', async (t) => {
  const { house, nowMs } = await openStill(t)
  const values = [
    { asDouble: 'NaN' },
    { asDouble: 'Infinity' },
    { asDouble: '-Infinity' },
    { asInt: '9223372036854775807' },
    { asInt: '-9223372036854775808' },
  ]
  const points = values.map((value, index) => ({ timeUnixNano: nanos(nowMs + index), ...value }))
  const answer = await house.post('/v1/metrics', JSON.stringify(requestOf([gauge('m', ...points)])), json)
  assert.equal(answer.text, '{}')
  const sent = points.map((point) => ({ ...point, ...('asDouble' in point && { asDouble: Number(point.asDouble) }) }))
  assert.equal((await house.post('/v1/metrics', encodeMetrics(requestOf([gauge('n', ...sent)])), protobuf)).status, 200)
  const rows = await house.rows<{ value: string }>('metric_samples', 'toString(value) as value')
  assert.deepEqual(
    rows.map(({ value }) => value),
    ['-9223372036854776000', '-inf', '9223372036854776000', 'inf', 'nan'].flatMap((value) => [value, value]),
  )
})
