/** Quantiles and fractions of classic histograms: cumulative buckets, each by its upper bound. Source: quantile.go. */

/** Cumulative: `count` observations up to `upper`. */
export type ClassicBucket = { upper: number; count: number }

export type Prepared = { buckets: ClassicBucket[]; /** A count was less than one below it. */ wasForced: boolean }

/** Counts that differ by less than this, relatively, are rounding. */
const tolerance = 1e-12

/** Sorted, one for each bound, never falling; undefined where there is no histogram in it. */
export function prepareBuckets(given: readonly ClassicBucket[]): Prepared | undefined {
  const buckets: ClassicBucket[] = []
  for (const { upper, count } of given.toSorted((a, b) => a.upper - b.upper)) {
    const last = buckets.at(-1)
    if (last?.upper === upper) last.count += count
    else buckets.push({ upper, count })
  }
  let wasForced = false
  let before = buckets[0]?.count ?? 0
  for (const bucket of buckets) {
    const difference = Math.abs(bucket.count - before)
    const isRounding = difference < tolerance * (Math.abs(bucket.count) + Math.abs(before))
    if (bucket.count < before && !isRounding) wasForced = true
    if (bucket.count < before || isRounding) bucket.count = before
    else before = bucket.count
  }
  return buckets.at(-1)?.upper !== Infinity ? undefined : { buckets, wasForced }
}

export function bucketQuantile(phi: number, buckets: readonly ClassicBucket[]): number {
  if (Number.isNaN(phi)) return Number.NaN
  if (phi < 0) return -Infinity
  if (phi > 1) return Infinity
  const observations = buckets.at(-1)?.count ?? 0
  if (buckets.length < 2 || observations === 0 || Number.isNaN(observations)) return Number.NaN
  const rank = phi * observations
  const found = buckets.slice(0, -1).findIndex(({ count }) => count >= rank)
  if (found < 0) return buckets.at(-2)?.upper ?? Number.NaN
  const { upper = 0, count = 0 } = buckets[found] ?? {}
  if (found === 0 && upper <= 0) return upper
  const before = buckets[found - 1] ?? { upper: 0, count: 0 }
  return before.upper + (upper - before.upper) * ((rank - before.count) / (count - before.count))
}

export function bucketFraction(lower: number, upper: number, buckets: readonly ClassicBucket[]): number {
  const observations = buckets.at(-1)?.count ?? 0
  if (observations === 0 || Number.isNaN(lower) || Number.isNaN(upper)) return Number.NaN
  if (lower >= upper) return 0
  return (rankOf(upper, buckets) - rankOf(lower, buckets)) / observations
}

/** How many observations lie below a value, evenly spread within each bucket. */
function rankOf(value: number, buckets: readonly ClassicBucket[]): number {
  let start = (buckets[0]?.upper ?? 0) > 0 ? 0 : -Infinity
  let below = 0
  for (const { upper, count } of buckets) {
    if (value <= start) return below
    if (value < upper) {
      if (upper === Infinity || start === -Infinity) return start === -Infinity ? count : below
      return below + ((count - below) * (value - start)) / (upper - start)
    }
    start = upper
    below = count
  }
  return below
}
