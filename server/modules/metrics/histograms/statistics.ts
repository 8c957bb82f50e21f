import { bucketsOf, isZeroBucket, type Bucket } from './bucket-iteration.ts'
import { addCompensated, type Compensated } from './compensated.ts'
import { usesCustomBuckets, type Histogram } from './histogram.ts'

/** Mean of the observations; NaN without any. */
export function average({ sum, count }: Histogram): number {
  return sum / count
}

/**
 * Variance of the observations, as if all of a bucket were at its middle: the geometric one, zero for the zero bucket,
 * the arithmetic one between listed bounds.
 */
export function variance(of: Histogram): number {
  const mean = average(of)
  let squares: Compensated = { sum: 0, lost: 0 }
  for (const bucket of bucketsOf(of)) {
    const distance = middle(of, bucket) - mean
    squares = addCompensated(squares, bucket.count * distance * distance)
  }
  return (squares.sum + squares.lost) / of.count
}

export function standardDeviation(of: Histogram): number {
  return Math.sqrt(variance(of))
}

function middle(of: Histogram, bucket: Bucket): number {
  const { lower, upper } = bucket
  if (usesCustomBuckets(of)) return (lower + upper) / 2
  if (isZeroBucket(of, bucket)) return 0
  return upper < 0 ? -Math.sqrt(upper * lower) : Math.sqrt(upper * lower)
}
