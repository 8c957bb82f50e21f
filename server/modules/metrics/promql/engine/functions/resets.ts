/** Whether a counter began again between two samples: its value fell, or its start timestamp says so. */
import { detectReset } from '../../../histograms/resets.ts'
import type { Window } from '../columns.ts'
import type { RangeCall } from './range-function.ts'
import { nameOf } from '../columns.ts'

/** The start time of a sample, or undefined where it is not known: unset, or not before the sample. */
export function startOf({ startTimes, times }: Window, at: number): number | undefined {
  const start = startTimes?.[at] ?? 0
  return start !== 0 && start < (times[at] ?? 0) ? start : undefined
}

/** Between the samples `at − 1` and `at`, which are of one kind. */
export function isResetAt(window: Window, at: number): boolean {
  if (startedBetween(window, at)) return true
  const current = window.histograms?.[at]
  const previous = window.histograms?.[at - 1]
  if (current && previous) return detectReset(current, previous)
  return (window.values[at] ?? 0) < (window.values[at - 1] ?? 0)
}

/** A start right at the sample before is one only if that one has a start of its own: else it is just not known. */
function startedBetween(window: Window, at: number): boolean {
  if (!window.startTimes) return false
  const start = startOf(window, at)
  const before = window.times[at - 1] ?? 0
  if (start === undefined) return false
  return start > before || (start === before && startOf(window, at - 1) !== undefined)
}

/** A sample that says it covers time that the one before covers already, under another start. */
export function warnOfOverlaps(window: Window, call: RangeCall): void {
  if (!window.startTimes) return
  for (let at = window.from + 1; at < window.to; at++) {
    const start = startOf(window, at)
    if (start === undefined || start >= (window.times[at - 1] ?? 0) || start === window.startTimes[at - 1]) continue
    const message = 'sample has start time that overlaps with previous sample timestamp for metric'
    call.annotations.warn(`${message} "${nameOf(window)}"`, call.span)
    return
  }
}
