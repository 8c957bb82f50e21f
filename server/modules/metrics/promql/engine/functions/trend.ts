/** `deriv`, `predict_linear` and `double_exponential_smoothing`: a line through the floats of a window. */
import { executionError } from '../../errors.ts'
import { type Window, floatsIn, kindsIn } from '../columns.ts'
import { type RangeCall, type RangeFunction, noteIgnored } from './range-function.ts'

export const deriv: RangeFunction = (window, call) => {
  if (!hasTwoFloats(window, call)) return undefined
  // The first sample's time as origin keeps the numbers small.
  return regression(window, firstFloatTime(window)).slope
}

export const predictLinear: RangeFunction = (window, call) => {
  if (!hasTwoFloats(window, call)) return undefined
  const { slope, intercept } = regression(window, call.timeMs)
  return slope * (call.args[0] ?? 0) + intercept
}

/** Holt's smoothing: of the value with the first factor, of the trend with the second. */
export const doubleExponentialSmoothing: RangeFunction = (window, call) => {
  const [smoothing = Number.NaN, trend = Number.NaN] = call.args
  for (const [factor, name] of [
    [smoothing, 'smoothing'],
    [trend, 'trend'],
  ] as const) {
    if (factor <= 0 || factor >= 1) {
      throw executionError(
        `invalid ${name} factor. Expected: 0 < ${name === 'trend' ? 'tf' : 'sf'} < 1, got: ${factor}`,
      )
    }
  }
  if (!hasTwoFloats(window, call)) return undefined
  const floats = floatsIn(window)
  let level = floats[0] ?? 0
  let previous = 0
  let slope = (floats[1] ?? 0) - level
  for (let at = 1; at < floats.length; at++) {
    if (at > 1) slope = trend * (level - previous) + (1 - trend) * slope
    const next = smoothing * (floats[at] ?? 0) + (1 - smoothing) * (level + slope)
    previous = level
    level = next
  }
  return level
}

function hasTwoFloats(window: Window, call: RangeCall): boolean {
  const kinds = kindsIn(window)
  if (kinds.floats > 0 && kinds.histograms > 0) noteIgnored(window, call)
  return kinds.floats >= 2
}

function firstFloatTime({ times, histograms, from }: Window): number {
  let at = from
  while (histograms?.[at] !== undefined) at++
  return times[at] ?? 0
}

/** Least squares, times in seconds from the origin. */
function regression(
  { times, values, histograms, from, to }: Window,
  originMs: number,
): { slope: number; intercept: number } {
  let count = 0
  let first = Number.NaN
  let isConstant = true
  const sums = { x: 0, y: 0, xy: 0, xx: 0 }
  const lost = { x: 0, y: 0, xy: 0, xx: 0 }
  for (let at = from; at < to; at++) {
    if (histograms?.[at] !== undefined) continue
    const y = values[at] ?? 0
    const x = ((times[at] ?? 0) - originMs) / 1000
    if (count === 0) first = y
    else if (y !== first) isConstant = false
    count++
    const terms = { x, y, xy: x * y, xx: x * x }
    for (const key of ['x', 'y', 'xy', 'xx'] as const) {
      const sum = sums[key] + terms[key]
      lost[key] +=
        Math.abs(sums[key]) >= Math.abs(terms[key]) ? sums[key] - sum + terms[key] : terms[key] - sum + sums[key]
      sums[key] = sum
    }
  }
  if (isConstant)
    return Math.abs(first) === Infinity ? { slope: Number.NaN, intercept: Number.NaN } : { slope: 0, intercept: first }
  const [x, y, xy, xx] = [sums.x + lost.x, sums.y + lost.y, sums.xy + lost.xy, sums.xx + lost.xx]
  const slope = (xy - (x * y) / count) / (xx - (x * x) / count)
  return { slope, intercept: y / count - (slope * x) / count }
}
