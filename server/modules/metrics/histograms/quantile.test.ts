import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exponentialHistograms, h } from './histogram.fixture.ts'
import { fraction, quantile } from './quantile.ts'

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`)

test('within a bucket of an exponential schema values are spread by their logarithm, on both sides of zero', () => {
  near(quantile(0.5, h('count:4 sum:5 buckets:[0 4]')).value, Math.SQRT2)
  near(quantile(0.5, h('count:4 sum:-5 n_buckets:[0 4]')).value, -Math.SQRT2)
  near(quantile(0.75, h('schema:-1 count:4 sum:5 buckets:[0 4]')).value, 4 ** 0.75)
})

test('within the zero bucket values are spread evenly, from zero where there are buckets on one side only', () => {
  near(quantile(0.25, h('count:4 z_bucket:4 z_bucket_w:2')).value, -1)
  near(quantile(0.25, h('count:4 z_bucket:2 z_bucket_w:2 buckets:[0 0 2]')).value, 1)
  near(quantile(0.75, h('count:4 z_bucket:2 z_bucket_w:2 n_buckets:[0 0 2]')).value, -1)
})

test('within listed bounds values are spread evenly; buckets to an infinity give their finite end', () => {
  const of = h('schema:-53 count:8 sum:1 custom_values:[4 8] buckets:[2 4 2]')
  near(quantile(0.125, of).value, 2)
  near(quantile(0.5, of).value, 6)
  near(quantile(0.9, of).value, 8)
  near(quantile(0.1, h('schema:-53 count:2 custom_values:[-3] buckets:[2]')).value, -3)
})

test('a quantile outside of 0 to 1 is infinite; without observations, or for NaN, it is NaN', () => {
  const of = h('count:1 sum:1 buckets:[1]')
  assert.deepEqual([quantile(-0.1, of), quantile(1.1, of)], [{ value: -Infinity }, { value: Infinity }])
  assert.deepEqual([quantile(Number.NaN, of), quantile(0.5, h(''))], [{ value: Number.NaN }, { value: Number.NaN }])
})

test('NaN observations skew a quantile or make it NaN, and it is said', () => {
  const of = h('count:4 sum:NaN buckets:[0 2]')
  assert.deepEqual(quantile(0.25, of), { value: Math.SQRT2, note: 'skewed' })
  assert.deepEqual(quantile(0.9, of), { value: Number.NaN, note: 'nan' })
  // A sum of NaN without NaN observations comes from infinite ones.
  assert.deepEqual(quantile(0.5, h('count:2 sum:NaN buckets:[0 2]')), { value: Math.SQRT2 })
})

test('the fraction below a quantile is the share that was asked for', () => {
  // Without a zero bucket, because a generated one may overlap the buckets beside it, which no client sends.
  const apart = exponentialHistograms.map((of) => ({
    ...of,
    count: of.count - of.zeroCount,
    zeroCount: 0,
    zeroThreshold: 0,
  }))
  fc.assert(
    fc.property(
      apart.filter(({ count }) => count > 0),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      (of, q) => near(fraction(-Infinity, quantile(q, of).value, of).value, q),
    ),
  )
})

test('fractions: whole and cut buckets, both infinities, bounds the wrong way round, NaN', () => {
  const of = h('count:12 sum:1 z_bucket:2 z_bucket_w:0.5 buckets:[0 4 6]')
  near(fraction(1, 4, of).value, 10 / 12)
  near(fraction(Math.SQRT2, 2, of).value, 2 / 12)
  near(fraction(0.25, Infinity, of).value, 11 / 12)
  near(fraction(-Infinity, Infinity, of).value, 1)
  assert.equal(fraction(3, 2, of).value, 0)
  assert.equal(fraction(Number.NaN, 2, of).value, Number.NaN)
  assert.equal(fraction(0, 1, h('')).value, Number.NaN)
})

test('a bucket to an infinity is in a fraction as a whole or not at all', () => {
  const of = h('schema:-53 count:10 custom_values:[-2 2] buckets:[3 4 3]')
  near(fraction(-5, 2, of).value, 0.4)
  near(fraction(-Infinity, -2, of).value, 0.3)
  near(fraction(0, 99, of).value, 0.2)
  near(fraction(0, Infinity, of).value, 0.5)
})

test('NaN observations are in no fraction, and it is said', () => {
  assert.deepEqual(fraction(-Infinity, Infinity, h('count:4 sum:NaN buckets:[1]')), { value: 0.25, hasNaN: true })
  assert.deepEqual(fraction(-Infinity, Infinity, h('count:1 sum:NaN buckets:[1]')), { value: 1, hasNaN: false })
})
