/** Walks the tree; each node gives its value at all steps at once. */
import { executionError } from '../errors.ts'
import { multiply } from '../../histograms/arithmetic.ts'
import { type Call, type Expression, contains, typeOf, unwrap } from '../syntax/index.ts'
import { evaluateAggregate } from './aggregate.ts'
import { evaluateBinary } from './binary.ts'
import { type Grid, type StepSeries, type Value, mapSamples, sizeOf } from './data.ts'
import { evaluateAbsence } from './functions/absence.ts'
import { callFunctions } from './functions/index.ts'
import { rangeFunctions } from './functions/range-functions.ts'
import { evaluateSampleTimes } from './functions/sample-times.ts'
import { evaluateRangeCall } from './range-call.ts'
import type { Run } from './run.ts'
import { selectInstant } from './select.ts'

export async function evaluate(run: Run, node: Expression, grid: Grid): Promise<Value> {
  const { budget } = run
  budget.check()
  const held = budget.heldSamples
  // What is the same at every step is worked out once.
  const isOnce = grid.count > 1 && typeOf(node) !== 'string' && isPinned(node)
  const value = isOnce
    ? spread(await evaluateNode(run, node, { ...grid, count: 1 }), grid.count)
    : await evaluateNode(run, node, grid)
  budget.settle(held)
  budget.hold(sizeOf(value, grid))
  return value
}

async function evaluateNode(run: Run, node: Expression, grid: Grid): Promise<Value> {
  switch (node.kind) {
    case 'number':
      return { type: 'scalar', values: new Float64Array(grid.count).fill(node.value) }
    case 'string':
      return { type: 'string', text: node.value }
    case 'paren':
      return run.evaluate(node.of, grid)
    case 'unary':
      return negated(await run.evaluate(node.of, grid), node.op)
    case 'selector':
      return vector(await selectInstant(run, node, grid))
    case 'binary':
      return evaluateBinary(run, node, grid)
    case 'aggregate':
      return vector(await evaluateAggregate(run, node, grid))
    case 'call':
      return evaluateCall(run, node, grid)
    default:
      throw executionError('a range vector is a value only as the argument of a function')
  }
}

const vector = (series: StepSeries[]): Value => ({ type: 'vector', series })

async function evaluateCall(run: Run, node: Call, grid: Grid): Promise<Value> {
  const { name } = node
  if (name === 'absent' || name === 'absent_over_time') return vector(await evaluateAbsence(run, node, grid))
  if (name === 'timestamp' || name === 'start_timestamp') return vector(await evaluateSampleTimes(run, node, grid))
  if (rangeFunctions.has(name)) return vector(await evaluateRangeCall(run, node, grid))
  const compute = callFunctions.get(name)
  if (!compute) throw executionError(`unknown function with name "${name}"`)
  const args: Value[] = []
  for (const [index, arg] of node.args.entries()) {
    // The second argument of `info` is no vector but a condition on labels.
    if (name !== 'info' || index === 0) args.push(await run.evaluate(arg, grid))
  }
  return compute({ run, node, grid, args })
}

function negated(value: Value, op: '+' | '-'): Value {
  if (op === '+' || value.type === 'string') return value
  if (value.type === 'scalar') return { type: 'scalar', values: value.values.map((one) => -one) }
  const change = (one: number | Parameters<typeof multiply>[0]) => (typeof one === 'number' ? -one : multiply(one, -1))
  return vector(value.series.map((series) => mapSamples(series, change, { dropName: true })))
}

/** Functions that tell the evaluation time, so that they differ from step to step whatever their arguments. */
const timely: ReadonlySet<string> = new Set([
  ...['time', 'timestamp', 'predict_linear', 'year', 'month', 'day_of_month', 'day_of_week', 'day_of_year'],
  ...['days_in_month', 'hour', 'minute'],
])

/** Whether every selector within has its time nailed down; nothing within a subquery that has counts. */
function isPinned(node: Expression): boolean {
  let hasPin = false
  const isPinnedWithin = (inner: Expression): boolean => {
    const one = unwrap(inner)
    if (one.kind === 'call' && timely.has(one.name)) return false
    if (one.kind === 'selector' || one.kind === 'subquery') {
      if (one.at === undefined) return false
      hasPin = true
      return true
    }
    return childrenWithin(one).every(isPinnedWithin)
  }
  return contains(node, ({ kind }) => kind === 'selector') && isPinnedWithin(node) && hasPin
}

function childrenWithin(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'rangeSelector':
      return [node.selector]
    case 'unary':
      return [node.of]
    case 'binary':
      return [node.left, node.right]
    case 'aggregate':
      return node.parameter ? [node.of, node.parameter] : [node.of]
    case 'call':
      return node.args
    default:
      return []
  }
}

function spread(value: Value, count: number): Value {
  if (value.type === 'string') return value
  if (value.type === 'scalar') {
    return { type: 'scalar', values: new Float64Array(count).fill(value.values[0] ?? Number.NaN) }
  }
  return vector(
    value.series.map((one) => ({
      labels: one.labels,
      dropName: one.dropName,
      values: new Float64Array(count).fill(one.values[0] ?? 0),
      present: new Uint8Array(count).fill(one.present[0] ?? 0),
      histograms: one.histograms && Array.from({ length: count }, () => one.histograms?.[0]),
    })),
  )
}
