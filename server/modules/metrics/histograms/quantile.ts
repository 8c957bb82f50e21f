import { biased, bucketsOf, exponentialShare, isZeroBucket, type Bucket } from './bucket-iteration.ts'
import { usesCustomBuckets, type Histogram } from './histogram.ts'

/** `nan`: the result is NaN because of observations that are NaN; `skewed`: they made the result higher. */
export type Quantile = { readonly value: number; readonly note?: 'nan' | 'skewed' }

/**
 * The value below which the share `q` of all observations lies: by the logarithm within a bucket of an exponential
 * schema, linear within the zero bucket and within listed bounds. NaN without observations, ±Inf for a `q` outside
 * of 0…1, NaN for one that is NaN. Source: Prometheus, `histogram_quantile`.
 */
export function quantile(q: number, of: Histogram): Quantile {
  if (q < 0) return { value: -Infinity }
  if (q > 1) return { value: Infinity }
  if (of.count === 0 || Number.isNaN(q)) return { value: Number.NaN }
  const withNaN = Number.isNaN(of.sum)
  // NaN observations are counted but in no bucket, so ranks can only be counted from below then.
  const forward = withNaN || q < 0.5
  const buckets = forward ? bucketsOf(of) : bucketsOf(of).reverse()
  const rank = (forward ? q : 1 - q) * of.count
  const found = locate(buckets, rank)
  const count = Math.min(found.count, of.count)
  if (!found.bucket || count < rank) {
    return withNaN ? { value: Number.NaN, note: 'nan' } : { value: found.bucket?.upper ?? Number.NaN }
  }
  const share = (forward ? rank - (count - found.bucket.count) : count - rank) / found.bucket.count
  const value = valueWithin(of, biased(of, found.bucket), share)
  return withNaN && totalOf(buckets) < of.count ? { value, note: 'skewed' } : { value }
}

/** The first bucket at which the count so far reaches the rank, else the last one. */
function locate(buckets: readonly Bucket[], rank: number): { bucket: Bucket | undefined; count: number } {
  let count = 0
  for (const bucket of buckets) {
    count += bucket.count
    if (count >= rank) return { bucket, count }
  }
  return { bucket: buckets.at(-1), count }
}

function valueWithin(of: Histogram, bucket: Bucket, share: number): number {
  const { lower, upper } = bucket
  if (usesCustomBuckets(of)) {
    if (lower === -Infinity) return upper <= 0 ? upper : upper * share
    return upper === Infinity ? lower : lower + (upper - lower) * share
  }
  if (isZeroBucket(of, bucket)) return lower + (upper - lower) * share
  const [logLower, logUpper] = [Math.log2(Math.abs(lower)), Math.log2(Math.abs(upper))]
  if (lower > 0) return 2 ** (logLower + (logUpper - logLower) * share)
  return -(2 ** (logUpper + (logLower - logUpper) * (1 - share)))
}

const totalOf = (buckets: readonly Bucket[]): number => buckets.reduce((sum, { count }) => sum + count, 0)

/** `hasNaN`: there are observations that are NaN, which belong to no fraction. */
export type Fraction = { readonly value: number; readonly hasNaN: boolean }

/**
 * The share of the observations between two values, the inverse of `quantile` with the same interpolation; a bucket
 * that ends at an infinity counts only as a whole. NaN without observations or with a bound that is NaN.
 */
export function fraction(lower: number, upper: number, of: Histogram): Fraction {
  if (of.count === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return { value: Number.NaN, hasNaN: false }
  const buckets = bucketsOf(of).map((bucket) => fromZero(of, biased(of, bucket)))
  const total = totalOf(buckets)
  const hasNaN = Number.isNaN(of.sum) && total < of.count
  if (lower >= upper) return { value: 0, hasNaN }
  const all = Number.isNaN(of.sum) ? total : of.count
  const [below, upTo] = [lower, upper].map((value) => Math.min(rankOf(of, buckets, value, all), all)) as [
    number,
    number,
  ]
  return { value: (upTo - below) / of.count, hasNaN }
}

/** How many observations are below the value; `all` if the value is above every bucket. */
function rankOf(of: Histogram, buckets: readonly Bucket[], value: number, all: number): number {
  let rank = 0
  for (const bucket of buckets) {
    if (bucket.lower >= value) return rank
    if (bucket.upper > value) {
      if (bucket.lower === -Infinity) return rank + bucket.count
      return bucket.upper === Infinity ? rank : rank + bucket.count * shareBelow(of, bucket, value)
    }
    rank += bucket.count
  }
  return all
}

/** The share of a bucket below a value within it. */
export function shareBelow(of: Histogram, bucket: Bucket, value: number): number {
  if (usesCustomBuckets(of) || isZeroBucket(of, bucket)) {
    return (value - bucket.lower) / (bucket.upper - bucket.lower)
  }
  return exponentialShare(bucket, value)
}

/** As with classic histograms, the first of the listed buckets begins at zero if it ends above. */
function fromZero(of: Histogram, bucket: Bucket): Bucket {
  return usesCustomBuckets(of) && bucket.lower === -Infinity && bucket.upper > 0 && bucket.upper < Infinity
    ? { ...bucket, lower: 0 }
    : bucket
}
