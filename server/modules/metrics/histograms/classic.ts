import { bucketsFrom, customSchema, histogram, type Histogram } from './histogram.ts'

/** What the series `_bucket`, `_count` and `_sum` of a classic histogram say at one time. */
export type ClassicHistogram = {
  /** Cumulative, `upper` is the value of `le`; in any order. Of two with the same bound the first counts. */
  readonly buckets: readonly { readonly upper: number; readonly count: number }[]
  readonly count?: number | undefined
  readonly sum?: number | undefined
}

/**
 * A classic histogram as a native one with listed bounds. Without a bucket to +Inf the count closes it; without a count
 * the highest bucket gives it. Undefined where the numbers are those of no histogram: nothing given, a count below 0,
 * or less in a wider bucket.
 */
export function fromClassic({ buckets, count, sum }: ClassicHistogram): Histogram | undefined {
  const byBound = new Map<number, number>()
  for (const bucket of buckets) {
    if (Number.isNaN(bucket.upper)) return undefined
    if (!byBound.has(bucket.upper)) byBound.set(bucket.upper, bucket.count)
  }
  const sorted = [...byBound].sort(([a], [b]) => a - b)
  const total = count ?? sorted.at(-1)?.[1]
  if (total === undefined) return undefined
  if (sorted.at(-1)?.[0] !== Infinity) sorted.push([Infinity, total])
  const counts: number[] = []
  let before = 0
  for (const [, upTo] of sorted) {
    if (!(upTo >= before)) return undefined
    counts.push(upTo - before)
    before = upTo
  }
  if (total !== before) return undefined
  const customBounds = sorted.slice(0, -1).map(([upper]) => upper)
  return histogram({ schema: customSchema, count: total, sum: sum ?? 0, positive: bucketsFrom(counts), customBounds })
}
