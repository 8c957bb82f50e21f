import assert from 'node:assert/strict'
import { test } from 'node:test'
import { at, over, storeOf } from '../../promql.fixture.ts'

const store = storeOf({ 'v{a="1"}': [0, 1.5, -2, Number.NaN, 1e20], 'v{a="2"}': [10, 20, 5, 40, 50] })

test('rate extrapolates to the edges, but not below zero and not far', async () => {
  // Samples at 0…4 min; the window of 5 min reaches a minute further back, and the counter began at zero.
  const counter = storeOf({
    c: [0, 60, 120, 180, 240],
    late: [undefined, undefined, 100, 160],
    reset: [50, 110, 20, 80],
  })
  assert.deepEqual(await at(counter, 240, 'increase(c[5m])'), { '{}': 240 })
  assert.deepEqual(await at(counter, 240, 'increase(c[4m])'), { '{}': 240 })
  // A gap of more than 1.1 sample distances counts half a distance: 30 s before and 30 s after of 60 s.
  assert.deepEqual(await at(counter, 300, 'increase(late[5m])'), { '{}': 120 })
  assert.deepEqual(await at(counter, 180, 'increase(reset[3m1s])'), { '{}': 140 * (181 / 180) })
  assert.deepEqual(await at(counter, 180, 'delta(reset[3m1s])'), { '{}': 30 * (181 / 180) })
  assert.deepEqual(await at(counter, 180, 'irate(reset[5m])'), { '{}': 1 })
  assert.deepEqual(await at(counter, 120, 'irate(reset[5m])'), { '{}': 20 / 60 })
  assert.deepEqual(await at(counter, 120, 'idelta(reset[5m])'), { '{}': -90 })
  assert.deepEqual(await at(counter, 180, 'resets(reset[5m]) + changes(reset[5m])'), { '{}': 4 })
})

test('extremes pass over NaN, sums do not', async () => {
  assert.deepEqual(await at(store, 180, 'max_over_time(v{a="1"}[5m])'), { '{a="1"}': 1.5 })
  assert.deepEqual(await at(store, 180, 'min_over_time(v{a="1"}[5m])'), { '{a="1"}': -2 })
  assert.deepEqual(await at(store, 180, 'sum_over_time(v{a="1"}[5m])'), { '{a="1"}': Number.NaN })
  assert.deepEqual(await at(store, 180, 'max(v)'), { '{}': 40 })
  assert.deepEqual(await at(store, 180, 'sum(v)'), { '{}': Number.NaN })
  assert.deepEqual(await at(store, 180, 'topk(2, v)'), { 'v{a="2"}': 40, 'v{a="1"}': Number.NaN })
})

test('sums and means do not lose small values beside large ones, and means do not overflow', async () => {
  const large = storeOf({ 'x{i="1"}': [1e100, 1, -1e100], 'x{i="2"}': [1e308, 1e308, 1e308] })
  assert.deepEqual(await at(large, 120, 'sum_over_time(x{i="1"}[5m])'), { '{i="1"}': 1 })
  assert.deepEqual(await at(large, 120, 'avg_over_time(x{i="2"}[5m])'), { '{i="2"}': 1e308 })
  const infinite = storeOf({ x: [Infinity, 1, Infinity], y: [Infinity, -Infinity] })
  assert.deepEqual(await at(infinite, 120, 'avg_over_time(x[5m])'), { '{}': Infinity })
  assert.deepEqual(await at(infinite, 120, 'avg_over_time(y[5m])'), { '{}': Number.NaN })
})

test('a line through the samples gives slope and forecast', async () => {
  const line = storeOf({ x: [0, 60, 120], flat: [7, 7, 7] })
  assert.deepEqual(await at(line, 120, 'deriv(x[5m])'), { '{}': 1 })
  assert.deepEqual(await at(line, 120, 'predict_linear(x[5m], 60)'), { '{}': 180 })
  assert.deepEqual(await at(line, 120, 'predict_linear(flat[5m], 1h)'), { '{}': 7 })
  assert.deepEqual(await at(line, 0, 'deriv(x[5m])'), {})
  await assert.rejects(at(line, 120, 'double_exponential_smoothing(x[5m], 1, 0.5)'), /invalid smoothing factor/)
})

test('dates are parts of UTC', async () => {
  const leap = Date.UTC(2024, 1, 29, 23, 59, 30) / 1000
  const parts = ['year', 'month', 'day_of_month', 'day_of_week', 'day_of_year', 'days_in_month', 'hour', 'minute']
  const values = await Promise.all(parts.map((part) => at(store, leap, `${part}()`)))
  assert.deepEqual(
    values,
    [2024, 2, 29, 4, 60, 29, 23, 59].map((value) => ({ '{}': value })),
  )
  assert.deepEqual(await at(store, 0, `minute(vector(-30))`), { '{}': 59 })
})

