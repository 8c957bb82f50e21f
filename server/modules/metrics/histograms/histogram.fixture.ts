import fc from 'fast-check'
import { bucketsFrom, customSchema, histogram, type Histogram } from './histogram.ts'
import { parseHistogram } from './notation.ts'

/** A histogram from its notation, without the outer braces. */
export function h(fields: string): Histogram {
  return parseHistogram(`{{${fields}}}`).histogram
}

const counts = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 12 })
const total = (...sides: number[][]) => sides.flat().reduce((sum, count) => sum + count, 0)

/** A valid exponential histogram of whole counts, as programs send them. */
export const exponentialHistograms: fc.Arbitrary<Histogram> = fc
  .record({
    schema: fc.integer({ min: -4, max: 8 }),
    zeroCount: fc.integer({ min: 0, max: 100 }),
    zeroThreshold: fc.constantFrom(0, 0.001, 0.5, 2),
    sum: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    positive: counts,
    negative: counts,
    offset: fc.integer({ min: -40, max: 40 }),
    resetHint: fc.constantFrom('unknown' as const, 'gauge' as const, 'not_reset' as const, 'reset' as const),
  })
  .map(({ positive, negative, offset, ...fields }) =>
    histogram({
      ...fields,
      count: fields.zeroCount + total(positive, negative),
      positive: bucketsFrom(positive, offset),
      negative: bucketsFrom(negative, -offset),
    }),
  )

/** A valid histogram with listed bounds. */
export const customHistograms: fc.Arbitrary<Histogram> = fc
  .uniqueArray(fc.integer({ min: -50, max: 50 }), { maxLength: 11 })
  .chain((bounds) =>
    fc
      .array(fc.integer({ min: 0, max: 1000 }), { minLength: bounds.length + 1, maxLength: bounds.length + 1 })
      .map((buckets) =>
        histogram({
          schema: customSchema,
          count: total(buckets),
          sum: total(buckets) / 2,
          positive: bucketsFrom(buckets),
          customBounds: bounds.toSorted((a, b) => a - b),
        }),
      ),
  )
