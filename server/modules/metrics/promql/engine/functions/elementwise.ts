/** Functions of each float by itself; histograms are left out. */
import { type StepSeries, emptySeries, float, withSamples } from '../data.ts'
import { type CallFunction, type CallInput, scalarArg, vector, vectorArg } from './call.ts'

/** Applies to each float; undefined drops the sample. */
export function mapFloats(
  input: CallInput,
  change: (value: number, step: number) => number | undefined,
  series: readonly StepSeries[] = vectorArg(input, 0),
) {
  const mapped = series.map((one) => {
    input.run.budget.check()
    input.run.budget.hold(input.grid.count)
    const result = emptySeries(one.labels, true, input.grid.count)
    for (let step = 0; step < input.grid.count; step++) {
      if (one.present[step] !== float) continue
      const value = change(one.values[step] ?? 0, step)
      if (value === undefined) continue
      result.values[step] = value
      result.present[step] = float
    }
    return result
  })
  return vector(withSamples(mapped))
}

const simple =
  (change: (value: number) => number): CallFunction =>
  (input) =>
    mapFloats(input, change)

const clamp: CallFunction = (input) => {
  const [least, most] = [scalarArg(input, 1), scalarArg(input, 2)]
  return mapFloats(input, (value, step) => {
    const [low = 0, high = 0] = [least[step], most[step]]
    return high < low ? undefined : Math.max(low, Math.min(high, value))
  })
}

const round: CallFunction = (input) => {
  const nearest = input.args.length > 1 ? scalarArg(input, 1) : undefined
  return mapFloats(input, (value, step) => {
    // Multiplied with the inverse, so that 0.1 gives what people expect.
    const inverse = 1 / (nearest?.[step] ?? 1)
    return Math.floor(value * inverse + 0.5) / inverse
  })
}

export const elementwise: Readonly<Record<string, CallFunction>> = {
  abs: simple(Math.abs),
  ceil: simple(Math.ceil),
  floor: simple(Math.floor),
  exp: simple(Math.exp),
  ln: simple(Math.log),
  log2: simple(Math.log2),
  log10: simple(Math.log10),
  sqrt: simple(Math.sqrt),
  sgn: simple(Math.sign),
  deg: simple((value) => (value * 180) / Math.PI),
  rad: simple((value) => (value * Math.PI) / 180),
  acos: simple(Math.acos),
  acosh: simple(Math.acosh),
  asin: simple(Math.asin),
  asinh: simple(Math.asinh),
  atan: simple(Math.atan),
  atanh: simple(Math.atanh),
  cos: simple(Math.cos),
  cosh: simple(Math.cosh),
  sin: simple(Math.sin),
  sinh: simple(Math.sinh),
  tan: simple(Math.tan),
  tanh: simple(Math.tanh),
  clamp,
  clamp_min: (input) => {
    const least = scalarArg(input, 1)
    return mapFloats(input, (value, step) => Math.max(least[step] ?? 0, value))
  },
  clamp_max: (input) => {
    const most = scalarArg(input, 1)
    return mapFloats(input, (value, step) => Math.min(most[step] ?? 0, value))
  },
  round,
}
