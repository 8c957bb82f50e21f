import assert from 'node:assert/strict'
import { test } from 'node:test'
import { h } from './histogram.fixture.ts'
import { customBound, exponentialBound, reduceSchema, toSameLayout, widenZeroBucket, withBounds } from './layout.ts'

test('bounds are powers of the base of the schema, exact at each power of two', () => {
  assert.deepEqual(
    [-2, -1, 0, 1, 2].map((index) => exponentialBound(index, 0)),
    [0.25, 0.5, 1, 2, 4],
  )
  assert.deepEqual([exponentialBound(1, -1), exponentialBound(1, -4)], [4, 65_536])
  assert.equal(exponentialBound(256 * 10, 8), 1024)
  assert.equal(exponentialBound(1, 1), Math.SQRT2)
})

test('the bound beyond the largest number is that number, the one after it is infinite', () => {
  assert.deepEqual([exponentialBound(1024, 0), exponentialBound(1025, 0)], [Number.MAX_VALUE, Infinity])
  assert.equal(exponentialBound(-1074, 0), Number.MIN_VALUE)
})

test('listed bounds go from -Inf to +Inf', () => {
  assert.deepEqual(
    [-1, 0, 1, 2].map((index) => customBound(index, [5, 10])),
    [-Infinity, 5, 10, Infinity],
  )
})

test('a coarser schema joins neighbours and keeps every observation', () => {
  // Bucket 0 of schema 1 ends at 1, buckets 1 and 2 at √2 and 2.
  assert.deepEqual(
    reduceSchema(h('schema:1 count:15 buckets:[1 2 4 8] offset:-1'), 0),
    h('schema:0 count:15 buckets:[3 12] offset:0'),
  )
  assert.throws(() => reduceSchema(h('schema:0'), 1), RangeError)
  assert.throws(() => reduceSchema(h('schema:-53'), 0), RangeError)
})

test('a wider zero bucket takes in what it covers and is widened to the end of what it would cut', () => {
  const wide = widenZeroBucket(h('count:8 z_bucket:1 z_bucket_w:0.1 buckets:[1 2 4] offset:-1'), 0.75)
  // (0.25, 0.5] and (0.5, 1] are now within; the bucket (1, 2] is not.
  assert.deepEqual(wide, h('count:8 z_bucket:4 z_bucket_w:1 buckets:[4] offset:1'))
})

test('a zero bucket that was widened for one side covers whole buckets of the other side too', () => {
  const wide = widenZeroBucket(h('count:7 buckets:[1] offset:3 n_buckets:[2 4] n_offset:1'), 5)
  // 5 cuts the positive (4, 8], so it ends at 8, and both negative buckets (-4, -1] are within.
  assert.deepEqual(wide, h('count:7 z_bucket:7 z_bucket_w:8'))
})

test('a zero bucket that is wide enough stays as it is', () => {
  const of = h('count:1 z_bucket:1 z_bucket_w:2')
  assert.equal(widenZeroBucket(of, 2), of)
})

test('dropped bounds join their buckets', () => {
  assert.deepEqual(
    withBounds(h('schema:-53 count:15 custom_values:[1 2 3] buckets:[1 2 4 8]'), [2]),
    h('schema:-53 count:15 custom_values:[2] buckets:[3 12]'),
  )
})

test('two histograms meet at the coarser schema and the wider zero bucket, or at the bounds of both', () => {
  const zero = toSameLayout(h('schema:1 count:1 z_bucket_w:0.5'), h('schema:0 count:2 z_bucket_w:0.1'))
  assert.deepEqual(zero?.a, h('schema:0 count:1 z_bucket_w:0.5'))
  assert.deepEqual(zero?.b, h('schema:0 count:2 z_bucket_w:0.5'))
  const custom = toSameLayout(h('schema:-53 custom_values:[1 2]'), h('schema:-53 custom_values:[2 3]'))
  assert.deepEqual([custom?.a.customBounds, custom?.b.customBounds, custom?.reconciled], [[2], [2], true])
  assert.equal(toSameLayout(h('schema:0'), h('schema:-53')), undefined)
})
