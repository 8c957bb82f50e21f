/** Queries: one time, or many steps. What a caller gets is plain data. */
import type { Histogram } from '../../histograms/histogram.ts'
import { type Annotations, AnnotationList } from '../annotations.ts'
import { PromqlError, executionError, limitError } from '../errors.ts'
import { type Labels, compareLabels, dropMetadata, labelsKey } from '../labels.ts'
import type { Queryable } from '../queryable.ts'
import { type Expression, type Features, parse, stableFeatures, typeOf, unwrap } from '../syntax/index.ts'
import { selectorsWithoutBuckets } from './bucketless.ts'
import { windowOf } from './columns.ts'
import { type ColumnSeries, type Grid, type StepSeries, type Value, float, timeAt, valueAt } from './data.ts'
import { evaluate } from './evaluate.ts'
import { Budget, type Limits, defaultLimits } from './limits.ts'
import { rangeOf } from './range-call.ts'
import type { Run } from './run.ts'
import { joined } from './set-operators.ts'

export type EngineOptions = {
  readonly queryable: Queryable
  readonly features?: Features
  readonly limits?: Partial<Limits>
  /** How far back an instant selector looks for a sample. */
  readonly lookbackMs?: number
  /** The step of subqueries that name none: the evaluation interval. */
  readonly defaultStepMs?: number
  readonly signal?: AbortSignal
  /** Milliseconds that only grow, for the timeout. */
  readonly monotonicMs: () => number
}

export type Point = { readonly timeMs: number; readonly value: number | Histogram }
export type ResultSeries = { readonly labels: Labels; readonly points: readonly Point[] }

export type QueryResult = Annotations & {
  /** The most samples that were held at one time. */
  readonly peakSamples: number
  /** Of all selectors: samples, and buckets where those were read. */
  readonly totalSamples: number
} & (
    | { readonly type: 'scalar'; readonly points: readonly Point[] }
    | { readonly type: 'string'; readonly text: string }
    /** Of an instant query, each with one point; in the order of the query where it sorts. */
    | { readonly type: 'vector'; readonly series: readonly ResultSeries[] }
    /** Sorted by labels. */
    | { readonly type: 'matrix'; readonly series: readonly ResultSeries[] }
  )

/** Each series once, without the names that were to go, in any order. */
export type RangeColumns = Pick<QueryResult, keyof Annotations | 'peakSamples' | 'totalSamples'> & {
  readonly grid: Grid
  readonly series: readonly ColumnSeries[]
}

export const defaultLookbackMs = 300_000
const defaultSubqueryStepMs = 60_000

export async function queryInstant(
  options: EngineOptions,
  query: { text: string; timeMs: number },
): Promise<QueryResult> {
  const { text, timeMs } = query
  const tree = parse(text, options.features ?? stableFeatures)
  const grid: Grid = { startMs: timeMs, stepMs: 0, count: 1 }
  const run = createRun(options, { text, tree, grid, endMs: timeMs })
  if (typeOf(tree) === 'matrix') {
    return { ...said(run), type: 'matrix', series: sorted(await rangeVector(run, tree, grid)) }
  }
  const value = await run.evaluate(tree, grid)
  if (value.type === 'string') return { ...said(run), type: 'string', text: value.text }
  if (value.type === 'scalar') return { ...said(run), type: 'scalar', points: scalarPoints(value.values, grid) }
  return { ...said(run), type: 'vector', series: withPoints(finished(value.series), grid) }
}

/** `endMs` counts if a step falls on it. */
export type RangeQuery = { text: string; startMs: number; endMs: number; stepMs: number }

export async function queryRange(options: EngineOptions, query: RangeQuery): Promise<QueryResult> {
  return matrixOf(await evaluateRange(options, query))
}

/** The same as columns over the query's steps. */
export async function evaluateRange(options: EngineOptions, query: RangeQuery): Promise<RangeColumns> {
  const { text, startMs, endMs, stepMs } = query
  if (!(stepMs > 0)) throw new PromqlError('parse', 'zero or negative query resolution step widths are not accepted')
  if (endMs < startMs) throw new PromqlError('parse', 'end timestamp must not be before start time')
  const grid = gridOf(query)
  const { count } = grid
  const { maxPoints } = { ...defaultLimits, ...options.limits }
  if (count > maxPoints) {
    throw limitError(
      `exceeded maximum resolution of ${maxPoints} points per timeseries. Try decreasing the query resolution (?step=XX)`,
    )
  }
  const tree = parse(text, options.features ?? stableFeatures)
  const type = typeOf(tree)
  if (type !== 'scalar' && type !== 'vector') {
    throw new PromqlError(
      'parse',
      `invalid expression type "${type === 'matrix' ? 'range vector' : type}" for range query, must be Scalar or instant Vector`,
    )
  }
  const run = createRun(options, { text, tree, grid, endMs })
  const series = columnsOf(await run.evaluate(tree, grid))
  return { ...said(run), grid, series }
}

