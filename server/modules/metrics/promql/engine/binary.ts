/** Binary expressions, by the types of their sides. */
import { executionError } from '../errors.ts'
import { type Binary, type BinaryOp, type ComparisonOp, isComparison, isSetOp } from '../syntax/index.ts'
import {
  type Grid,
  type StepSeries,
  type Value,
  absent,
  emptySeries,
  float,
  isEmpty,
  mapSamples,
  put,
  type valueAt,
} from './data.ts'
import { matchVectors } from './matching.ts'
import { type OperatorCall, changesMeaning, compareFloats, operate, operateFloats } from './operators.ts'
import type { Run } from './run.ts'
import { combineSets } from './set-operators.ts'

export async function evaluateBinary(run: Run, node: Binary, grid: Grid): Promise<Value> {
  const left = await run.evaluate(node.left, grid)
  const right = await run.evaluate(node.right, grid)
  const call: OperatorCall = { op: node.op, annotations: run.annotations, span: node.span }
  if (left.type === 'string' || right.type === 'string') throw executionError('operators take no strings')
  if (left.type === 'scalar' && right.type === 'scalar') return scalars(node.op, left.values, right.values)
  if (left.type === 'vector' && right.type === 'vector') {
    const { matching, op } = node
    if (isSetOp(op)) return { type: 'vector', series: combineSets(op, matching, left.series, right.series) }
    const series = matchVectors(node, call, [left.series, right.series], { grid, budget: run.budget })
    return { type: 'vector', series }
  }
  const series: StepSeries[] = []
  const vector = left.type === 'vector' ? left.series : right.type === 'vector' ? right.series : []
  for (const one of vector) {
    run.budget.check()
    const result =
      left.type === 'scalar'
        ? withScalar(node, call, { one, scalar: left.values, isLeft: true })
        : withScalar(node, call, {
            one,
            scalar: right.type === 'scalar' ? right.values : new Float64Array(0),
            isLeft: false,
          })
    if (isEmpty(result)) continue
    run.budget.hold(grid.count)
    series.push(result)
  }
  return { type: 'vector', series }
}

function scalars(op: BinaryOp, left: Float64Array, right: Float64Array): Value {
  const values = left.map((value, step) => {
    const other = right[step] ?? Number.NaN
    return isComparison(op) ? Number(compareFloats(op, value, other)) : operateFloats(op, value, other)
  })
  return { type: 'scalar', values }
}

type WithScalar = { one: StepSeries; scalar: Float64Array; /** The scalar stands on the left. */ isLeft: boolean }

function withScalar(node: Binary, call: OperatorCall, { one, scalar, isLeft }: WithScalar): StepSeries {
  const { op, bool } = node
  const dropName = bool || changesMeaning(op)
  if (!one.histograms && (changesMeaning(op) || isComparison(op)))
    return floatsWithScalar(op, { one, scalar, isLeft }, { bool, dropName })
  const compared = (value: NonNullable<ReturnType<typeof valueAt>>, step: number) => {
    const other = scalar[step] ?? Number.NaN
    const outcome = isLeft ? operate(call, other, value) : operate(call, value, other)
    if (!outcome) return undefined
    if (bool) return Number(outcome.holds)
    return isComparison(op) ? (outcome.holds ? value : undefined) : outcome.value
  }
  return mapSamples(one, compared, { dropName })
}

/** The common case without an object for each value. */
function floatsWithScalar(
  op: BinaryOp,
  { one, scalar, isLeft }: WithScalar,
  { bool, dropName }: { bool: boolean; dropName: boolean },
): StepSeries {
  const { present, values } = one
  const result = emptySeries(one.labels, dropName || one.dropName, present.length)
  const comparison: ComparisonOp | undefined = isComparison(op) ? op : undefined
  for (let step = 0; step < present.length; step++) {
    if (present[step] === absent) continue
    const value = values[step] ?? 0
    const other = scalar[step] ?? Number.NaN
    const [left, right] = isLeft ? [other, value] : [value, other]
    if (!comparison) {
      result.values[step] = operateFloats(op, left, right)
      result.present[step] = float
      continue
    }
    const holds = compareFloats(comparison, left, right)
    if (bool || holds) put(result, step, bool ? Number(holds) : value)
  }
  return result
}