test('clamp, round and sign', async () => {
  assert.deepEqual(await at(store, 60, 'clamp(v, 2, 15)'), { '{a="1"}': 2, '{a="2"}': 15 })
  assert.deepEqual(await at(store, 60, 'clamp(v, 15, 2)'), {})
  assert.deepEqual(await at(store, 60, 'round(v{a="1"} * -1)'), { '{a="1"}': -1 })
  assert.deepEqual(await at(store, 60, 'round(v{a="1"}, 0.4)'), { '{a="1"}': 1.6 })
  assert.deepEqual(await at(store, 120, 'sgn(v)'), { '{a="1"}': -1, '{a="2"}': 1 })
})

test('scalars and vectors become each other', async () => {
  assert.equal(await at(store, 0, 'scalar(v{a="2"})'), 10)
  assert.deepEqual(await at(store, 0, 'scalar(v)'), Number.NaN)
  assert.deepEqual(await over(store, [0, 120, 60], 'vector(scalar(v{a="2"}))'), { '{}': [10, 20, 5] })
})

test('absence has the labels that are demanded, and only once', async () => {
  assert.deepEqual(await at(store, 0, 'absent(nothing{a="1",b=~"x",c!="y"})'), { '{a="1"}': 1 })
  assert.deepEqual(await at(store, 0, 'absent(nothing{a="1",a="2"})'), { '{}': 1 })
  assert.deepEqual(await at(store, 0, 'absent(sum(nothing{a="1"}))'), { '{}': 1 })
  assert.deepEqual(await at(store, 0, 'absent(v)'), {})
  assert.deepEqual(await at(store, 0, 'absent_over_time(nothing{a="1"}[5m])'), { '{a="1"}': 1 })
  assert.deepEqual(await over(store, [0, 600, 300], 'absent_over_time(v[5m])'), { '{}': [undefined, undefined, 1] })
})

test('label functions refuse what would make two series one', async () => {
  assert.deepEqual(await at(store, 0, 'label_replace(v{a="1"}, "b", "$1-x", "a", "(.*)")'), { 'v{a="1", b="1-x"}': 0 })
  assert.deepEqual(await at(store, 0, 'label_replace(v{a="1"}, "b", "$1", "a", "nothing")'), { 'v{a="1"}': 0 })
  assert.deepEqual(await at(store, 0, 'label_join(v{a="1"}, "b", "-", "a", "none", "a")'), { 'v{a="1", b="1--1"}': 0 })
  await assert.rejects(at(store, 0, 'label_replace(v, "a", "", "", "")'), /same labelset/)
  await assert.rejects(
    at(store, 0, 'label_replace(v, "b", "", "a", "(")'),
    /invalid regular expression in label_replace\(\): \(/,
  )
  await assert.rejects(
    at(store, 0, 'label_join(v, "", ",", "a")'),
    /invalid destination label name in label_join\(\): ""/,
  )
})

test('quantiles of classic buckets lie within the bucket, in proportion', async () => {
  const buckets = storeOf({ 'b_bucket{le="1"}': [10], 'b_bucket{le="2"}': [30], 'b_bucket{le="+Inf"}': [40] })
  assert.deepEqual(await at(buckets, 0, 'histogram_quantile(0.5, b_bucket)'), { '{}': 1.5 })
  assert.deepEqual(await at(buckets, 0, 'histogram_quantile(0.1, b_bucket)'), { '{}': 0.4 })
  assert.deepEqual(await at(buckets, 0, 'histogram_quantile(0.9, b_bucket)'), { '{}': 2 })
  assert.deepEqual(await at(buckets, 0, 'histogram_quantile(-1, b_bucket)'), { '{}': -Infinity })
  assert.deepEqual(await at(buckets, 0, 'histogram_quantile(0.5, b_bucket{le!="+Inf"})'), { '{}': Number.NaN })
  assert.deepEqual(await at(buckets, 0, 'histogram_fraction(1, 2, b_bucket)'), { '{}': 0.5 })
})

test('sorting counts for instant queries; NaN comes last either way', async () => {
  const sorted = async (text: string) => Object.keys((await at(store, 180, text)) ?? {})
  assert.deepEqual(await sorted('sort(v)'), ['v{a="2"}', 'v{a="1"}'])
  assert.deepEqual(await sorted('sort_desc(v)'), ['v{a="2"}', 'v{a="1"}'])
  assert.deepEqual(await sorted('sort_by_label_desc(v, "a")'), ['v{a="2"}', 'v{a="1"}'])
})
