import { noBuckets, type Buckets, type Histogram, type ResetHint } from './histogram.ts'
import { sameIndexes, toSameLayout, withoutZeros } from './layout.ts'

/**
 * The result of an operation on two histograms. `collided`: one was marked as after a reset, the other as not.
 * `reconciled`: they had different listed bounds, and the result has those that both had.
 */
export type Combined = { readonly histogram: Histogram; readonly collided: boolean; readonly reconciled: boolean }

/** Undefined for an exponential histogram and one with listed bounds: there is no layout for both. */
export function add(a: Histogram, b: Histogram): Combined | undefined {
  const same = toSameLayout(a, b)
  return same && { ...combine(same.a, same.b, 1, joinHints(a.resetHint, b.resetHint)), reconciled: same.reconciled }
}

/** As `add`; the difference of two counters is a gauge. */
export function subtract(a: Histogram, b: Histogram): Combined | undefined {
  const same = toSameLayout(a, b)
  if (!same) return undefined
  const { collided } = joinHints(a.resetHint, b.resetHint)
  return { ...combine(same.a, same.b, -1, { hint: 'gauge', collided }), reconciled: same.reconciled }
}

/** Every count and the sum times `factor`; a negative factor makes a gauge of it. */
export function multiply(of: Histogram, factor: number): Histogram {
  return mapCounts(of, (count) => count * factor, factor < 0 ? 'gauge' : of.resetHint)
}

/** As `multiply`; divided by zero, count, sum and zero bucket are infinite or NaN and no other bucket is left. */
export function divide(of: Histogram, divisor: number): Histogram {
  const quotient = mapCounts(of, (count) => count / divisor, divisor < 0 ? 'gauge' : of.resetHint)
  return divisor === 0 ? { ...quotient, positive: noBuckets, negative: noBuckets } : quotient
}

/** What is known of resets in the sum of two histograms. */
export function joinHints(a: ResetHint, b: ResetHint): { hint: ResetHint; collided: boolean } {
  if (a === b) return { hint: a, collided: false }
  if (a === 'gauge' || b === 'gauge') return { hint: 'gauge', collided: false }
  return { hint: 'unknown', collided: a !== 'unknown' && b !== 'unknown' }
}

function combine(
  a: Histogram,
  b: Histogram,
  sign: 1 | -1,
  { hint, collided }: { hint: ResetHint; collided: boolean },
): Omit<Combined, 'reconciled'> {
  const histogram = {
    ...a,
    count: a.count + sign * b.count,
    sum: a.sum + sign * b.sum,
    zeroCount: a.zeroCount + sign * b.zeroCount,
    positive: combineBuckets(a.positive, b.positive, sign),
    negative: combineBuckets(a.negative, b.negative, sign),
    resetHint: hint,
  }
  return { histogram, collided }
}

function combineBuckets(a: Buckets, b: Buckets, sign: 1 | -1): Buckets {
  if (b.indexes.length === 0) return a
  if (sameIndexes(a.indexes, b.indexes)) {
    const counts = new Float64Array(a.counts.length)
    for (let at = 0; at < counts.length; at++) counts[at] = (a.counts[at] ?? 0) + sign * (b.counts[at] ?? 0)
    return withoutZeros({ indexes: a.indexes, counts })
  }
  const indexes = new Int32Array(a.indexes.length + b.indexes.length)
  const counts = new Float64Array(indexes.length)
  let [ofA, ofB, length] = [0, 0, 0]
  while (ofA < a.indexes.length || ofB < b.indexes.length) {
    const [indexA, indexB] = [a.indexes[ofA] ?? Infinity, b.indexes[ofB] ?? Infinity]
    indexes[length] = Math.min(indexA, indexB)
    let count = 0
    if (indexA <= indexB) count += a.counts[ofA++] ?? 0
    if (indexB <= indexA) count += sign * (b.counts[ofB++] ?? 0)
    counts[length++] = count
  }
  return withoutZeros({ indexes: indexes.slice(0, length), counts: counts.slice(0, length) })
}

export function mapCounts(of: Histogram, change: (count: number) => number, resetHint: ResetHint): Histogram {
  const side = ({ indexes, counts }: Buckets) => withoutZeros({ indexes, counts: counts.map(change) })
  return {
    ...of,
    count: change(of.count),
    sum: change(of.sum),
    zeroCount: change(of.zeroCount),
    positive: side(of.positive),
    negative: side(of.negative),
    resetHint,
  }
}
