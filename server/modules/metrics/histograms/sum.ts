import { joinHints } from './arithmetic.ts'
import { addCompensated } from './compensated.ts'
import type { Buckets, Histogram, ResetHint } from './histogram.ts'
import { noBuckets, withResetHint } from './histogram.ts'
import { sameIndexes, toLayout, toSameLayout, withoutZeros } from './layout.ts'

/** Adds up histograms one after the other, as `sum`, `avg` and their `_over_time` forms need it. */
export type HistogramSum = {
  /** False, with nothing added, where one has listed bounds and the other has not. */
  readonly add: (histogram: Histogram) => boolean
  readonly count: () => number
  /** Call after at least one histogram was added. */
  readonly total: () => Histogram
  /** The total divided by the number of histograms; does not overflow where only the total would. */
  readonly mean: () => Histogram
  /** Some were marked as after a reset, others as not. */
  readonly collided: () => boolean
  /** They had different listed bounds, and the result has those that all had. */
  readonly reconciled: () => boolean
}

/** Small enough that no number of addends overflows again; a power of two, so that scaling rounds nothing. */
const downscale = 2 ** -32

export function createHistogramSum(first: Histogram): HistogramSum {
  // `lost` has what rounding took from each number of `sum`, in the same layout.
  let sum = first
  let lost: Histogram = cleared(first)
  let scale = 1
  let count = 1
  let reconciled = false
  const hints = new Set<ResetHint>([first.resetHint])

  const rescale = () => {
    scale *= downscale
    sum = scaled(sum, downscale)
    lost = scaled(lost, downscale)
  }

  const result = (divisor: number): Histogram => {
    const value = (value: number, loss: number) => (value + loss) / divisor / scale
    return zipWith(sum, lost, value, sum.resetHint)
  }

  return {
    add: (histogram) => {
      let next = addTo(sum, lost, scaled(histogram, scale))
      if (!next) return false
      if (scale === 1 && overflows(next.sum)) {
        rescale()
        next = addTo(sum, lost, scaled(histogram, scale)) ?? next
      }
      sum = withResetHint(next.sum, joinHints(sum.resetHint, histogram.resetHint).hint)
      lost = next.lost
      reconciled ||= next.reconciled
      hints.add(histogram.resetHint)
      count++
      return true
    },
    count: () => count,
    total: () => (count === 1 ? first : result(1)),
    mean: () => (count === 1 ? first : result(count)),
    collided: () => hints.has('reset') && hints.has('not_reset'),
    reconciled: () => reconciled,
  }
}

type Step = { sum: Histogram; lost: Histogram; reconciled: boolean }

function addTo(sum: Histogram, lost: Histogram, addend: Histogram): Step | undefined {
  const same = toSameLayout(sum, addend)
  if (!same) return undefined
  // What was lost follows the sum into the new layout: the changes are linear.
  const lostSoFar = toLayout(lost, same.a)
  const fields = (['count', 'sum', 'zeroCount'] as const).map(
    (field) => [field, addCompensated({ sum: same.a[field], lost: lostSoFar[field] }, same.b[field])] as const,
  )
  const positive = addSides(same.a.positive, lostSoFar.positive, same.b.positive)
  const negative = addSides(same.a.negative, lostSoFar.negative, same.b.negative)
  const sums = Object.fromEntries(fields.map(([field, value]) => [field, value.sum]))
  const losses = Object.fromEntries(fields.map(([field, value]) => [field, value.lost]))
  return {
    sum: { ...same.a, ...sums, positive: positive.sum, negative: negative.sum },
    lost: { ...same.a, ...losses, positive: positive.lost, negative: negative.lost },
    reconciled: same.reconciled,
  }
}

function addSides(sum: Buckets, lost: Buckets, addend: Buckets): { sum: Buckets; lost: Buckets } {
  const indexes = union(union(sum.indexes, lost.indexes), addend.indexes)
  const [old, oldLost, added] = [sum, lost, addend].map((side) => spread(side, indexes)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  const [sums, losses] = [new Float64Array(indexes.length), new Float64Array(indexes.length)]
  for (let at = 0; at < indexes.length; at++) {
    const next = addCompensated({ sum: old[at] ?? 0, lost: oldLost[at] ?? 0 }, added[at] ?? 0)
    sums[at] = next.sum
    losses[at] = next.lost
  }
  return { sum: withoutZeros({ indexes, counts: sums }), lost: withoutZeros({ indexes, counts: losses }) }
}

/** Ascending, without repetition. */
function union(a: Int32Array, b: Int32Array): Int32Array {
  if (b.length === 0 || sameIndexes(a, b)) return a
  if (a.length === 0) return b
  const all = new Int32Array(a.length + b.length)
  let [ofA, ofB, length] = [0, 0, 0]
  while (ofA < a.length || ofB < b.length) {
    const [nextA, nextB] = [a[ofA] ?? Infinity, b[ofB] ?? Infinity]
    all[length++] = Math.min(nextA, nextB)
    if (nextA <= nextB) ofA++
    if (nextB <= nextA) ofB++
  }
  return all.slice(0, length)
}

function spread({ indexes, counts }: Buckets, over: Int32Array): Float64Array {
  if (indexes.length === over.length) return counts
  const wide = new Float64Array(over.length)
  let at = 0
  for (let of = 0; of < over.length && at < indexes.length; of++) {
    if (over[of] === indexes[at]) wide[of] = counts[at++] ?? 0
  }
  return wide
}

function zipWith(
  a: Histogram,
  b: Histogram,
  combine: (a: number, b: number) => number,
  resetHint: ResetHint,
): Histogram {
  const side = (ofA: Buckets, ofB: Buckets): Buckets => {
    const indexes = union(ofA.indexes, ofB.indexes)
    const [countsA, countsB] = [spread(ofA, indexes), spread(ofB, indexes)]
    return withoutZeros({ indexes, counts: countsA.map((count, at) => combine(count, countsB[at] ?? 0)) })
  }
  return {
    ...a,
    count: combine(a.count, b.count),
    sum: combine(a.sum, b.sum),
    zeroCount: combine(a.zeroCount, b.zeroCount),
    positive: side(a.positive, b.positive),
    negative: side(a.negative, b.negative),
    resetHint,
  }
}

const cleared = (of: Histogram): Histogram => ({
  ...of,
  count: 0,
  sum: 0,
  zeroCount: 0,
  positive: noBuckets,
  negative: noBuckets,
})

const scaled = (of: Histogram, factor: number): Histogram =>
  factor === 1 ? of : zipWith(of, cleared(of), (value) => value * factor, of.resetHint)

function overflows({ count, sum, zeroCount, positive, negative }: Histogram): boolean {
  const infinite = (value: number) => Math.abs(value) === Infinity
  return (
    infinite(count) ||
    infinite(sum) ||
    infinite(zeroCount) ||
    positive.counts.some(infinite) ||
    negative.counts.some(infinite)
  )
}
