import assert from 'node:assert/strict'
import { test } from 'node:test'
import { h } from './histogram.fixture.ts'
import { HistogramError } from './validate.ts'
import { maxBucketsPerSide } from './wire.ts'
import { defaultZeroThreshold, fromOtlp, type OtlpExponentialHistogram } from './otlp.ts'

const point = (fields: Partial<OtlpExponentialHistogram>): OtlpExponentialHistogram => ({
  scale: 0,
  count: 0,
  sum: 0,
  zeroCount: 0,
  zeroThreshold: 0,
  positive: { offset: 0, counts: [] },
  negative: { offset: 0, counts: [] },
  ...fields,
})

test("OTLP's bucket i is the bucket i + 1, and its zero bucket has a width of its own", () => {
  const read = fromOtlp(
    point({
      scale: 1,
      count: 10,
      sum: 3,
      zeroCount: 1,
      positive: { offset: -2, counts: [1, 2] },
      negative: { offset: 3, counts: [6] },
    }),
  )
  const zero = `z_bucket:1 z_bucket_w:${defaultZeroThreshold}`
  assert.deepEqual(read, h(`schema:1 count:10 sum:3 ${zero} buckets:[1 2] offset:-1 n_buckets:[6] n_offset:4`))
})

test('a scale above 8 is brought to 8: each step joins two neighbours', () => {
  const read = fromOtlp(
    point({ scale: 10, count: 15, zeroThreshold: 1, positive: { offset: 0, counts: [1, 2, 4, 0, 8] } }),
  )
  // Buckets 0 to 3 of scale 10 are (1, 2^(1/256)], bucket 4 is the first of the next one.
  assert.deepEqual(read, h('schema:8 count:15 z_bucket_w:1 buckets:[7 8] offset:1'))
})

test('a scale below -4 has no schema', () => {
  assert.equal(fromOtlp(point({ scale: -5 })), undefined)
  assert.equal(fromOtlp(point({ scale: -4 }))?.schema, -4)
})

test('a point that does not add up, has too many buckets or one beyond all numbers is refused', () => {
  const refused = (fields: Partial<OtlpExponentialHistogram>, fault: string) =>
    assert.throws(
      () => fromOtlp(point(fields)),
      (error) => error instanceof HistogramError && error.fault === fault,
    )
  refused({ count: 1, positive: { offset: 0, counts: [2] } }, 'count_mismatch')
  refused({ count: 1, positive: { offset: 0, counts: [-1] } }, 'negative_count')
  refused({ count: 1, zeroThreshold: Number.NaN }, 'zero_bucket')
  refused({ count: 1, positive: { offset: 2 ** 31 - 1, counts: [1] } }, 'index')
  refused({ count: 1, positive: { offset: 5000, counts: [1] } }, 'index')
  const counts = (length: number) => [1, ...Array.from({ length: length - 1 }, () => 0)]
  assert.equal(fromOtlp(point({ count: 1, positive: { offset: 0, counts: counts(maxBucketsPerSide) } }))?.count, 1)
  refused({ count: 1, positive: { offset: 0, counts: counts(maxBucketsPerSide + 1) } }, 'too_many_buckets')
})
