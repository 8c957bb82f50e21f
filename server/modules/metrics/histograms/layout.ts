import {
  customSchema,
  isExponentialSchema,
  noBuckets,
  usesCustomBuckets,
  type Buckets,
  type Histogram,
} from './histogram.ts'

/**
 * Upper bound of the positive bucket `index` (for a negative one: minus its lower bound). Bounds beyond the largest
 * double are infinite, except that the last power of two is rounded down to it, as upstream does.
 */
export function exponentialBound(index: number, schema: number): number {
  const exponent = index * 2 ** -schema
  if (exponent === 1024) return Number.MAX_VALUE
  const whole = Math.floor(exponent)
  // In two steps, because the fraction is then exact for every power of two.
  return 2 ** (exponent - whole) * 2 ** whole
}

/** Upper bound of the bucket `index` of a histogram with listed bounds; the last bucket ends at +Inf. */
export function customBound(index: number, bounds: readonly number[]): number {
  return index < 0 ? -Infinity : (bounds[index] ?? Infinity)
}

/** The same buckets under other indexes, ascending as before; those that meet are added up. */
export function moveBuckets({ indexes, counts }: Buckets, move: (index: number) => number): Buckets {
  if (indexes.length === 0) return noBuckets
  const movedIndexes = new Int32Array(indexes.length)
  const movedCounts = new Float64Array(indexes.length)
  let length = 0
  for (let at = 0; at < indexes.length; at++) {
    const index = move(indexes[at] ?? 0)
    if (length > 0 && movedIndexes[length - 1] === index) {
      movedCounts[length - 1] = (movedCounts[length - 1] ?? 0) + (counts[at] ?? 0)
      continue
    }
    movedIndexes[length] = index
    movedCounts[length++] = counts[at] ?? 0
  }
  return withoutZeros({ indexes: movedIndexes.subarray(0, length), counts: movedCounts.subarray(0, length) })
}

