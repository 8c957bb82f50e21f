/** Reads what selectors name: instant vectors over a grid, and series for range functions. */
import { between } from '../../histograms/rate.ts'
import { detectReset } from '../../histograms/resets.ts'
import { multiply } from '../../histograms/arithmetic.ts'
import { usesCustomBuckets } from '../../histograms/histogram.ts'
import type { BucketColumns, SeriesSamples, WindowRequest } from '../queryable.ts'
import { isStale } from '../staleness.ts'
import type { Selector } from '../syntax/index.ts'
import { readerOf } from './bucket-windows.ts'
import { nameOf } from './columns.ts'
import { type Grid, type StepSeries, emptySeries, isEmpty, lastTime, put, timeAt } from './data.ts'
import { type Run, type TimeShift, shifted, timeShift } from './run.ts'

/** What of the newest sample is wanted: its value, or one of its times in seconds. */
export type Wanted = 'value' | 'time' | 'startTime'

/** The vector that a selector names at each step: of each series the newest sample that is not older than the lookback. */
export async function selectInstant(
  run: Run,
  selector: Selector,
  grid: Grid,
  options: { wanted?: Wanted; shift?: TimeShift | undefined } = {},
): Promise<StepSeries[]> {
  const { wanted = 'value', shift = timeShift(run, selector) } = options
  const { first, last } = shiftedEnds(shift, grid)
  const isSmoothed = selector.extension === 'smoothed'
  const result: StepSeries[] = []
  const beyond = isSmoothed ? run.lookbackMs : 0
  const windows = isSmoothed || wanted === 'startTime' ? undefined : newestWindows(run, grid, shift)
  const stepsOf = (series: SeriesSamples): StepSeries => {
    if (isSmoothed) return smoothedSteps(run, selector, series, grid, shift)
    const { buckets } = series
    if (buckets) return newestOfBuckets(run, { ...series, buckets }, grid, { shift, wanted })
    return newestSteps(run, series, grid, { shift, wanted })
  }
  for await (const several of readSeries(run, selector, [first - run.lookbackMs, last + beyond], windows)) {
    for (const series of several) {
      const one = stepsOf(series)
      if (isEmpty(one)) continue
      run.budget.hold(grid.count)
      result.push(one)
    }
  }
  return result
}

/** To look at the clock so often: waiting for each series costs more than many a computation. */
const seriesAtOnce = 32

/** Each series of a selector once, some at a time; counts what is held and lets go of it when the next ones are asked for. */
export async function* readSeries(
  run: Run,
  selector: Selector,
  [afterMs, toMs]: readonly [afterMs: number, toMs: number],
  windows?: WindowRequest,
): AsyncGenerator<readonly SeriesSamples[]> {
  const { budget } = run
  const { maxSamples, maxSeries } = budget.limits
  const { signal } = budget
  const { matchers } = selector
  const wantsBuckets = !run.withoutBuckets.has(selector)
  for await (const batch of run.queryable.select({
    matchers,
    afterMs,
    toMs,
    wantsBuckets,
    maxSamples,
    maxSeries,
    signal,
    windows,
  })) {
    budget.countSeries(batch.length)
    const samples = batch.reduce((sum, { times, buckets }) => sum + times.length + (buckets?.ends.length ?? 0), 0)
    budget.countRead(samples)
    budget.hold(samples)
    if (batch.some(({ times, values }) => times.length !== values.length))
      throw new RangeError('columns of unequal length')
    for (let at = 0; at < batch.length; at += seriesAtOnce) {
      budget.check()
      yield batch.slice(at, at + seriesAtOnce)
    }
    budget.release(samples)
  }
}

/** The earliest and the latest time that a grid looks at. */
export function shiftedEnds(shift: TimeShift, grid: Grid): { first: number; last: number } {
  return { first: shifted(shift, grid.startMs), last: shifted(shift, lastTime(grid)) }
}

/** A window for each step, shifted as a selector's are. A pinned one is the same for all, and then there is one step. */
export function windowsOf(shift: TimeShift, grid: Grid): Pick<WindowRequest, 'endMs' | 'stepMs' | 'count'> | undefined {
  if (shift.pinnedMs !== undefined && grid.count > 1) return undefined
  return { endMs: shifted(shift, grid.startMs), stepMs: grid.stepMs, count: grid.count }
}

