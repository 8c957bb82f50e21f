import { usesCustomBuckets, type Histogram } from './histogram.ts'
import { customBound, exponentialBound } from './layout.ts'

/** One bucket with its bounds. `rule` is that of the HTTP API: 0 (lower, upper], 1 [lower, upper), 3 [lower, upper]. */
export type Bucket = {
  readonly lower: number
  readonly upper: number
  readonly count: number
  readonly rule: 0 | 1 | 3
}

/** All buckets with observations, from the lowest values to the highest. */
export function bucketsOf(of: Histogram): Bucket[] {
  if (usesCustomBuckets(of)) return customBuckets(of)
  const all: Bucket[] = []
  const { negative, positive, schema, zeroThreshold, zeroCount } = of
  for (let at = negative.indexes.length - 1; at >= 0; at--) {
    const index = negative.indexes[at] ?? 0
    const [lower, upper] = [-exponentialBound(index, schema), -exponentialBound(index - 1, schema)]
    all.push({ lower, upper, count: negative.counts[at] ?? 0, rule: 1 })
  }
  if (zeroCount !== 0) all.push({ lower: -zeroThreshold, upper: zeroThreshold, count: zeroCount, rule: 3 })
  for (let at = 0; at < positive.indexes.length; at++) {
    const index = positive.indexes[at] ?? 0
    const [lower, upper] = [exponentialBound(index - 1, schema), exponentialBound(index, schema)]
    all.push({ lower, upper, count: positive.counts[at] ?? 0, rule: 0 })
  }
  return all
}

function customBuckets({ positive, customBounds }: Histogram): Bucket[] {
  return Array.from(positive.indexes, (index, at) => {
    const [lower, upper] = [customBound(index - 1, customBounds), customBound(index, customBounds)]
    return { lower, upper, count: positive.counts[at] ?? 0, rule: index === 0 ? 3 : 0 }
  })
}

/** Whether it is the bucket around zero of an exponential histogram, within which values are spread evenly. */
export function isZeroBucket(of: Histogram, { lower, upper }: Bucket): boolean {
  return !usesCustomBuckets(of) && lower <= 0 && upper >= 0
}

/** The zero bucket ends at zero where the histogram has buckets on the other side only. */
export function biased(of: Histogram, bucket: Bucket): Bucket {
  if (!isZeroBucket(of, bucket)) return bucket
  const [positive, negative] = [of.positive.indexes.length > 0, of.negative.indexes.length > 0]
  if (positive && !negative) return { ...bucket, lower: 0 }
  if (negative && !positive) return { ...bucket, upper: 0 }
  return bucket
}

/** The share of a bucket's width below `value`, by the logarithm of the values; both bounds on one side of zero. */
export function exponentialShare({ lower, upper }: Bucket, value: number): number {
  const [logLower, logUpper, logValue] = [lower, upper, value].map((bound) => Math.log2(Math.abs(bound))) as [
    number,
    number,
    number,
  ]
  return lower > 0 || value > 0
    ? (logValue - logLower) / (logUpper - logLower)
    : 1 - (logValue - logUpper) / (logLower - logUpper)
}
