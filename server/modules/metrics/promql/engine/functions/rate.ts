/** `rate`, `increase` and `delta`: the change over a window, extrapolated to its edges. Source: functions.go, extrapolatedRate. */
import type { Histogram } from '../../../histograms/histogram.ts'
import { add, multiply } from '../../../histograms/arithmetic.ts'
import { changeOver } from '../../../histograms/rate.ts'
import { withResetHint } from '../../../histograms/histogram.ts'
import { type Window, hasFalls, histogramsIn, kindsIn } from '../columns.ts'
import { type RangeCall, type RangeFunction, annotate, warnOfMix } from './range-function.ts'
import { isResetAt, startOf, warnOfOverlaps } from './resets.ts'

export const rate: RangeFunction = (window, call) => extrapolated(window, call, { counter: true, perSecond: true })
export const increase: RangeFunction = (window, call) => extrapolated(window, call, { counter: true, perSecond: false })
export const delta: RangeFunction = (window, call) => extrapolated(window, call, { counter: false, perSecond: false })

type Kind = { counter: boolean; perSecond: boolean }

/** A gap to the edge up to this many sample distances counts as covered by the series. */
const edgeTolerance = 1.1

function extrapolated(window: Window, call: RangeCall, kind: Kind): number | Histogram | undefined {
  const { from, to, times } = window
  if (!window.histograms && !window.startTimes) return plainFloats(window, call.rangeMs, kind)
  const kinds = kindsIn(window)
  if (kinds.floats > 0 && kinds.histograms > 0) return warnOfMix(window, call)
  // A known start within the window is a zero at that time.
  const start = kind.counter ? startOf(window, from) : undefined
  const zeroMs = start !== undefined && start > window.startMs ? start : undefined
  if (to - from < 2 && zeroMs === undefined) return undefined
  if (kind.counter) warnOfOverlaps(window, call)
  const firstMs = times[from] ?? 0
  const lastMs = times[to - 1] ?? 0
  const coveredMs = lastMs - (zeroMs ?? firstMs)
  const averageMs = to - from > 1 ? (lastMs - firstMs) / (to - from - 1) : 0
  const factor = (first: number, raw: number) => {
    const gapStartMs = zeroMs === undefined ? edge(firstMs - window.startMs, averageMs) : 0
    const gapEndMs = edge(window.endMs - lastMs, averageMs)
    return share({ first, raw, coveredMs, gapStartMs, gapEndMs }, kind) / (kind.perSecond ? call.rangeMs / 1000 : 1)
  }
  if (kinds.histograms > 0) return ofHistograms(window, call, { kind, hasZero: zeroMs !== undefined, factor })
  const first = window.values[from] ?? 0
  const raw = floatChange(window, kind) + (zeroMs === undefined ? 0 : first)
  return raw * factor(first, raw)
}

/** The common case, without an object for each window. */
function plainFloats(window: Window, rangeMs: number, kind: Kind): number | undefined {
  const { from, to, times, values } = window
  if (to - from < 2) return undefined
  const firstMs = times[from] ?? 0
  const lastMs = times[to - 1] ?? 0
  const coveredMs = lastMs - firstMs
  const averageMs = coveredMs / (to - from - 1)
  const first = values[from] ?? 0
  const raw = floatChange(window, kind)
  let gapStartMs = edge(firstMs - window.startMs, averageMs)
  if (kind.counter && raw > 0 && first >= 0) gapStartMs = Math.min(gapStartMs, coveredMs * (first / raw))
  const whole = (coveredMs + gapStartMs + edge(window.endMs - lastMs, averageMs)) / coveredMs
  return raw * (kind.perSecond ? whole / (rangeMs / 1000) : whole)
}

type Edges = { firstMs: number; lastMs: number; startMs: number; endMs: number }

/** From what is known of a window with at least two samples: `raw` is the change from the first to the last. */
export function extrapolate(
  { firstMs, lastMs, startMs, endMs, count, first, raw }: Edges & { count: number; first: number; raw: number },
  rangeMs: number,
  kind: Kind,
): number {
  const coveredMs = lastMs - firstMs
  const averageMs = coveredMs / (count - 1)
  const gapStartMs = edge(firstMs - startMs, averageMs)
  const whole = share({ first, raw, coveredMs, gapStartMs, gapEndMs: edge(endMs - lastMs, averageMs) }, kind)
  return raw * (kind.perSecond ? whole / (rangeMs / 1000) : whole)
}

type Span = { first: number; raw: number; coveredMs: number; gapStartMs: number; gapEndMs: number }

/** The window with the gaps that count as covered, to what the samples cover. */
function share({ first, raw, coveredMs, gapStartMs, gapEndMs }: Span, { counter }: Kind): number {
  // Counters do not begin below zero.
  const start = counter && raw > 0 && first >= 0 ? Math.min(gapStartMs, coveredMs * (first / raw)) : gapStartMs
  return (coveredMs + start + gapEndMs) / coveredMs
}

function edge(gapMs: number, averageMs: number): number {
  return gapMs >= averageMs * edgeTolerance ? averageMs / 2 : gapMs
}

function floatChange(window: Window, { counter }: Kind): number {
  const { from, to, values } = window
  let change = (values[to - 1] ?? 0) - (values[from] ?? 0)
  if (!counter || (!window.startTimes && !hasFalls(window))) return change
  for (let at = from + 1; at < to; at++) if (isResetAt(window, at)) change += values[at - 1] ?? 0
  return change
}

function ofHistograms(
  window: Window,
  call: RangeCall,
  { kind, hasZero, factor }: { kind: Kind; hasZero: boolean; factor: (first: number, raw: number) => number },
): Histogram | undefined {
  const all = histogramsIn(window)
  const [first] = all
  if (!first) return undefined
  let result: Histogram = withResetHint(first, 'gauge')
  if (all.length > 1) {
    const isReset = (at: number) => isResetAt(window, window.from + at)
    const change = changeOver(all, kind.counter ? { counter: true, isReset } : { counter: false })
    annotate(change.notes, window, call)
    if (!change.histogram) return undefined
    const sum = hasZero ? add(change.histogram, first) : { histogram: change.histogram }
    if (!sum) return undefined
    result = withResetHint(sum.histogram, 'gauge')
  }
  return multiply(result, factor(first.count, result.count))
}
