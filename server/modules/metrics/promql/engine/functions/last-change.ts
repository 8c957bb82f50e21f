/** `irate` and `idelta`: from the last but one sample to the last. */
import type { Histogram } from '../../../histograms/histogram.ts'
import { multiply } from '../../../histograms/arithmetic.ts'
import { lastChange } from '../../../histograms/rate.ts'
import type { Window } from '../columns.ts'
import { type RangeCall, type RangeFunction, annotate, warnOfMix } from './range-function.ts'
import { isResetAt } from './resets.ts'

export const irate: RangeFunction = (window, call) => instantChange(window, call, true)
export const idelta: RangeFunction = (window, call) => instantChange(window, call, false)

function instantChange(window: Window, call: RangeCall, isRate: boolean): number | Histogram | undefined {
  const last = window.to - 1
  const previous = last - 1
  if (previous < window.from) return undefined
  const [before, after] = [window.histograms?.[previous], window.histograms?.[last]]
  const seconds = ((window.times[last] ?? 0) - (window.times[previous] ?? 0)) / 1000
  if (seconds === 0) return undefined
  if (before && after) {
    const options = isRate ? { counter: true, isReset: () => isResetAt(window, last) } : { counter: false }
    const { histogram, notes } = lastChange(before, after, options)
    annotate(notes, window, call)
    return histogram && (isRate ? multiply(histogram, 1 / seconds) : histogram)
  }
  if (before || after) return warnOfMix(window, call)
  const value = window.values[last] ?? 0
  const isReset = isRate && isResetAt(window, last)
  const change = isReset ? value : value - (window.values[previous] ?? 0)
  return isRate ? change / seconds : change
}
