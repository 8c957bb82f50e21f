/**
 * `rate`, `increase` and `delta` over `anchored` and `smoothed` ranges: not extrapolated, but from the value at the one
 * edge to that at the other. Anchored takes the last sample before the edge, smoothed what lies between the samples
 * around it. The window reaches beyond the edges for that. Source: functions.go, extendedRate.
 */
import { add, multiply, subtract } from '../../../histograms/arithmetic.ts'
import { type Histogram, usesCustomBuckets, withResetHint } from '../../../histograms/histogram.ts'
import { type HistogramNote, between } from '../../../histograms/rate.ts'
import { type Window, kindsIn } from '../columns.ts'
import { type RangeCall, annotate, warnOfMix } from './range-function.ts'
import { isResetAt } from './resets.ts'

/** The edges of the range itself; open at the start. */
export type Edges = { startMs: number; endMs: number; extension: 'anchored' | 'smoothed' }

type Value = number | Histogram

/** Narrows the window to the samples that matter: from the last one before the start to the last before, or first at, the end. */
export function narrow(window: Window, { startMs, endMs, extension }: Edges): boolean {
  const { times } = window
  let { from, to } = window
  while (from + 1 < to && (times[from + 1] ?? 0) <= startMs) from++
  if (extension === 'smoothed') while (to - 2 >= from && (times[to - 2] ?? 0) >= endMs) to--
  window.from = from
  window.to = to
  return to > from && (times[to - 1] ?? 0) > startMs && (times[from] ?? 0) <= endMs
}

export function extendedChange(window: Window, call: RangeCall, edges: Edges): Value | undefined {
  const kinds = kindsIn(window)
  if (kinds.floats > 0 && kinds.histograms > 0) return warnOfMix(window, call)
  const isCounter = call.function !== 'delta'
  const change =
    kinds.histograms > 0 ? histogramChange(window, call, edges) : changeBetween(window, edges, isCounter, floatMath)
  if (change === undefined || call.function !== 'rate') return change
  const seconds = call.rangeMs / 1000
  return typeof change === 'number' ? change / seconds : multiply(change, 1 / seconds)
}

function histogramChange(window: Window, call: RangeCall, edges: Edges): Histogram | undefined {
  const all = (window.histograms ?? []).slice(window.from, window.to).filter((one) => one !== undefined)
  const isGauge = (one: Histogram | undefined) => one?.resetHint === 'gauge'
  const isCounter = call.function !== 'delta'
  const notes: HistogramNote[] = []
  if (isCounter && all.some(isGauge)) notes.push('not_a_counter')
  if (!isCounter && !(isGauge(all[0]) && isGauge(all.at(-1)))) notes.push('not_a_gauge')
  if (all.some((one) => usesCustomBuckets(one) !== usesCustomBuckets(all[0] ?? one))) {
    annotate(['mixed_schemas'], window, call)
    return undefined
  }
  annotate(notes, window, call)
  const change = changeBetween(window, edges, isCounter, histogramMath)
  return typeof change === 'object' ? withResetHint(change, 'gauge') : undefined
}

type Maths = {
  at: (window: Window, index: number) => Value
  plus: (a: Value, b: Value) => Value
  minus: (a: Value, b: Value) => Value
  times: (a: Value, factor: number) => Value
  between: (a: Value, b: Value, share: number) => Value
}

function changeBetween(window: Window, edges: Edges, isCounter: boolean, maths: Maths): Value {
  const { from, to, times } = window
  const last = to - 1
  const isSmoothed = edges.extension === 'smoothed'
  const cutsLeft = isSmoothed && last > from && (times[from] ?? 0) < edges.startMs
  const cutsRight = isSmoothed && last > from && (times[last] ?? 0) > edges.endMs
  const left = cutsLeft ? interpolate(window, from + 1, edges.startMs, isCounter, maths) : maths.at(window, from)
  const right = cutsRight ? interpolate(window, last, edges.endMs, isCounter, maths) : maths.at(window, last)
  let change = maths.minus(right, left)
  if (!isCounter) return change
  // A reset that the left edge lies behind is in its value already.
  for (let at = from + (cutsLeft ? 2 : 1); at <= last; at++) {
    if (isResetAt(window, at)) change = maths.plus(change, maths.at(window, at - 1))
  }
  return change
}

/** The value at a time between the samples `at − 1` and `at`; a counter that began again came from nothing. */
function interpolate(window: Window, at: number, timeMs: number, isCounter: boolean, maths: Maths): Value {
  const before = window.times[at - 1] ?? 0
  const share = (timeMs - before) / ((window.times[at] ?? 0) - before)
  if (isCounter && isResetAt(window, at)) return maths.times(maths.at(window, at), share)
  return maths.between(maths.at(window, at - 1), maths.at(window, at), share)
}

const floatMath: Maths = {
  at: ({ values }, index) => values[index] ?? 0,
  plus: (a, b) => Number(a) + Number(b),
  minus: (a, b) => Number(a) - Number(b),
  times: (a, factor) => Number(a) * factor,
  between: (a, b, share) => Number(a) + (Number(b) - Number(a)) * share,
}

const none = 0
const both = (a: Value, b: Value, combine: (a: Histogram, b: Histogram) => Value | undefined): Value =>
  typeof a === 'object' && typeof b === 'object' ? (combine(a, b) ?? none) : none

const histogramMath: Maths = {
  at: ({ histograms }, index) => histograms?.[index] ?? none,
  plus: (a, b) => both(a, b, (x, y) => add(x, y)?.histogram),
  minus: (a, b) => both(a, b, (x, y) => subtract(x, y)?.histogram),
  times: (a, factor) => (typeof a === 'object' ? multiply(a, factor) : none),
  between: (a, b, share) => both(a, b, (x, y) => between(x, y, share)),
}
