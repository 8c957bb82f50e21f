/** Cells of a heatmap: how many fell between two bounds within each step. From classic buckets, native ones, or values. */
import type { Frame, HeatmapOptions } from '#common/dashboards'
import type { HistogramSeries } from '../frames.ts'
import { seriesOf } from '../series.ts'
import { merged, mostRows } from './merge.ts'

/** Bounds ascend. `bottom` of the first may be -Infinity, `top` of the last Infinity. */
export type Row = { label: string; bottom: number; top: number; counts: (number | null)[] }
export type Cells = {
  times: readonly number[]
  stepMs: number
  rows: Row[]
  /** Rows are numbers, not names. */ numeric: boolean
  most: number
  least: number
}

type Fields = Parameters<typeof seriesOf>[0]

export function cellsOf(
  panel: Fields,
  frames: readonly Frame[],
  natives: readonly HistogramSeries[],
  options: HeatmapOptions,
): Cells {
  const { times, rows, numeric } =
    natives.length > 0
      ? ofNatives(natives)
      : options.calculate
        ? ofValues(panel, frames, options)
        : ofBuckets(panel, frames)
  const stepMs = times.length > 1 ? (times[1] ?? 0) - (times[0] ?? 0) : (natives[0]?.stepMs ?? 60_000)
  let [least, most] = [Infinity, 0]
  for (const { counts } of rows) {
    for (const count of counts) {
      if (count === null || !isShown(count, options)) continue
      if (count > most) most = count
      if (count < least) least = count
    }
  }
  return { times, stepMs, rows: merged(rows), numeric, most, least: Math.min(least, most) }
}

/** Nothing is drawn of what nobody counted. */
export function isShown(
  count: number,
  { hideBelow, hideAbove }: Pick<HeatmapOptions, 'hideBelow' | 'hideAbove'>,
): boolean {
  return count > (hideBelow ?? 0) && (hideAbove === undefined || count < hideAbove)
}

type Made = Pick<Cells, 'times' | 'rows' | 'numeric'>

/** `le` counts all that is below it, so that each row is what came on top of the one before. Other series are rows as they are. */
function ofBuckets(panel: Fields, frames: readonly Frame[]): Made {
  const { times, series } = seriesOf(panel, frames)
  const bound = (text: string | undefined): number =>
    text === '+Inf' || text === 'Inf' ? Infinity : Number(text || 'x')
  const found = series.map(({ name, labels, values }) => ({
    ...{ name, values: values.map((value) => (value !== null && Number.isFinite(value) ? value : null)) },
    top: bound(labels['le'] ?? name),
    isLe: labels['le'] !== undefined || bound(name) === Infinity,
  }))
  const numeric = found.length > 0 && found.every(({ top }) => !Number.isNaN(top))
  if (!numeric)
    return {
      times,
      numeric,
      rows: found.map(({ name, values }, at) => ({ label: name, bottom: at, top: at + 1, counts: values })),
    }
  const sums = new Map<number, (number | null)[]>()
  for (const { top, values } of found) {
    const sum = sums.get(top)
    sums.set(
      top,
      sum
        ? sum.map((value, at) => (value === null && values[at] === null ? null : (value ?? 0) + (values[at] ?? 0)))
        : values,
    )
  }
  const tops = [...sums.keys()].toSorted((one, other) => one - other)
  const cumulative = found.some(({ isLe }) => isLe)
  const rows = tops.map((top, at): Row => {
    const [own = [], below] = [sums.get(top), sums.get(tops[at - 1] ?? NaN)]
    const counts =
      cumulative && below
        ? own.map((value, time) => (value === null ? null : Math.max(0, value - (below[time] ?? 0))))
        : own
    const bottom = at > 0 ? (tops[at - 1] ?? 0) : top > 0 ? 0 : -Infinity
    return { label: top === Infinity ? '+Inf' : String(top), bottom, top, counts }
  })
  return { times, rows, numeric }
}

/** All buckets that there are at any time, each as a row. */
function ofNatives(natives: readonly HistogramSeries[]): Made {
  const times = [...new Set(natives.flatMap(({ points }) => points.map(({ atMs }) => atMs)))].toSorted((a, b) => a - b)
  const place = new Map(times.map((time, at) => [time, at]))
  const rows = new Map<string, Row>()
  for (const { atMs, buckets } of natives.flatMap(({ points }) => points)) {
    for (const { lower, upper, count } of buckets) {
      const key = `${lower} ${upper}`
      const row = rows.get(key) ?? { label: String(upper), bottom: lower, top: upper, counts: times.map(() => null) }
      rows.set(key, row)
      const at = place.get(atMs) ?? 0
      row.counts[at] = (row.counts[at] ?? 0) + count
    }
  }
  return { times, numeric: true, rows: [...rows.values()].toSorted((one, other) => one.top - other.top) }
}

const wantedRows = 20

/** Values of all series, counted into as many rows as the panel wants, and twenty else. */
function ofValues(panel: Fields, frames: readonly Frame[], { yBuckets }: HeatmapOptions): Made {
  const { times, series, range } = seriesOf(panel, frames)
  const asked = Number(yBuckets?.value)
  const span = range.max - range.min || 1
  const size =
    yBuckets?.mode === 'size' && asked > 0
      ? asked
      : span / (yBuckets?.mode === 'count' && asked >= 1 ? asked : wantedRows)
  const start = Math.floor(range.min / size) * size
  const count = Math.min(mostRows, Math.max(1, Math.floor((range.max - start) / size) + 1))
  const rows = Array.from({ length: count }, (_, at): Row => {
    const bottom = start + at * size
    return { label: String(bottom + size), bottom, top: bottom + size, counts: times.map(() => 0) }
  })
  for (const { values } of series) {
    for (const [at, value] of values.entries()) {
      if (value === null || !Number.isFinite(value)) continue
      const row = rows[Math.min(count - 1, Math.floor((value - start) / size))]
      if (row) row.counts[at] = (row.counts[at] ?? 0) + 1
    }
  }
  return { times, rows, numeric: true }
}
