import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { customHistograms, exponentialHistograms } from './histogram.fixture.ts'
import { histogram } from './histogram.ts'
import { NotationError, parseHistogram, printHistogram } from './notation.ts'

test('what was printed is read back to the same histogram', () => {
  fc.assert(
    fc.property(fc.oneof(exponentialHistograms, customHistograms), (of) => {
      assert.deepEqual(parseHistogram(printHistogram(of)).histogram, of)
    }),
  )
})

test('every field, in any order', () => {
  const text =
    '{{counter_reset_hint:gauge n_buckets:[4.1 5] buckets:[5.1 0 7] offset:-3 count:3.1 sum:-0.3 z_bucket_w:0.05 z_bucket:7.1 n_offset:2 schema:1}}'
  assert.deepEqual(parseHistogram(text), {
    statesHint: true,
    histogram: histogram({
      schema: 1,
      count: 3.1,
      sum: -0.3,
      zeroCount: 7.1,
      zeroThreshold: 0.05,
      positive: { indexes: Int32Array.of(-3, -1), counts: Float64Array.of(5.1, 7) },
      negative: { indexes: Int32Array.of(2, 3), counts: Float64Array.of(4.1, 5) },
      resetHint: 'gauge',
    }),
  })
})

test('nothing is an empty histogram whose hint was not named', () => {
  assert.deepEqual(parseHistogram('{{}}'), { statesHint: false, histogram: histogram() })
})

test('numbers may be infinite, NaN or with an exponent', () => {
  const { histogram: of } = parseHistogram('{{sum:-Inf count:NaN z_bucket:1.5E+20 buckets:[+Inf]}}')
  assert.deepEqual([of.sum, of.count, of.zeroCount, of.positive.counts[0]], [-Infinity, Number.NaN, 1.5e20, Infinity])
})

test('what is not the notation is refused with its position', () => {
  const refused = (text: string, position: number) =>
    assert.throws(
      () => parseHistogram(text),
      (error) => error instanceof NotationError && error.position === position,
      text,
    )
  refused('{count:1}', 0)
  refused('{{count}}', 2)
  refused('{{sum:1 colour:2}}', 7)
  refused('{{sum:1 sum:2}}', 7)
  refused('{{schema:1.5}}', 2)
  refused('{{buckets:7}}', 2)
  refused('{{sum:[7]}}', 2)
  refused('{{sum:0x}}', 2)
  refused('{{buckets:[1 two]}}', 2)
  refused('{{counter_reset_hint:maybe}}', 2)
  refused('{{offset:99999999}}', 2)
})
