/** All functions over ranges by name. */
import { changes, resets } from './changes.ts'
import { idelta, irate } from './last-change.ts'
import { overTime } from './over-time.ts'
import type { RangeFunction } from './range-function.ts'
import { delta, increase, rate } from './rate.ts'
import { deriv, doubleExponentialSmoothing, predictLinear } from './trend.ts'

export const rangeFunctions: ReadonlyMap<string, RangeFunction> = new Map<string, RangeFunction>([
  ...Object.entries(overTime),
  ...Object.entries({ changes, resets, irate, idelta, rate, increase, delta, deriv }),
  ['predict_linear', predictLinear],
  ['double_exponential_smoothing', doubleExponentialSmoothing],
])

/** Those whose result is a sample of the series itself, so that it keeps the name. */
export const keepsName: ReadonlySet<string> = new Set(['first_over_time', 'last_over_time'])