function newestWindows(run: Run, grid: Grid, shift: TimeShift): WindowRequest | undefined {
  const windows = windowsOf(shift, grid)
  const fields = ['count', 'lastTime', 'last', 'staleTime'] as const
  return windows && { ...windows, lengthMs: run.lookbackMs, of: 'newest', fields }
}

/** The newest sample lies in the last bucket that has one, unless a stale marker came after it. */
function newestOfBuckets(
  run: Run,
  { labels, buckets }: SeriesSamples & { buckets: BucketColumns },
  grid: Grid,
  { shift, wanted }: { shift: TimeShift; wanted: Wanted },
): StepSeries {
  const { ends, fields } = buckets
  const of = readerOf(fields)
  const result = emptySeries(labels, false, grid.count)
  let next = 0
  for (let step = 0; step < grid.count; step++) {
    const at = shifted(shift, timeAt(grid, step))
    while (next < ends.length && (ends[next] ?? 0) <= at) next++
    const newest = next - 1
    if (newest < 0) continue
    const time = of('count', newest) > 0 ? of('lastTime', newest) : 0
    if (of('staleTime', newest) > time || time <= at - run.lookbackMs) continue
    put(result, step, wanted === 'time' ? time / 1000 : of('last', newest))
  }
  return result
}

function newestSteps(
  run: Run,
  series: SeriesSamples,
  grid: Grid,
  { shift, wanted }: { shift: TimeShift; wanted: Wanted },
): StepSeries {
  const { times, values, histograms, startTimes } = series
  const result = emptySeries(series.labels, false, grid.count)
  let next = 0
  for (let step = 0; step < grid.count; step++) {
    const at = shifted(shift, timeAt(grid, step))
    while (next < times.length && (times[next] ?? 0) <= at) next++
    const newest = next - 1
    const time = times[newest]
    if (time === undefined || time <= at - run.lookbackMs) continue
    const histogram = histograms?.[newest]
    if (!histogram && isStale(values, newest)) continue
    if (wanted === 'time') put(result, step, time / 1000)
    else if (wanted === 'startTime') put(result, step, (startTimes?.[newest] ?? 0) / 1000)
    else put(result, step, histogram ?? values[newest])
  }
  return result
}

/** `smoothed`: between the samples before and after, in proportion; without one after, the one before. */
function smoothedSteps(run: Run, selector: Selector, series: SeriesSamples, grid: Grid, shift: TimeShift): StepSeries {
  const { times, values, histograms } = series
  const kept = Array.from(times.keys()).filter((at) => histograms?.[at] !== undefined || !isStale(values, at))
  const sampleAt = (index: number) => {
    const at = kept[index]
    return at === undefined ? undefined : { time: times[at] ?? 0, value: histograms?.[at] ?? values[at] ?? 0 }
  }
  const result = emptySeries(series.labels, false, grid.count)
  let next = 0
  for (let step = 0; step < grid.count; step++) {
    const at = shifted(shift, timeAt(grid, step))
    while (next < kept.length && (times[kept[next] ?? 0] ?? 0) <= at) next++
    const before = sampleAt(next - 1)
    const after = sampleAt(next)
    if (!before || before.time <= at - run.lookbackMs) continue
    if (!after || after.time > at + run.lookbackMs || before.time === at) put(result, step, before.value)
    else {
      const share = (at - before.time) / (after.time - before.time)
      put(result, step, smoothedValue(run, selector, nameOf(series), [before.value, after.value, share]))
    }
  }
  return result
}

type SampleValue = StepSeries['values'][number] | NonNullable<NonNullable<StepSeries['histograms']>[number]>

function smoothedValue(
  run: Run,
  selector: Selector,
  name: string,
  [before, after, share]: [SampleValue, SampleValue, number],
): SampleValue | undefined {
  if (typeof before === 'number' && typeof after === 'number') return before + (after - before) * share
  if (typeof before === 'number' || typeof after === 'number') {
    run.annotations.warn('encountered a mix of histograms and floats', selector.span, name)
    return undefined
  }
  if (usesCustomBuckets(before) !== usesCustomBuckets(after)) {
    const message = 'vector contains a mix of histograms with exponential and custom buckets schemas'
    run.annotations.warn(message, selector.span, name)
    return undefined
  }
  // A counter that began again went on from nothing.
  if (after.resetHint !== 'gauge' && detectReset(after, before)) return multiply(after, share)
  return between(before, after, share)
}
