/** The `…_over_time` functions. */
import type { Histogram } from '../../../histograms/histogram.ts'
import { type HistogramSum, createHistogramSum } from '../../../histograms/sum.ts'
import { type Window, floatsIn, histogramsIn, kindsIn, nameOf } from '../columns.ts'
import { meanOf, quantileOf, sumOf, varianceOf } from '../sums.ts'
import { type RangeCall, type RangeFunction, mixedSchemas, noteIgnored, warnOfMix } from './range-function.ts'

/** A function of floats: histograms are left out, with a note if there are floats as well. */
function ofFloats(compute: (floats: Float64Array, call: RangeCall) => number | undefined): RangeFunction {
  return (window, call) => {
    const kinds = kindsIn(window)
    if (kinds.floats === 0) return undefined
    if (kinds.histograms > 0) noteIgnored(window, call)
    return compute(floatsIn(window), call)
  }
}

const valueAt = ({ histograms, values }: Window, at: number) => histograms?.[at] ?? values[at]

function extreme(floats: Float64Array, isBetter: (value: number, best: number) => boolean): number {
  let best = floats[0] ?? Number.NaN
  for (const value of floats) if (isBetter(value, best) || Number.isNaN(best)) best = value
  return best
}

function histogramSum(
  window: Window,
  call: RangeCall,
  result: (sum: HistogramSum) => Histogram,
): Histogram | undefined {
  const [first, ...others] = histogramsIn(window)
  if (!first) return undefined
  const sum = createHistogramSum(first)
  for (const other of others) {
    if (sum.add(other)) continue
    call.annotations.warn(mixedSchemas, call.span, nameOf(window))
    return undefined
  }
  if (sum.collided()) {
    call.annotations.warn('conflicting counter resets during histogram aggregation', call.span)
  }
  if (sum.reconciled()) {
    call.annotations.info('mismatched custom buckets were reconciled during aggregation', call.span)
  }
  return result(sum)
}

/** Sums of either kind; of both there is none. */
function ofEither(floats: (of: Float64Array) => number, histograms: (sum: HistogramSum) => Histogram): RangeFunction {
  return (window, call) => {
    const kinds = kindsIn(window)
    if (kinds.floats > 0 && kinds.histograms > 0) return warnOfMix(window, call)
    return kinds.histograms > 0 ? histogramSum(window, call, histograms) : floats(floatsIn(window))
  }
}

function medianDeviation(floats: Float64Array): number {
  if (floats.some(Number.isNaN)) return Number.NaN
  const median = quantileOf(0.5, floats)
  return quantileOf(
    0.5,
    floats.map((value) => Math.abs(value - median)),
  )
}

const quantile = ofFloats((floats, call) => {
  const [phi = Number.NaN] = call.args
  if (!(phi >= 0 && phi <= 1)) {
    const shown = Number.isNaN(phi) ? 'NaN' : String(phi)
    call.annotations.warn(`quantile value should be between 0 and 1, got ${shown}`, call.argSpans[0] ?? call.span)
  }
  return quantileOf(phi, floats)
})

/** The time in seconds of the last sample that is best. */
function timeOf(isBetter: (value: number, best: number) => boolean): RangeFunction {
  return (window, call) => {
    const kinds = kindsIn(window)
    if (kinds.floats === 0) return undefined
    if (kinds.histograms > 0) noteIgnored(window, call)
    let best = -1
    for (let at = window.from; at < window.to; at++) {
      if (window.histograms?.[at] !== undefined) continue
      const [value = Number.NaN, current = Number.NaN] = [window.values[at], window.values[best]]
      if (best < 0 || isBetter(value, current) || Number.isNaN(current)) best = at
    }
    return (window.times[best] ?? 0) / 1000
  }
}

export const overTime: Readonly<Record<string, RangeFunction>> = {
  avg_over_time: ofEither(meanOf, (sum) => sum.mean()),
  sum_over_time: ofEither(sumOf, (sum) => sum.total()),
  count_over_time: ({ from, to }) => to - from,
  present_over_time: () => 1,
  first_over_time: (window) => valueAt(window, window.from),
  last_over_time: (window) => valueAt(window, window.to - 1),
  max_over_time: ofFloats((floats) => extreme(floats, (value, best) => value > best)),
  min_over_time: ofFloats((floats) => extreme(floats, (value, best) => value < best)),
  stddev_over_time: ofFloats((floats) => Math.sqrt(varianceOf(floats))),
  stdvar_over_time: ofFloats((floats) => varianceOf(floats)),
  quantile_over_time: quantile,
  mad_over_time: ofFloats(medianDeviation),
  ts_of_first_over_time: ({ times, from }) => (times[from] ?? 0) / 1000,
  ts_of_last_over_time: ({ times, to }) => (times[to - 1] ?? 0) / 1000,
  ts_of_max_over_time: timeOf((value, best) => value >= best),
  ts_of_min_over_time: timeOf((value, best) => value <= best),
}
