import assert from 'node:assert/strict'
import { test } from 'node:test'
import { h } from './histogram.fixture.ts'
import { average, standardDeviation, variance } from './statistics.ts'

test('the mean is sum over count, and NaN without observations', () => {
  assert.equal(average(h('count:4 sum:5')), 1.25)
  assert.equal(average(h('')), Number.NaN)
})

test('observations are taken at the geometric middle of their bucket, at zero in the zero bucket', () => {
  // Two at √(1·4) = 2 and two at 0, with a mean of 1.
  assert.equal(variance(h('schema:-1 count:4 sum:4 z_bucket:2 z_bucket_w:0.1 buckets:[0 2]')), 1)
  assert.equal(standardDeviation(h('schema:-1 count:2 sum:-6 n_buckets:[0 2]')), 1)
})

test('between listed bounds they are at the arithmetic middle', () => {
  assert.equal(variance(h('schema:-53 count:2 sum:8 custom_values:[2 4 6] buckets:[0 1 1]')), 1)
})

test('without observations, or with a sum of NaN, there is no variance', () => {
  assert.equal(variance(h('')), Number.NaN)
  assert.equal(variance(h('count:2 sum:NaN buckets:[2]')), Number.NaN)
})
