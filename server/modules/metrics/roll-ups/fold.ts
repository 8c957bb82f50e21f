/** Samples into buckets, in the program: for the hours that the store has not rolled up. Pure. */
import type { BucketColumns, BucketField, SeriesSamples } from '../promql/queryable.ts'
import { bucketFields } from '../promql/queryable.ts'
import { isStale } from '../promql/staleness.ts'

/** Sums of larger ones might leave what numbers can hold, and then the order of adding would matter. */
export const maxMagnitude = 1e300

/** Start timestamps of some samples, in milliseconds; 0 where one has none. */
export type Starts = { oldest: number; newest: number }

export type Folded = { buckets: BucketColumns; starts: Starts | undefined }

/** Undefined: there is something in it that buckets cannot say. */
export function foldSamples(series: SeriesSamples, widthMs: number): Folded | undefined {
  const { times, values, histograms } = series
  if (histograms?.some((one) => one !== undefined)) return undefined
  const ends: number[] = []
  const rows: Row[] = []
  let lost = 0
  for (const [index, time] of times.entries()) {
    const end = Math.ceil(time / widthMs) * widthMs
    let row = rows.at(-1)
    if (!row || ends.at(-1) !== end) {
      if (row) row.sum += lost
      lost = 0
      row = emptyRow()
      rows.push(row)
      ends.push(end)
    }
    if (isStale(values, index)) {
      row.staleTime = time
      continue
    }
    const value = values[index] ?? 0
    if (!(Math.abs(value) <= maxMagnitude)) return undefined
    lost += addTo(row, time, value)
  }
  const newest = rows.at(-1)
  if (newest) newest.sum += lost
  return {
    buckets: { widthMs, ends: Float64Array.from(ends), fields: columnsOf(rows) },
    starts: rows.some(({ count }) => count > 0) ? startsOf(series) : undefined,
  }
}

/** Stale markers have none, and nobody asks them. */
function startsOf({ values, startTimes }: SeriesSamples): Starts {
  if (!startTimes) return { oldest: 0, newest: 0 }
  const told = startTimes.filter((_, index) => !isStale(values, index))
  return { oldest: told.reduce((a, b) => Math.min(a, b), Infinity), newest: told.reduce((a, b) => Math.max(a, b), 0) }
}

type Row = Record<BucketField, number>

const emptyRow = (): Row => ({
  ...{ count: 0, firstTime: 0, first: 0, lastTime: 0, last: 0, staleTime: 0 },
  ...{ sum: 0, min: 0, max: 0, fallen: 0, resets: 0, changes: 0 },
})

/** Answers what rounding took from the sum. */
function addTo(row: Row, time: number, value: number): number {
  if (row.count === 0) {
    row.firstTime = time
    row.first = value
    row.min = value
    row.max = value
  } else {
    if (value < row.last) {
      row.resets += 1
      row.fallen += row.last
    }
    if (value !== row.last) row.changes += 1
    if (value < row.min) row.min = value
    if (value > row.max) row.max = value
  }
  const sum = row.sum + value
  const lost = Math.abs(row.sum) >= Math.abs(value) ? row.sum - sum + value : value - sum + row.sum
  row.count += 1
  row.lastTime = time
  row.last = value
  row.sum = sum
  return lost
}

function columnsOf(rows: readonly Row[]): BucketColumns['fields'] {
  const fields: Partial<Record<BucketField, Float64Array>> = {}
  for (const field of bucketFields) fields[field] = Float64Array.from(rows, (row) => row[field])
  return fields
}

/** Buckets of several sources, of which none has those of another but as a copy, in order and each once. */
export function joinBuckets(
  parts: readonly BucketColumns[],
  widthMs: number,
  wanted: readonly BucketField[],
): BucketColumns {
  const places = parts.flatMap(({ ends }, part) => Array.from(ends, (end, index) => ({ end, part, index })))
  if (places.some(({ end }, at) => at > 0 && end <= (places[at - 1]?.end ?? 0))) {
    places.sort((a, b) => a.end - b.end)
  }
  const kept = places.filter(({ end }, at) => places[at + 1]?.end !== end)
  const fields: Partial<Record<BucketField, Float64Array>> = {}
  for (const field of wanted) {
    fields[field] = Float64Array.from(kept, ({ part, index }) => parts[part]?.fields[field]?.[index] ?? Number.NaN)
  }
  return { widthMs, ends: Float64Array.from(kept, ({ end }) => end), fields }
}
