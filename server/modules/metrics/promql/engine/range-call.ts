/** Calls of functions over ranges: of a selector, series by series as the store gives them, or of a subquery. */
import { type Histogram, withResetHint } from '../../histograms/histogram.ts'
import type { SeriesSamples, WindowRequest } from '../queryable.ts'
import { type Call, type RangeSelector, type Subquery, unwrap } from '../syntax/index.ts'
import { executionError } from '../errors.ts'
import { slideBuckets } from './bucket-windows.ts'
import { nameOf, slide, windowOf } from './columns.ts'
import { type Grid, type StepSeries, emptySeries, float, isEmpty, put, sizeOf, timeAt, valueAt } from './data.ts'
import { type Edges, extendedChange, narrow } from './functions/extended-rate.ts'
import { bucketFunctions } from './functions/of-buckets.ts'
import type { RangeCall, RangeFunction } from './functions/range-function.ts'
import { keepsName, rangeFunctions } from './functions/range-functions.ts'
import { type Run, type TimeShift, positiveDurationMs, shifted, timeShift } from './run.ts'
import { readSeries, shiftedEnds, windowsOf } from './select.ts'

/** A series that a range is taken of; one from a subquery may have a name that is to go. */
type Source = { samples: SeriesSamples; dropName: boolean }

export type Range = {
  readonly shift: TimeShift
  readonly rangeMs: number
  readonly extension: 'anchored' | 'smoothed' | undefined
  /** In buckets where the function named can be worked out from them and the store has them; else in samples. */
  readonly read: (name?: string) => AsyncGenerator<readonly Source[]>
}

export async function evaluateRangeCall(run: Run, node: Call, grid: Grid): Promise<StepSeries[]> {
  const compute = rangeFunctions.get(node.name)
  const argument = node.args.map(unwrap).find(({ kind }) => kind === 'rangeSelector' || kind === 'subquery')
  if (!compute || (argument?.kind !== 'rangeSelector' && argument?.kind !== 'subquery')) {
    throw executionError(`"${node.name}" is no function of a range vector`)
  }
  const scalars: Float64Array[] = []
  for (const arg of node.args) {
    if (unwrap(arg) === argument) continue
    const value = await run.evaluate(arg, grid)
    if (value.type === 'scalar') scalars.push(value.values)
  }
  const range = rangeOf(run, argument, grid)
  const call: RangeCall = {
    function: node.name,
    span: argument.span,
    argSpans: node.args.map(({ span }) => span),
    annotations: run.annotations,
    rangeMs: range.rangeMs,
    args: [],
    timeMs: 0,
  }
  const result: StepSeries[] = []
  const counters = new Set<string>()
  for await (const sources of range.read(node.name)) {
    for (const source of sources) {
      const one = overSteps(source, { compute, call, range, grid, scalars, lookbackMs: run.lookbackMs })
      if (isEmpty(one)) continue
      noteNonCounter(call, one, counters)
      run.budget.hold(grid.count)
      result.push(one)
    }
  }
  return result
}

/** `rate` of a gauge is a common mistake, and by its name a counter is known; those that were looked at are `counters`. */
function noteNonCounter(call: RangeCall, result: StepSeries, counters: Set<string>): void {
  if (call.function !== 'rate' && call.function !== 'increase') return
  const name = nameOf(result)
  if (counters.has(name)) return
  if (name === '' || /_(?:total|sum|count|bucket)$/.test(name)) return void counters.add(name)
  if (!result.present.includes(float)) return
  const message = 'metric might not be a counter, name does not end in _total/_sum/_count/_bucket:'
  call.annotations.info(`${message} "${name}"`, call.span)
}

type Work = {
  compute: RangeFunction
  call: RangeCall
  range: Range
  grid: Grid
  scalars: readonly Float64Array[]
  lookbackMs: number
}

function overSteps(
  { samples, dropName }: Source,
  { compute, call, range, grid, scalars, lookbackMs }: Work,
): StepSeries {
  if (samples.buckets) return overBuckets(samples, { call, range, grid })
  const window = windowOf(samples)
  const result = emptySeries(samples.labels, dropName || !keepsName.has(call.function), grid.count)
  const { extension } = range
  for (let step = 0; step < grid.count; step++) {
    call.timeMs = timeAt(grid, step)
    const endMs = shifted(range.shift, call.timeMs)
    const startMs = endMs - range.rangeMs
    if (extension) slide(window, startMs - lookbackMs, extension === 'smoothed' ? endMs + lookbackMs : endMs)
    else slide(window, startMs, endMs)
    if (window.from === window.to) continue
    if (scalars.length > 0) call.args = scalars.map((values) => values[step] ?? Number.NaN)
    if (!extension) put(result, step, compute(window, call))
    else {
      const edges: Edges = { startMs, endMs, extension }
      const { from, to } = window
      if (narrow(window, edges)) {
        const isChange = ['rate', 'increase', 'delta'].includes(call.function)
        put(result, step, isChange ? extendedChange(window, call, edges) : compute(window, call))
      }
      window.from = from
      window.to = to
    }
  }
  return result
}