export const gridOf = ({ startMs, endMs, stepMs }: RangeQuery): Grid => ({
  ...{ startMs, stepMs },
  count: Math.floor((endMs - startMs) / stepMs) + 1,
})

export const matrixOf = ({ grid, series, ...rest }: RangeColumns): QueryResult => ({
  ...{ ...rest, type: 'matrix' },
  series: sorted(withPoints(series, grid)),
})

function columnsOf(value: Value): ColumnSeries[] {
  if (value.type === 'vector') return finished(value.series)
  if (value.type === 'string') return []
  const { values } = value
  return [{ labels: [], values, present: new Uint8Array(values.length).fill(float), histograms: undefined }]
}

function createRun(
  options: EngineOptions,
  { text, tree, grid, endMs }: { text: string; tree: Expression; grid: Grid; endMs: number },
): Run {
  const limits = { ...defaultLimits, ...options.limits }
  const signal = options.signal ?? new AbortController().signal
  const run: Run = {
    queryable: options.queryable,
    startMs: grid.startMs,
    endMs,
    stepMs: grid.stepMs,
    lookbackMs: options.lookbackMs ?? defaultLookbackMs,
    defaultStepMs: options.defaultStepMs ?? defaultSubqueryStepMs,
    withoutBuckets: selectorsWithoutBuckets(tree),
    annotations: new AnnotationList(text),
    budget: new Budget(limits, signal, options.monotonicMs),
    evaluate: (node, steps) => evaluate(run, node, steps),
  }
  return run
}

function said(run: Run): Annotations & { peakSamples: number; totalSamples: number } {
  const { peakSamples, readSamples: totalSamples } = run.budget
  return { ...run.annotations.all(), peakSamples, totalSamples }
}

function scalarPoints(values: Float64Array, grid: Grid): Point[] {
  return Array.from(values, (value, step) => ({ timeMs: timeAt(grid, step), value }))
}

/** Names that were to go go now; two series that become one must not be there at the same time. */
function finished(series: readonly StepSeries[]): ColumnSeries[] {
  const result = new Map<string, StepSeries>()
  for (const one of series) {
    const labels = one.dropName ? dropMetadata(one.labels) : one.labels
    const key = labelsKey(labels)
    const other = result.get(key)
    result.set(key, other ? joined(other, { ...one, labels }) : { ...one, labels })
  }
  return [...result.values()]
}

const withPoints = (series: readonly ColumnSeries[], grid: Grid): ResultSeries[] =>
  series.map((one) => ({ labels: one.labels, points: pointsOf(one, grid) }))

function pointsOf(series: ColumnSeries, grid: Grid): Point[] {
  const points: Point[] = []
  for (let step = 0; step < grid.count; step++) {
    const value = valueAt(series, step)
    if (value !== undefined) points.push({ timeMs: timeAt(grid, step), value })
  }
  return points
}

function sorted(series: ResultSeries[]): ResultSeries[] {
  return series.sort((a, b) => compareLabels(a.labels, b.labels))
}

/** The samples themselves. */
async function rangeVector(run: Run, tree: Expression, grid: Grid): Promise<ResultSeries[]> {
  const node = unwrap(tree)
  if (node.kind !== 'rangeSelector' && node.kind !== 'subquery') throw executionError('not a range vector')
  const range = rangeOf(run, node, grid)
  const endMs = (range.shift.pinnedMs ?? grid.startMs) - range.shift.offsetMs
  const result: ResultSeries[] = []
  for await (const sources of range.read()) {
    for (const { samples, dropName } of sources) {
      const { times, values, histograms } = windowOf(samples)
      const points = Array.from(times, (timeMs, at) => ({ timeMs, value: histograms?.[at] ?? values[at] ?? 0 }))
      const kept = points.filter(({ timeMs }) => timeMs > endMs - range.rangeMs && timeMs <= endMs)
      // What was counted for reading is let go of, and this is kept.
      run.budget.hold(kept.length)
      const labels = dropName ? dropMetadata(samples.labels) : samples.labels
      if (kept.length > 0) result.push({ labels, points: kept })
    }
  }
  return result
}
