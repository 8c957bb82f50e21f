/** The buckets of a series as windows slide over them, as `columns.ts` does it with samples. */
import { executionError } from '../errors.ts'
import type { BucketColumns, BucketField } from '../queryable.ts'

/** Buckets `from` up to, without, `to`; at least one sample lies in them. */
export type BucketWindow = {
  readonly at: (field: BucketField, index: number) => number
  readonly startMs: number
  readonly endMs: number
  readonly from: number
  readonly to: number
}

/** Calls `visit` for each window that has a sample, ends ascending. Buckets without one are not among those seen. */
export function slideBuckets(
  columns: BucketColumns,
  { ends, lengthMs }: { ends: (step: number) => number; lengthMs: number },
  count: number,
  visit: (window: BucketWindow, step: number) => void,
): void {
  const { widthMs, ends: own, fields } = columns
  const at = readerOf(fields)
  const filled = own.some((_, index) => at('count', index) === 0) ? withSamples(columns) : columns
  const read = filled === columns ? at : readerOf(filled.fields)
  let from = 0
  let to = 0
  for (let step = 0; step < count; step++) {
    const endMs = ends(step)
    const startMs = endMs - lengthMs
    while (to < filled.ends.length && (filled.ends[to] ?? 0) <= endMs) to++
    while (from < to && (filled.ends[from] ?? 0) - widthMs < startMs) from++
    if (from < to) visit({ at: read, startMs, endMs, from, to }, step)
  }
}

/** Throws for a field that was not asked for, which would be a bug of ours. */
export function readerOf(fields: BucketColumns['fields']): BucketWindow['at'] {
  return (field, index) => {
    const value = fields[field]?.[index]
    if (value === undefined) throw executionError(`the store gave no ${field}`)
    return value
  }
}

function withSamples({ widthMs, ends, fields }: BucketColumns): BucketColumns {
  const kept = Array.from(ends.keys()).filter((index) => fields.count?.[index] !== 0)
  const pick = (column: Float64Array) => Float64Array.from(kept, (index) => column[index] ?? 0)
  const picked: Partial<Record<BucketField, Float64Array>> = {}
  // Own keys of a record by field.
  for (const [field, column] of Object.entries(fields) as [BucketField, Float64Array][]) picked[field] = pick(column)
  return { widthMs, ends: pick(ends), fields: picked }
}