function overBuckets(
  { labels, buckets }: SeriesSamples,
  { call, range, grid }: Pick<Work, 'call' | 'range' | 'grid'>,
): StepSeries {
  const { compute } = bucketFunctions.get(call.function) ?? {}
  if (!buckets || !compute) throw executionError(`"${call.function}" does not work on buckets`)
  const result = emptySeries(labels, !keepsName.has(call.function), grid.count)
  const windows = { ends: (step: number) => shifted(range.shift, timeAt(grid, step)), lengthMs: range.rangeMs }
  slideBuckets(buckets, windows, grid.count, (window, step) => put(result, step, compute(window, range.rangeMs)))
  return result
}

function wholeWindows(
  name: string,
  { shift, rangeMs, grid }: Pick<Range, 'shift' | 'rangeMs'> & { grid: Grid },
): WindowRequest | undefined {
  const { fields } = bucketFunctions.get(name) ?? {}
  const windows = windowsOf(shift, grid)
  return fields && windows && { ...windows, lengthMs: rangeMs, of: 'window', fields }
}

export function rangeOf(run: Run, node: RangeSelector | Subquery, grid: Grid): Range {
  const rangeMs = positiveDurationMs(run, node.range)
  if (node.kind === 'rangeSelector') {
    const { selector } = node
    const shift = timeShift(run, selector)
    const { first, last } = shiftedEnds(shift, grid)
    const before = selector.extension ? run.lookbackMs : 0
    const beyond = selector.extension === 'smoothed' ? run.lookbackMs : 0
    const read = async function* (name = '') {
      const windows = selector.extension ? undefined : wholeWindows(name, { shift, rangeMs, grid })
      for await (const several of readSeries(run, selector, [first - rangeMs - before, last + beyond], windows)) {
        yield several.map((samples) => ({ samples, dropName: false }))
      }
    }
    return { shift, rangeMs, extension: selector.extension, read }
  }
  const shift = timeShift(run, node)
  const read = () => readSubquery(run, node, { rangeMs, ...shiftedEnds(shift, grid) })
  return { shift, rangeMs, extension: undefined, read }
}

/** Evaluates the inner expression at the multiples of the step that any window may hold. */
async function* readSubquery(
  run: Run,
  node: Subquery,
  { rangeMs, first, last }: { rangeMs: number; first: number; last: number },
): AsyncGenerator<readonly Source[]> {
  const stepMs = node.step ? positiveDurationMs(run, node.step) : run.defaultStepMs
  const startMs = (Math.floor((first - rangeMs) / stepMs) + 1) * stepMs
  if (startMs > last) return
  const count = Math.floor((last - startMs) / stepMs) + 1
  run.budget.hold(count)
  const inner: Grid = { startMs, stepMs, count }
  const value = await run.evaluate(node.of, inner)
  if (value.type !== 'vector') throw executionError('subquery is only allowed on instant vector')
  yield value.series.map((series) => ({ samples: asSamples(series, inner), dropName: series.dropName }))
  run.budget.release(count + sizeOf(value, inner))
}

function asSamples(series: StepSeries, grid: Grid): SeriesSamples {
  const steps: number[] = []
  for (const [step, kind] of series.present.entries()) if (kind !== 0) steps.push(step)
  const histograms = series.histograms && steps.map((step) => asHistogram(valueAt(series, step)))
  return {
    labels: series.labels,
    times: Float64Array.from(steps, (step) => timeAt(grid, step)),
    values: Float64Array.from(steps, (step) => series.values[step] ?? 0),
    histograms,
  }
}

/** What is known of a reset since the sample before says nothing of the one a step before. */
function asHistogram(value: ReturnType<typeof valueAt>): Histogram | undefined {
  if (typeof value !== 'object') return undefined
  return value.resetHint === 'gauge' ? value : withResetHint(value, 'unknown')
}