/** Whether two sides have the same buckets, as the samples of one series mostly do. */
export function sameIndexes(a: Int32Array, b: Int32Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

export function withoutZeros(of: Buckets): Buckets {
  if (!of.counts.includes(0)) return of
  return filterBuckets(of, (_, count) => count !== 0)
}

export function filterBuckets({ indexes, counts }: Buckets, keep: (index: number, count: number) => boolean): Buckets {
  const kept: number[] = []
  for (let at = 0; at < indexes.length; at++) if (keep(indexes[at] ?? 0, counts[at] ?? 0)) kept.push(at)
  if (kept.length === indexes.length) return { indexes, counts }
  return {
    indexes: Int32Array.from(kept, (at) => indexes[at] ?? 0),
    counts: Float64Array.from(kept, (at) => counts[at] ?? 0),
  }
}

/** The histogram with the coarser schema `schema`; each step down joins two neighbours. */
export function reduceSchema(of: Histogram, schema: number): Histogram {
  if (of.schema === schema) return of
  if (!isExponentialSchema(schema) || usesCustomBuckets(of) || schema > of.schema) {
    throw new RangeError(`a histogram of schema ${of.schema} cannot be brought to ${schema}`)
  }
  const shift = of.schema - schema
  const move = (index: number) => ((index - 1) >> shift) + 1
  return { ...of, schema, positive: moveBuckets(of.positive, move), negative: moveBuckets(of.negative, move) }
}

/**
 * The histogram with a zero bucket of at least `threshold`: what it then covers is counted there. The result may be
 * wider, because a bucket with observations is not cut in two.
 */
export function widenZeroBucket(of: Histogram, threshold: number): Histogram {
  if (threshold <= of.zeroThreshold) return of
  const zeroThreshold = Math.max(reach(of.positive, of.schema, threshold), reach(of.negative, of.schema, threshold))
  // Widened to the end of a bucket of one side, it may now cut one of the other side.
  if (zeroThreshold > threshold) return widenZeroBucket(of, zeroThreshold)
  return coverWithZeroBucket(of, threshold)
}

/** Brings `of` to a layout that is coarser than its own in every way; a bucket that the zero bucket cuts stays. */
export function toLayout(
  of: Histogram,
  { schema, zeroThreshold, customBounds }: Pick<Histogram, 'schema' | 'zeroThreshold' | 'customBounds'>,
): Histogram {
  if (usesCustomBuckets(of)) return withBounds(of, customBounds)
  return reduceSchema(coverWithZeroBucket(of, zeroThreshold), schema)
}

function coverWithZeroBucket(of: Histogram, zeroThreshold: number): Histogram {
  if (zeroThreshold === of.zeroThreshold) return of
  const inside = (index: number) => exponentialBound(index, of.schema) <= zeroThreshold
  let { zeroCount } = of
  for (const { indexes, counts } of [of.positive, of.negative]) {
    indexes.forEach((index, at) => (zeroCount += inside(index) ? (counts[at] ?? 0) : 0))
  }
  const outside = (index: number) => !inside(index)
  return {
    ...of,
    zeroThreshold,
    zeroCount,
    positive: filterBuckets(of.positive, outside),
    negative: filterBuckets(of.negative, outside),
  }
}

/** The end of the bucket that `threshold` would cut, else the threshold. */
function reach({ indexes }: Buckets, schema: number, threshold: number): number {
  for (const index of indexes) {
    const upper = exponentialBound(index, schema)
    if (upper > threshold) return exponentialBound(index - 1, schema) < threshold ? upper : threshold
  }
  return threshold
}

export function sameBounds(a: readonly number[], b: readonly number[]): boolean {
  return a === b || (a.length === b.length && a.every((bound, at) => bound === b[at]))
}

/** The histogram with a subset of its bounds: each bucket goes to the one that covers it. */
export function withBounds(of: Histogram, bounds: readonly number[]): Histogram {
  if (sameBounds(of.customBounds, bounds)) return of
  let target = 0
  const targets = Array.from({ length: of.customBounds.length + 1 }, (_, index) => {
    const upper = customBound(index, of.customBounds)
    while (target < bounds.length && (bounds[target] ?? Infinity) < upper) target++
    return target
  })
  const positive = moveBuckets(of.positive, (index) => targets[index] ?? bounds.length)
  return { ...of, positive, customBounds: bounds }
}

/** Two histograms in one layout; `reconciled` if listed bounds were dropped for it. */
export type SameLayout = { readonly a: Histogram; readonly b: Histogram; readonly reconciled: boolean }

/** Brings both to what they have in common; undefined where one has listed bounds and the other has not. */
export function toSameLayout(a: Histogram, b: Histogram): SameLayout | undefined {
  if (usesCustomBuckets(a) !== usesCustomBuckets(b)) return undefined
  if (a.schema === customSchema) {
    if (sameBounds(a.customBounds, b.customBounds)) return { a, b, reconciled: false }
    const others = new Set(b.customBounds)
    const common = a.customBounds.filter((bound) => others.has(bound))
    return { a: withBounds(a, common), b: withBounds(b, common), reconciled: true }
  }
  while (a.zeroThreshold !== b.zeroThreshold) {
    if (a.zeroThreshold < b.zeroThreshold) a = widenZeroBucket(a, b.zeroThreshold)
    else b = widenZeroBucket(b, a.zeroThreshold)
  }
  const schema = Math.min(a.schema, b.schema)
  return { a: reduceSchema(a, schema), b: reduceSchema(b, schema), reconciled: false }
}

/** Dense counts of one side from its first to its last bucket, and the index of the first; for notation and wire. */
export function toDense({ indexes, counts }: Buckets): { offset: number; counts: number[] } {
  const offset = indexes[0] ?? 0
  const dense = Array.from({ length: indexes.length === 0 ? 0 : (indexes.at(-1) ?? 0) - offset + 1 }, () => 0)
  indexes.forEach((index, at) => (dense[index - offset] = counts[at] ?? 0))
  return { offset, counts: dense }
}
