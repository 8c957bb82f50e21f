/** `changes` and `resets`: how often, over floats and histograms alike; from one kind to the other is a change and a reset. */
import { sameHistogram } from '../../../histograms/equality.ts'
import type { Window } from '../columns.ts'
import type { RangeFunction } from './range-function.ts'
import { isResetAt } from './resets.ts'

export const changes: RangeFunction = (window) => countPairs(window, hasChanged)
export const resets: RangeFunction = (window) =>
  countPairs(window, (at) => isOfOtherKind(window, at) || isResetAt(window, at))

function countPairs(window: Window, is: (at: number, window: Window) => boolean): number {
  let found = 0
  for (let at = window.from + 1; at < window.to; at++) if (is(at, window)) found++
  return found
}

function isOfOtherKind({ histograms }: Window, at: number): boolean {
  return (histograms?.[at] === undefined) !== (histograms?.[at - 1] === undefined)
}

function hasChanged(at: number, window: Window): boolean {
  if (isOfOtherKind(window, at)) return true
  const [before, after] = [window.histograms?.[at - 1], window.histograms?.[at]]
  if (before && after) return !sameHistogram(before, after)
  const [old, now] = [window.values[at - 1] ?? 0, window.values[at] ?? 0]
  return old !== now && !(Number.isNaN(old) && Number.isNaN(now))
}
