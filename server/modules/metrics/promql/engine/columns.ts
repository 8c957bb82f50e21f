/** Samples of a series on their way to a range function: without stale markers, cut to what a query needs. */
import type { Histogram } from '../../histograms/histogram.ts'
import { type Labels, labelValue, metricName } from '../labels.ts'
import type { SeriesSamples } from '../queryable.ts'
import { isStale } from '../staleness.ts'

/** Columns of one length, and the window of them that a function looks at: `from` up to, without, `to`. */
export type Window = {
  readonly labels: Labels
  readonly times: Float64Array
  readonly values: Float64Array
  readonly histograms: readonly (Histogram | undefined)[] | undefined
  readonly startTimes: Float64Array | undefined
  /** Whether some float is less than the one before, as counters are only after a reset; `unknown` until asked. */
  falls: boolean | undefined
  from: number
  to: number
  /** The window is open at its start and closed at its end. */
  startMs: number
  endMs: number
}

export function windowOf(series: SeriesSamples): Window {
  const { labels, times, values, histograms, startTimes } = withoutStale(series)
  const edges = { from: 0, to: 0, startMs: 0, endMs: 0 }
  return { labels, times, values, histograms, startTimes, falls: undefined, ...edges }
}

export const nameOf = ({ labels }: { readonly labels: Labels }): string => labelValue(labels, metricName)

/** Moves the window on; ends never move back, except to start over. */
export function slide(window: Window, startMs: number, endMs: number): void {
  if (startMs < window.startMs || endMs < window.endMs) {
    window.from = 0
    window.to = 0
  }
  window.startMs = startMs
  window.endMs = endMs
  const { times } = window
  let { from, to } = window
  while (from < times.length && (times[from] ?? 0) <= startMs) from++
  while (to < times.length && (times[to] ?? 0) <= endMs) to++
  window.from = from
  window.to = Math.max(from, to)
}

export function hasFalls(window: Window): boolean {
  return (window.falls ??= fallsSomewhere(window.values))
}

function fallsSomewhere(values: Float64Array): boolean {
  for (let at = 1; at < values.length; at++) if ((values[at] ?? 0) < (values[at - 1] ?? 0)) return true
  return false
}

/** Whether the window holds floats, histograms, or both. */
export function kindsIn({ histograms, from, to }: Window): { floats: number; histograms: number } {
  if (!histograms) return { floats: to - from, histograms: 0 }
  let found = 0
  for (let at = from; at < to; at++) if (histograms[at] !== undefined) found++
  return { floats: to - from - found, histograms: found }
}

/** The floats of the window; a view where there is nothing else. */
export function floatsIn({ values, histograms, from, to }: Window): Float64Array {
  const slice = values.subarray(from, to)
  return histograms ? slice.filter((_, at) => histograms[from + at] === undefined) : slice
}

export function histogramsIn({ histograms, from, to }: Window): Histogram[] {
  return (histograms ?? []).slice(from, to).filter((one) => one !== undefined)
}

/** Nearly always none: then there is nothing to copy. */
function hasStale(values: Float64Array): boolean {
  for (let at = 0; at < values.length; at++) if (isStale(values, at)) return true
  return false
}

function withoutStale(series: SeriesSamples): SeriesSamples {
  const { times, values, histograms, startTimes } = series
  if (!hasStale(values)) return series
  const kept: number[] = []
  for (let at = 0; at < times.length; at++) {
    if (histograms?.[at] !== undefined || !isStale(values, at)) kept.push(at)
  }
  const pick = (column: Float64Array) => Float64Array.from(kept, (at) => column[at] ?? 0)
  return {
    labels: series.labels,
    times: pick(times),
    values: pick(values),
    histograms: histograms && kept.map((at) => histograms[at]),
    startTimes: startTimes && pick(startTimes),
  }
}
