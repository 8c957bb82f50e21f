import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nearlySameHistogram } from './equality.ts'
import { customHistograms, exponentialHistograms, h } from './histogram.fixture.ts'
import { fraction } from './quantile.ts'
import { trim } from './trim.ts'

const same = (actual: ReturnType<typeof h>, fields: string) =>
  assert.ok(nearlySameHistogram(actual, h(fields), 1e-9), `${JSON.stringify(actual)} is not ${fields}`)

test('at a bound of a bucket nothing is interpolated, and the sum is that of the middles', () => {
  const of = h('count:7 sum:1 buckets:[1 2 4]')
  same(trim(of, 'below', 2), `count:3 sum:${Math.SQRT1_2 + 2 * Math.SQRT2} buckets:[1 2]`)
  same(trim(of, 'above', 2), `count:4 sum:${4 * Math.sqrt(8)} buckets:[4] offset:2`)
})

test('within a bucket its share is kept, and both halves have all observations', () => {
  const of = h('count:4 sum:1 buckets:[0 4]')
  same(trim(of, 'below', Math.SQRT2), `count:2 sum:${2 * 2 ** 0.25} buckets:[2] offset:1`)
  same(trim(of, 'above', Math.SQRT2), `count:2 sum:${2 * 2 ** 0.75} buckets:[2] offset:1`)
})

test('the zero bucket is cut evenly', () => {
  same(trim(h('count:8 z_bucket:8 z_bucket_w:2'), 'above', 1), 'count:2 sum:3 z_bucket:2 z_bucket_w:2')
  same(trim(h('count:8 z_bucket:8 z_bucket_w:2'), 'below', 1), 'count:6 sum:-3 z_bucket:6 z_bucket_w:2')
})

test('listed bounds are cut evenly; a bucket to an infinity is kept or dropped as a whole', () => {
  const of = h('schema:-53 count:8 sum:1 custom_values:[4 8] buckets:[2 4 2]')
  same(trim(of, 'below', 5), 'schema:-53 count:3 sum:8.5 custom_values:[4 8] buckets:[2 1]')
  same(trim(of, 'above', 5), 'schema:-53 count:5 sum:35.5 custom_values:[4 8] buckets:[0 3 2]')
  same(trim(of, 'below', 100), 'schema:-53 count:6 sum:28 custom_values:[4 8] buckets:[2 4]')
  same(trim(of, 'above', 10), 'schema:-53 count:2 sum:20 custom_values:[4 8] buckets:[0 0 2]')
})

test('where nothing is taken the histogram stays as it is, its own sum included', () => {
  const of = h('count:7 sum:1 buckets:[1 2 4]')
  assert.equal(trim(of, 'below', 4), of)
  assert.equal(trim(of, 'above', -Infinity), of)
})

test('on either side of NaN there is nothing', () => {
  assert.deepEqual(trim(h('count:1 sum:1 buckets:[1]'), 'below', Number.NaN), h(''))
})

test('what is kept is the fraction of the observations, below and above', () => {
  fc.assert(
    fc.property(fc.oneof(exponentialHistograms, customHistograms), fc.integer({ min: -40, max: 40 }), (of, limit) => {
      fc.pre(of.count > 0)
      // Nothing but zeros, from zero to zero, is on both sides of zero.
      fc.pre(!(limit === 0 && of.zeroThreshold === 0 && of.zeroCount > 0))
      const [below, above] = [trim(of, 'below', limit).count, trim(of, 'above', limit).count]
      if (of.schema !== -53) assert.ok(Math.abs(below + above - of.count) < 1e-6 * of.count)
      if (of.zeroCount === 0 && of.schema !== -53) {
        assert.ok(Math.abs(fraction(-Infinity, limit, of).value * of.count - below) < 1e-6 * of.count)
      }
    }),
  )
})
