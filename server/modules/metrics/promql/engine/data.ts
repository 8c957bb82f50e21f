/** Values as columns over the steps of a query. */
import type { Histogram } from '../../histograms/histogram.ts'
import type { Labels } from '../labels.ts'

/** The evaluation times: `count` of them, `stepMs` apart. An instant query has one. */
export type Grid = { readonly startMs: number; readonly stepMs: number; readonly count: number }

/** What lies at a step: nothing, a float or a histogram. */
export const absent = 0
export const float = 1
export const histogramValue = 2

/** One series over a grid. Whoever made it may write into it; afterwards nobody. */
export type StepSeries = {
  labels: Labels
  /** The name goes when the query is done: until then functions may still look at it. */
  dropName: boolean
  values: Float64Array
  present: Uint8Array
  histograms: (Histogram | undefined)[] | undefined
}

/** What a result says of a series. */
export type ColumnSeries = Readonly<Pick<StepSeries, 'labels' | 'values' | 'present' | 'histograms'>>

export type Value =
  | { type: 'scalar'; values: Float64Array }
  | { type: 'string'; text: string }
  | { type: 'vector'; series: StepSeries[] }

export function timeAt(grid: Grid, step: number): number {
  return grid.startMs + step * grid.stepMs
}

export function lastTime(grid: Grid): number {
  return timeAt(grid, grid.count - 1)
}

export function emptySeries(labels: Labels, dropName: boolean, count: number): StepSeries {
  return { labels, dropName, ...columnsOf(count), histograms: undefined }
}

/** Of small columns many lie in one piece of memory: a piece for each costs the garbage collector more than its bytes. */
const piece = 8_192
let free = { values: new Float64Array(0), present: new Uint8Array(0) }

function columnsOf(count: number): Pick<StepSeries, 'values' | 'present'> {
  if (count > piece / 8) return { values: new Float64Array(count), present: new Uint8Array(count) }
  if (free.values.length < count) free = { values: new Float64Array(piece), present: new Uint8Array(piece) }
  const own = { values: free.values.subarray(0, count), present: free.present.subarray(0, count) }
  free = { values: free.values.subarray(count), present: free.present.subarray(count) }
  return own
}

/** Puts a result at a step; undefined leaves it absent. */
export function put(series: StepSeries, step: number, value: number | Histogram | undefined): void {
  if (value === undefined) return
  if (typeof value === 'number') {
    series.values[step] = value
    series.present[step] = float
    return
  }
  series.histograms ??= Array.from<Histogram | undefined>({ length: series.present.length })
  series.histograms[step] = value
  series.present[step] = histogramValue
}

export function valueAt(series: ColumnSeries, step: number): number | Histogram | undefined {
  const kind = series.present[step]
  if (kind === float) return series.values[step]
  return kind === histogramValue ? series.histograms?.[step] : undefined
}

/** What a value counts for in the bound on samples. */
export function sizeOf(value: Value, { count }: Grid): number {
  return value.type === 'vector' ? value.series.length * count : value.type === 'scalar' ? count : 0
}

export function isEmpty({ present }: Pick<StepSeries, 'present'>): boolean {
  return !present.includes(float) && !present.includes(histogramValue)
}

export const withSamples = (series: readonly StepSeries[]): StepSeries[] => series.filter((one) => !isEmpty(one))

/** The same columns under other labels or another fate of the name. */
export function relabelled(series: StepSeries, change: Partial<Pick<StepSeries, 'labels' | 'dropName'>>): StepSeries {
  return { ...series, ...change }
}

/** A new series with what `change` makes of each sample. */
export function mapSamples(
  series: StepSeries,
  change: (value: number | Histogram, step: number) => number | Histogram | undefined,
  { dropName }: { dropName: boolean },
): StepSeries {
  const count = series.present.length
  const result = emptySeries(series.labels, dropName || series.dropName, count)
  for (let step = 0; step < count; step++) {
    const value = valueAt(series, step)
    if (value !== undefined) put(result, step, change(value, step))
  }
  return result
}
