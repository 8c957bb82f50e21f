/** Functions from or to scalars. */
import { emptySeries, float, timeAt } from '../data.ts'
import { type CallFunction, type CallInput, scalarArg, vector, vectorArg } from './call.ts'

function steps({ grid }: CallInput, valueAt: (step: number) => number) {
  return { type: 'scalar' as const, values: Float64Array.from({ length: grid.count }, (_, step) => valueAt(step)) }
}

/** The value of a vector of one float; NaN otherwise. */
const scalar: CallFunction = (input) => {
  const series = vectorArg(input, 0)
  return steps(input, (step) => {
    const floats = series.filter(({ present }) => present[step] === float)
    return floats.length === 1 ? (floats[0]?.values[step] ?? Number.NaN) : Number.NaN
  })
}

const toVector: CallFunction = (input) => {
  const series = emptySeries([], false, input.grid.count)
  series.values.set(scalarArg(input, 0))
  series.present.fill(float)
  return vector([series])
}

const choose =
  (of: (a: number, b: number) => number): CallFunction =>
  (input) => {
    const [left, right] = [scalarArg(input, 0), scalarArg(input, 1)]
    return steps(input, (step) => of(left[step] ?? Number.NaN, right[step] ?? Number.NaN))
  }

export const scalars: Readonly<Record<string, CallFunction>> = {
  scalar,
  vector: toVector,
  time: (input) => steps(input, (step) => timeAt(input.grid, step) / 1000),
  pi: (input) => steps(input, () => Math.PI),
  start: (input) => steps(input, () => input.run.startMs / 1000),
  end: (input) => steps(input, () => input.run.endMs / 1000),
  step: (input) => steps(input, () => input.run.stepMs / 1000),
  range: (input) => steps(input, () => (input.run.endMs - input.run.startMs) / 1000),
  min_of: choose(Math.min),
  max_of: choose(Math.max),
}
