import type { Buckets, Histogram } from './histogram.ts'
import { sameBounds } from './layout.ts'

/** The same layout and the same counts and sum; two NaN are the same, the reset hint does not count. */
export function sameHistogram(a: Histogram, b: Histogram): boolean {
  return equalBy(a, b, (x, y) => x === y || (Number.isNaN(x) && Number.isNaN(y)))
}

/** As `sameHistogram`, with counts and sum that differ by less than `tolerance`, relative to their size. */
export function nearlySameHistogram(a: Histogram, b: Histogram, tolerance = 1e-6): boolean {
  return equalBy(a, b, (x, y) => nearly(x, y, tolerance))
}

function equalBy(a: Histogram, b: Histogram, same: (x: number, y: number) => boolean): boolean {
  return (
    a.schema === b.schema &&
    a.zeroThreshold === b.zeroThreshold &&
    sameBounds(a.customBounds, b.customBounds) &&
    same(a.count, b.count) &&
    same(a.sum, b.sum) &&
    same(a.zeroCount, b.zeroCount) &&
    sameSide(a.positive, b.positive, same) &&
    sameSide(a.negative, b.negative, same)
  )
}

function sameSide(a: Buckets, b: Buckets, same: (x: number, y: number) => boolean): boolean {
  return (
    a.indexes.length === b.indexes.length &&
    a.indexes.every((index, at) => index === b.indexes[at] && same(a.counts[at] ?? 0, b.counts[at] ?? 0))
  )
}

/** Prometheus' `almost.Equal`: the difference relative to both sizes; near zero relative to the smallest normal. */
function nearly(a: number, b: number, tolerance: number): boolean {
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true
  const [difference, size] = [Math.abs(a - b), Math.abs(a) + Math.abs(b)]
  if (a === 0 || b === 0 || size < smallestNormal) return difference < tolerance * smallestNormal
  return difference / Math.min(size, Number.MAX_VALUE) < tolerance
}

const smallestNormal = 2 ** -1022
