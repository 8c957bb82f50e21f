/**
 * Native histograms as the query engine, the write protocols and the storage see them. Values are floats throughout;
 * integer histograms of the wire are exact in a double up to 2^53. Everything here is immutable: functions of this
 * folder return new histograms, and nobody may write into the typed arrays of one.
 *
 * Source: Prometheus 3.14, model/histogram (FloatHistogram) and docs/specs/native_histograms.md.
 */

/** Buckets of one sign, sparse: `indexes` strictly ascending, `counts` of the same length and without zeros. */
export type Buckets = { readonly indexes: Int32Array; readonly counts: Float64Array }

/** Whether counters were reset between the sample before and this one: `reset` yes, `not_reset` no, `gauge` no counter. */
export type ResetHint = 'unknown' | 'reset' | 'not_reset' | 'gauge'

/**
 * One histogram. With an exponential schema (−4…8) bucket `i` of the positive buckets holds values in
 * (base^(i−1), base^i] with base = 2^(2^−schema), those of the negative ones mirror them, and the zero bucket holds
 * [−zeroThreshold, zeroThreshold]. With the schema −53 bucket `i` holds (customBounds[i−1], customBounds[i]], the first
 * from −Inf and the last, of index `customBounds.length`, to +Inf; there are then no negative and no zero bucket.
 */
export type Histogram = {
  readonly schema: number
  /** Observations, NaN ones included, so it may be more than the sum of the buckets. */
  readonly count: number
  readonly sum: number
  readonly zeroThreshold: number
  readonly zeroCount: number
  readonly positive: Buckets
  readonly negative: Buckets
  /** Upper bounds, ascending, without +Inf; empty with an exponential schema. */
  readonly customBounds: readonly number[]
  readonly resetHint: ResetHint
}

/** The schema of histograms whose bucket bounds are listed. */
export const customSchema = -53
export const minExponentialSchema = -4
export const maxExponentialSchema = 8

export const noBuckets: Buckets = { indexes: new Int32Array(0), counts: new Float64Array(0) }

/** A histogram without observations; what is given replaces its fields. */
export function histogram(fields: Partial<Histogram> = {}): Histogram {
  return {
    schema: 0,
    count: 0,
    sum: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: noBuckets,
    negative: noBuckets,
    customBounds: [],
    resetHint: 'unknown',
    ...fields,
  }
}

export function usesCustomBuckets({ schema }: { readonly schema: number }): boolean {
  return schema === customSchema
}

export function isExponentialSchema(schema: number): boolean {
  return Number.isInteger(schema) && schema >= minExponentialSchema && schema <= maxExponentialSchema
}

export function withResetHint(of: Histogram, resetHint: ResetHint): Histogram {
  return of.resetHint === resetHint ? of : { ...of, resetHint }
}

/** Sparse buckets of a dense run of counts that starts at bucket `offset`; zeros are left out. */
export function bucketsFrom(counts: readonly number[] | Float64Array, offset = 0): Buckets {
  const kept: number[] = []
  for (let at = 0; at < counts.length; at++) if (counts[at] !== 0) kept.push(at)
  return {
    indexes: Int32Array.from(kept, (at) => at + offset),
    counts: Float64Array.from(kept, (at) => counts[at] ?? 0),
  }
}

/** Sum of the counts of one side. */
export function totalOf({ counts }: Buckets): number {
  let total = 0
  for (const count of counts) total += count
  return total
}
