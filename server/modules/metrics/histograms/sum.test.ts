import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { add } from './arithmetic.ts'
import { sameHistogram } from './equality.ts'
import { exponentialHistograms, h } from './histogram.fixture.ts'
import type { Histogram } from './histogram.ts'
import { createHistogramSum } from './sum.ts'

function sumOf(...all: Histogram[]) {
  const [first, ...others] = all
  assert.ok(first)
  const sum = createHistogramSum(first)
  for (const other of others) assert.equal(sum.add(other), true)
  return sum
}

test('the running sum is the sum of the histograms', () => {
  fc.assert(
    fc.property(fc.array(exponentialHistograms, { minLength: 2, maxLength: 6 }), (all) => {
      const [first, ...others] = all
      assert.ok(first)
      let expected = first
      for (const other of others) expected = add(expected, other)?.histogram ?? expected
      const sum = sumOf(...all)
      assert.ok(sameHistogram(sum.total(), expected))
      assert.equal(sum.total().resetHint, expected.resetHint)
      assert.equal(sum.count(), all.length)
    }),
  )
})

test('small numbers survive large ones that cancel out, in sum, count and buckets', () => {
  const total = sumOf(
    h('sum:1 count:2 buckets:[0.5]'),
    h('sum:1e100 buckets:[1e60]'),
    h('sum:3 count:1 buckets:[0.25]'),
    h('sum:-1e100 buckets:[-1e60]'),
  ).total()
  assert.deepEqual(total, h('sum:4 count:3 buckets:[0.75]'))
})

test('what cancelled survives a change of layout in between', () => {
  const total = sumOf(
    h('schema:1 buckets:[1e60] offset:1'),
    h('schema:1 buckets:[0.5] offset:1'),
    h('schema:0 buckets:[2] offset:1'),
    h('schema:0 buckets:[-1e60] offset:1'),
  ).total()
  assert.deepEqual(total, h('schema:0 buckets:[2.5] offset:1'))
})

test('what was lost follows its bucket into a wider zero bucket', () => {
  // The bucket (1, 2] and what it lost go to the zero bucket, which ends at 2 because it would cut the bucket.
  const total = sumOf(
    h('buckets:[1e60] offset:1'),
    h('buckets:[0.5] offset:1'),
    h('z_bucket:1 z_bucket_w:1.5'),
    h('z_bucket:-1e60 z_bucket_w:2'),
  ).total()
  assert.deepEqual(total, h('z_bucket:1.5 z_bucket_w:2'))
})

test('the mean does not overflow where the total does', () => {
  const sum = sumOf(h('count:1.5e308 sum:6'), h('count:1.5e308 sum:1'), h('count:0 sum:2'))
  assert.equal(sum.total().count, Infinity)
  assert.deepEqual(sum.mean(), h('count:1e308 sum:3'))
})

test('infinite observations stay infinite in the mean', () => {
  assert.equal(sumOf(h('count:1 sum:Inf'), h('count:1 sum:1')).mean().sum, Infinity)
})

test('one histogram is its own total and mean', () => {
  const one = h('count:4 sum:5 buckets:[1 2 1]')
  assert.equal(sumOf(one).total(), one)
  assert.equal(sumOf(one).mean(), one)
})

test('a histogram of another kind is not added, and what was added stays', () => {
  const sum = createHistogramSum(h('count:1 sum:1 buckets:[1]'))
  assert.equal(sum.add(h('schema:-53 count:1 buckets:[1]')), false)
  assert.deepEqual(sum.total(), h('count:1 sum:1 buckets:[1]'))
})

test('it says when bounds were reconciled and when hints collided, even where a gauge hides it', () => {
  const bounds = sumOf(h('schema:-53 custom_values:[1 2]'), h('schema:-53 custom_values:[2]'))
  assert.deepEqual([bounds.reconciled(), bounds.collided()], [true, false])
  const hints = sumOf(h('counter_reset_hint:reset'), h('counter_reset_hint:gauge'), h('counter_reset_hint:not_reset'))
  assert.deepEqual([hints.reconciled(), hints.collided(), hints.total().resetHint], [false, true, 'gauge'])
})
