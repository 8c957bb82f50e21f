import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { add, divide, multiply, subtract } from './arithmetic.ts'
import { nearlySameHistogram, sameHistogram } from './equality.ts'
import { customHistograms, exponentialHistograms, h } from './histogram.fixture.ts'
import { totalOf, type Histogram, type ResetHint } from './histogram.ts'

const observations = (of: Histogram) => of.zeroCount + totalOf(of.positive) + totalOf(of.negative)

test('adding keeps every observation, whatever the schemas and zero buckets, and the order does not matter', () => {
  fc.assert(
    fc.property(exponentialHistograms, exponentialHistograms, (a, b) => {
      const [sum, other] = [add(a, b), add(b, a)]
      assert.ok(sum && other)
      assert.equal(sum.histogram.count, a.count + b.count)
      assert.equal(observations(sum.histogram), observations(a) + observations(b))
      assert.ok(sameHistogram(sum.histogram, other.histogram))
    }),
  )
})

test('adding keeps every observation of histograms with listed bounds', () => {
  fc.assert(
    fc.property(customHistograms, customHistograms, (a, b) => {
      const sum = add(a, b)
      assert.ok(sum)
      assert.equal(observations(sum.histogram), a.count + b.count)
    }),
  )
})

test('what is subtracted from itself leaves nothing, and the difference of counters is a gauge', () => {
  const difference = subtract(h('count:4 sum:5 buckets:[1 2 1]'), h('count:4 sum:5 buckets:[1 2 1]'))
  assert.deepEqual(difference?.histogram, h('counter_reset_hint:gauge'))
  assert.deepEqual([difference?.collided, difference?.reconciled], [false, false])
})

test('buckets that only one of two has are kept, and a difference may be negative', () => {
  const difference = subtract(h('count:2 buckets:[2] offset:1'), h('count:3 buckets:[1 0 2] offset:0'))
  assert.deepEqual(difference?.histogram, h('count:-1 buckets:[-1 2 -2] counter_reset_hint:gauge'))
})

test('an exponential histogram and one with listed bounds have neither sum nor difference', () => {
  assert.equal(add(h('schema:0'), h('schema:-53')), undefined)
  assert.equal(subtract(h('schema:-53'), h('schema:0')), undefined)
})

test('different listed bounds are reconciled to those of both, and it is said', () => {
  const sum = add(
    h('schema:-53 count:3 sum:1 custom_values:[1 5 10] buckets:[1 1 1]'),
    h('schema:-53 count:4 sum:2 custom_values:[5 20] buckets:[2 0 2]'),
  )
  assert.equal(sum?.reconciled, true)
  assert.deepEqual(sum?.histogram, h('schema:-53 count:7 sum:3 custom_values:[5] buckets:[4 3]'))
})

test('the hint of a sum: gauge wins, unknown comes next, and reset against not_reset is a collision', () => {
  const joined = (a: ResetHint, b: ResetHint) => {
    const sum = add(h(`counter_reset_hint:${a}`), h(`counter_reset_hint:${b}`))
    return [sum?.histogram.resetHint, sum?.collided]
  }
  assert.deepEqual(joined('gauge', 'reset'), ['gauge', false])
  assert.deepEqual(joined('not_reset', 'gauge'), ['gauge', false])
  assert.deepEqual(joined('not_reset', 'unknown'), ['unknown', false])
  assert.deepEqual(joined('not_reset', 'not_reset'), ['not_reset', false])
  assert.deepEqual(joined('reset', 'not_reset'), ['unknown', true])
})

test('a factor scales every count and the sum; a negative one makes a gauge of it, zero empties it', () => {
  const of = h('count:6 sum:3 z_bucket:1 z_bucket_w:0.1 buckets:[2] n_buckets:[3] counter_reset_hint:not_reset')
  assert.deepEqual(
    multiply(of, 2),
    h('count:12 sum:6 z_bucket:2 z_bucket_w:0.1 buckets:[4] n_buckets:[6] counter_reset_hint:not_reset'),
  )
  assert.equal(multiply(of, -1).resetHint, 'gauge')
  assert.deepEqual(multiply(of, 0), h('z_bucket_w:0.1 counter_reset_hint:not_reset'))
})

test('divided by zero, only count, sum and zero bucket are left', () => {
  assert.deepEqual(
    divide(h('count:6 sum:-3 z_bucket:1 z_bucket_w:0.1 buckets:[2]'), 0),
    h('count:Inf sum:-Inf z_bucket:Inf z_bucket_w:0.1'),
  )
})

test('multiplying and dividing by the same number gives the histogram back', () => {
  fc.assert(
    fc.property(exponentialHistograms, fc.integer({ min: 1, max: 1000 }), (of, factor) => {
      assert.ok(nearlySameHistogram(divide(multiply(of, factor), factor), of, 1e-12))
    }),
  )
})
