import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { add } from './arithmetic.ts'
import { exponentialHistograms, h } from './histogram.fixture.ts'
import { withResetHint } from './histogram.ts'
import { detectReset, hintFor } from './resets.ts'

test('a counter that only grew was not reset, and one that fell back was', () => {
  fc.assert(
    fc.property(exponentialHistograms, exponentialHistograms, (before, more) => {
      const after = add(before, more)
      assert.ok(after)
      assert.equal(detectReset(withResetHint(after.histogram, 'unknown'), before), false)
      if (more.count > 0) assert.equal(detectReset(withResetHint(before, 'unknown'), after.histogram), true)
    }),
  )
})

test('one bucket that fell is a reset although the count grew', () => {
  assert.equal(detectReset(h('count:9 buckets:[1 1 7]'), h('count:4 buckets:[1 2 1]')), true)
  assert.equal(detectReset(h('count:9 buckets:[1 8]'), h('count:4 buckets:[1 2 1]')), true)
  assert.equal(detectReset(h('count:9 n_buckets:[1 1 7]'), h('count:4 n_buckets:[1 2 1]')), true)
  assert.equal(detectReset(h('count:9 z_bucket:1'), h('count:4 z_bucket:2')), true)
})

test('finer buckets or a narrower zero bucket can only come from a reset', () => {
  assert.equal(detectReset(h('schema:1 count:2'), h('schema:0 count:1')), true)
  assert.equal(detectReset(h('schema:0 count:2'), h('schema:1 count:1')), false)
  assert.equal(detectReset(h('count:2 z_bucket_w:0.1'), h('count:1 z_bucket_w:0.2')), true)
  assert.equal(detectReset(h('count:2 z_bucket:2 z_bucket_w:1'), h('count:1 buckets:[1]')), false)
})

test('a zero bucket that would cut a bucket of before is a reset', () => {
  assert.equal(detectReset(h('count:2 z_bucket:2 z_bucket_w:0.75'), h('count:1 buckets:[1]')), true)
})

test('changed bounds are a reset only where a common bucket fell', () => {
  const before = h('schema:-53 count:3 custom_values:[5] buckets:[1 2]')
  assert.equal(detectReset(h('schema:-53 count:4 custom_values:[5 10] buckets:[1 1 2]'), before), false)
  assert.equal(detectReset(h('schema:-53 count:4 custom_values:[1 5] buckets:[0 0 4]'), before), true)
  assert.equal(detectReset(h('count:4 buckets:[4]'), before), true)
})

test('a hint decides before any comparison', () => {
  assert.equal(detectReset(h('count:9 counter_reset_hint:reset'), h('count:1')), true)
  assert.equal(detectReset(h('count:1 counter_reset_hint:not_reset'), h('count:9')), false)
})

test('on arrival the first sample is unknown, later ones are compared, and a gauge stays one', () => {
  assert.equal(hintFor(h('count:1'), undefined), 'unknown')
  assert.equal(hintFor(h('count:2'), h('count:1')), 'not_reset')
  assert.equal(hintFor(h('count:1'), h('count:2')), 'reset')
  assert.equal(hintFor(h('count:3 counter_reset_hint:reset'), h('count:2')), 'reset')
  assert.equal(hintFor(h('count:1 counter_reset_hint:not_reset'), h('count:2')), 'reset')
  assert.equal(hintFor(h('count:1 counter_reset_hint:gauge'), h('count:2')), 'gauge')
})
