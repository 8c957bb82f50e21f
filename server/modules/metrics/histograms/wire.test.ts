import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { customHistograms, exponentialHistograms, h } from './histogram.fixture.ts'
import { HistogramError, type HistogramFault } from './validate.ts'
import { fromWire, maxBucketsPerSide, toWire, type WireHistogram } from './wire.ts'

const wire = (fields: Partial<WireHistogram>): WireHistogram => ({ ...toWire(h('')), kind: 'integer', ...fields })

const refused = (fields: Partial<WireHistogram>, fault: HistogramFault) =>
  assert.throws(
    () => fromWire(wire(fields)),
    (error) => error instanceof HistogramError && error.fault === fault,
  )

test('deltas of an integer histogram run on over the gaps between spans', () => {
  const read = fromWire(
    wire({
      count: 10,
      sum: 12,
      schema: 2,
      positiveSpans: [
        { offset: -2, length: 2 },
        { offset: 3, length: 1 },
      ],
      positive: [1, 2, -1],
      negativeSpans: [{ offset: 0, length: 2 }],
      negative: [4, -4],
      resetHint: 1,
    }),
  )
  assert.deepEqual(
    read,
    h('schema:2 count:10 sum:12 buckets:[1 3 0 0 0 2] offset:-2 n_buckets:[4] counter_reset_hint:reset'),
  )
})

test('counts of a float histogram are taken as they are', () => {
  const spans = [{ offset: 1, length: 3 }]
  const read = fromWire(wire({ kind: 'float', count: 4.5, positiveSpans: spans, positive: [1.5, 0, 3] }))
  assert.deepEqual(read, h('count:4.5 buckets:[1.5 0 3] offset:1'))
})

test('what was written is read back to the same histogram', () => {
  fc.assert(
    fc.property(fc.oneof(exponentialHistograms, customHistograms), (of) => {
      assert.deepEqual(fromWire(toWire(of)), of)
      assert.deepEqual(fromWire(toWire(of, 'integer')), of)
    }),
  )
})

test('integers are written as deltas, and a part of an observation is no integer', () => {
  const { positive, positiveSpans } = toWire(h('count:8 buckets:[2 5 0 1]'), 'integer')
  assert.deepEqual(
    [positive, positiveSpans],
    [
      [2, 3, -4],
      [
        { offset: 0, length: 2 },
        { offset: 1, length: 1 },
      ],
    ],
  )
  assert.throws(() => toWire(h('count:1.5'), 'integer'), RangeError)
})

test('listed bounds may end with +Inf, which needs no bound', () => {
  const fields = { schema: -53, count: 1, positiveSpans: [{ offset: 1, length: 1 }], positive: [1] }
  assert.deepEqual(
    fromWire(wire({ ...fields, customValues: [5, Infinity] })),
    h('schema:-53 count:1 custom_values:[5] buckets:[0 1]'),
  )
})

test('NaN observations are in no bucket, so the count may be higher then, and only then', () => {
  const one = { count: 3, positiveSpans: [{ offset: 0, length: 1 }], positive: [1] }
  assert.equal(fromWire(wire({ ...one, sum: Number.NaN })).count, 3)
  refused({ ...one, sum: 1 }, 'count_mismatch')
  refused({ ...one, count: 0, sum: Number.NaN }, 'count_mismatch')
})

test('a histogram that does not add up is refused with what is wrong', () => {
  const span = [{ offset: 0, length: 1 }]
  refused({ schema: 9 }, 'schema')
  refused({ schema: -5 }, 'schema')
  refused({ resetHint: 4 }, 'reset_hint')
  refused({ count: 1, positiveSpans: span, positive: [] }, 'spans')
  refused({ count: 2, positiveSpans: [...span, { offset: -1, length: 1 }], positive: [1, 0] }, 'spans')
  refused({ count: 0, positiveSpans: span, positive: [-1] }, 'negative_count')
  refused({ kind: 'float', count: Number.NaN }, 'negative_count')
  refused({ kind: 'float', count: 1, positiveSpans: span, positive: [2] }, 'count_mismatch')
  refused({ zeroThreshold: -1 }, 'zero_bucket')
  refused({ zeroThreshold: Number.NaN }, 'zero_bucket')
  refused({ customValues: [1] }, 'custom_bounds')
  refused({ schema: -53, customValues: [1, 1] }, 'custom_bounds')
  refused({ schema: -53, customValues: [2, Number.NaN] }, 'custom_bounds')
  refused({ schema: -53, count: 1, zeroCount: 1 }, 'zero_bucket')
  refused({ schema: -53, count: 1, negativeSpans: span, negative: [1] }, 'custom_bounds')
  refused({ schema: -53, count: 1, positiveSpans: [{ offset: 1, length: 1 }], positive: [1] }, 'index')
  refused({ count: 1, positiveSpans: [{ offset: 2 ** 31 - 1, length: 1 }], positive: [1] }, 'index')
  refused({ count: 1, positiveSpans: [{ offset: 1026, length: 1 }], positive: [1] }, 'index')
})

test('a side has at most so many buckets, and one more is refused', () => {
  const side = (length: number) => ({
    schema: 8,
    positiveSpans: [{ offset: 0, length }],
    positive: [1, ...zeros(length - 1)],
  })
  const zeros = (length: number) => Array.from({ length }, () => 0)
  assert.equal(fromWire(wire({ kind: 'float', count: 1, ...side(maxBucketsPerSide) })).count, 1)
  refused({ kind: 'float', count: 1, ...side(maxBucketsPerSide + 1) }, 'too_many_buckets')
})
