import { isExponentialSchema, totalOf, usesCustomBuckets, type Histogram } from './histogram.ts'

export type HistogramFault =
  | 'schema'
  | 'reset_hint'
  | 'spans'
  | 'too_many_buckets'
  | 'negative_count'
  | 'count_mismatch'
  | 'zero_bucket'
  | 'custom_bounds'
  | 'index'

/** A histogram that does not add up. The message is meant for whoever sent it. */
export class HistogramError extends Error {
  override name = 'HistogramError'
  readonly fault: HistogramFault

  constructor(fault: HistogramFault, message: string) {
    super(message)
    this.fault = fault
  }
}

/** More listed bounds than that are refused. */
export const maxCustomBounds = 10_000

/** What float arithmetic in the sender may have done to a count, relative to it. */
const countTolerance = 1e-12

/**
 * Checks what no sender may write, as Prometheus' `Validate` does; `exactCount` for integer histograms, whose count has
 * to be that of the buckets (with NaN observations, which are in no bucket: at least). Throws `HistogramError`.
 */
export function validateHistogram(of: Histogram, { exactCount }: { readonly exactCount: boolean }): void {
  if (usesCustomBuckets(of)) validateCustom(of)
  else if (!isExponentialSchema(of.schema)) {
    throw new HistogramError('schema', `schema ${of.schema} is none: there are -4 to 8 and -53`)
  } else if (of.customBounds.length > 0) {
    throw new HistogramError('custom_bounds', 'only the schema -53 has listed bounds')
  }
  if (!(of.zeroThreshold >= 0 && of.zeroThreshold < Infinity)) {
    throw new HistogramError('zero_bucket', `the zero threshold ${of.zeroThreshold} is not a width`)
  }
  const counts = [of.count, of.zeroCount, ...of.positive.counts, ...of.negative.counts]
  const wrong = counts.find((count) => !(count >= 0))
  if (wrong !== undefined) throw new HistogramError('negative_count', `${wrong} is not a number of observations`)
  validateIndexes(of)
  const inBuckets = of.zeroCount + totalOf(of.positive) + totalOf(of.negative)
  const tolerance = exactCount ? 0 : countTolerance * Math.max(inBuckets, of.count)
  const tooMany = inBuckets - of.count > tolerance
  const tooFew = exactCount && !Number.isNaN(of.sum) && inBuckets < of.count
  if (tooMany || tooFew) {
    throw new HistogramError('count_mismatch', `${inBuckets} observations in the buckets, but a count of ${of.count}`)
  }
}

function validateCustom({ customBounds, negative, zeroCount, zeroThreshold, positive }: Histogram): void {
  if (negative.indexes.length > 0)
    throw new HistogramError('custom_bounds', 'listed bounds go without negative buckets')
  if (zeroCount !== 0 || zeroThreshold !== 0) {
    throw new HistogramError('zero_bucket', 'listed bounds go without a zero bucket')
  }
  if (customBounds.length > maxCustomBounds) {
    throw new HistogramError('too_many_buckets', `more than ${maxCustomBounds} bounds`)
  }
  customBounds.forEach((bound, at) => {
    const before = at === 0 ? -Infinity : (customBounds[at - 1] ?? Number.NaN)
    if (!(bound > before && bound < Infinity)) {
      throw new HistogramError('custom_bounds', 'the bounds are finite numbers, each higher than the one before')
    }
  })
  const [first = 0, last = 0] = [positive.indexes[0], positive.indexes.at(-1)]
  if (first < 0 || last > customBounds.length) {
    throw new HistogramError('index', `${customBounds.length} bounds make ${customBounds.length + 1} buckets`)
  }
}

/** Buckets beyond what a double can hold have no bounds; one more is allowed, for infinite observations. */
function validateIndexes(of: Histogram): void {
  if (usesCustomBuckets(of)) return
  const most = 1024 * 2 ** of.schema + 1
  const least = -1074 * 2 ** of.schema
  for (const { indexes } of [of.positive, of.negative]) {
    const outside = indexes.find((index) => index > most || index < least)
    if (outside !== undefined) throw new HistogramError('index', `the bucket ${outside} is beyond the range of numbers`)
  }
}
