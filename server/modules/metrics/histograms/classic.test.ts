import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromClassic } from './classic.ts'
import { h } from './histogram.fixture.ts'

const upTo = (...pairs: [upper: number, count: number][]) => pairs.map(([upper, count]) => ({ upper, count }))

test('cumulative buckets, in any order, become buckets between listed bounds', () => {
  assert.deepEqual(
    fromClassic({ buckets: upTo([Infinity, 9], [1, 2], [5, 6]), count: 9, sum: 30 }),
    h('schema:-53 count:9 sum:30 custom_values:[1 5] buckets:[2 4 3]'),
  )
})

test('a missing count comes from the bucket to +Inf, and that bucket from the count', () => {
  const expected = h('schema:-53 count:3 custom_values:[1] buckets:[2 1]')
  assert.deepEqual(fromClassic({ buckets: upTo([1, 2], [Infinity, 3]) }), expected)
  assert.deepEqual(fromClassic({ buckets: upTo([1, 2]), count: 3 }), expected)
})

test('of two spellings of one bound the first counts', () => {
  assert.deepEqual(
    fromClassic({ buckets: upTo([0.2, 1], [0.2, 7], [Infinity, 4]) }),
    h('schema:-53 count:4 custom_values:[0.2] buckets:[1 3]'),
  )
})

test('numbers of no histogram make none', () => {
  assert.equal(fromClassic({ buckets: [] }), undefined)
  assert.equal(fromClassic({ buckets: upTo([1, 5], [2, 4], [Infinity, 6]) }), undefined)
  assert.equal(fromClassic({ buckets: upTo([1, -1], [Infinity, 6]) }), undefined)
  assert.equal(fromClassic({ buckets: upTo([1, 2], [Infinity, 6]), count: 5 }), undefined)
  assert.equal(fromClassic({ buckets: upTo([Number.NaN, 2], [Infinity, 6]) }), undefined)
})
