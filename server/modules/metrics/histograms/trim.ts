import { biased, bucketsOf, isZeroBucket, type Bucket } from './bucket-iteration.ts'
import { usesCustomBuckets, type Buckets, type Histogram } from './histogram.ts'
import { withoutZeros } from './layout.ts'
import { shareBelow } from './quantile.ts'

/** What is left of a bucket: so many observations, between these bounds. `whole`: nothing was taken. */
type Kept = { readonly count: number; readonly lower: number; readonly upper: number; readonly whole: boolean }

/**
 * The observations up to `limit` (the operator `</`), or from it on (`>/`). A bucket that the limit cuts keeps its
 * share by interpolation; one that ends at an infinity is kept or dropped as a whole. If anything was taken, count and
 * sum are those of what is left, each bucket with its middle. Nothing is on either side of a limit that is NaN.
 */
export function trim(of: Histogram, keep: 'below' | 'above', limit: number): Histogram {
  const cut = keep === 'below' ? keepBelow : keepAbove
  const counts: number[] = []
  let [sum, changed] = [0, false]
  for (const bucket of bucketsOf(of)) {
    const kept = cut(of, biased(of, bucket), limit)
    counts.push(kept.count)
    if (kept.count !== 0) sum += kept.count * middle(of, bucket, kept)
    changed ||= !kept.whole
  }
  if (!changed) return of
  return { ...withCounts(of, counts), count: counts.reduce((total, count) => total + count, 0), sum }
}

/** The same buckets with other counts, in the order of `bucketsOf`. */
function withCounts(of: Histogram, counts: readonly number[]): Histogram {
  const [negatives, zeros] = [of.negative.indexes.length, usesCustomBuckets(of) || of.zeroCount === 0 ? 0 : 1]
  const side = ({ indexes }: Buckets, of: readonly number[]) => withoutZeros({ indexes, counts: Float64Array.from(of) })
  return {
    ...of,
    negative: side(of.negative, counts.slice(0, negatives).reverse()),
    zeroCount: zeros === 0 ? of.zeroCount : (counts[negatives] ?? 0),
    positive: side(of.positive, counts.slice(negatives + zeros)),
  }
}

function keepBelow(of: Histogram, bucket: Bucket, limit: number): Kept {
  const { lower, upper, count } = bucket
  if (upper <= limit) return { count, lower, upper, whole: true }
  if (!(lower < limit) || upper === Infinity) return nothing
  if (lower !== -Infinity) return { count: count * shareBelow(of, bucket, limit), lower, upper: limit, whole: false }
  if (upper <= 0) return { count, lower, upper: limit, whole: false }
  return limit <= 0 ? nothing : { count: (count * limit) / upper, lower: 0, upper: limit, whole: false }
}

function keepAbove(of: Histogram, bucket: Bucket, limit: number): Kept {
  const { lower, upper, count } = bucket
  if (lower >= limit) return { count, lower, upper, whole: true }
  if (!(limit < upper)) return nothing
  if (lower !== -Infinity) {
    const whole = upper === Infinity
    return { count: whole ? count : count * (1 - shareBelow(of, bucket, limit)), lower: limit, upper, whole: false }
  }
  if (upper <= 0 || upper === Infinity || limit < 0) return nothing
  if (limit === 0) return { count, lower: 0, upper, whole: true }
  return { count: count * (1 - limit / upper), lower: limit, upper, whole: false }
}

const nothing: Kept = { count: 0, lower: 0, upper: 0, whole: false }

/** Where the observations that are left of a bucket are assumed to be, for the sum. */
function middle(of: Histogram, bucket: Bucket, { lower, upper }: Kept): number {
  if (usesCustomBuckets(of)) {
    if (upper === Infinity) return lower
    if (lower === -Infinity) return upper <= 0 ? upper : upper / 2
    return (lower + upper) / 2
  }
  if (isZeroBucket(of, bucket)) return (lower + upper) / 2
  return upper <= 0 ? -Math.sqrt(lower * upper) : Math.sqrt(lower * upper)
}
