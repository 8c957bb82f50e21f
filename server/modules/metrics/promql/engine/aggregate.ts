/** Aggregations: series are put into groups once, then each group is folded at each step. */
import { executionError } from '../errors.ts'
import { type Labels, dropLabels, keepLabels, labelsKey, metricName } from '../labels.ts'
import type { Aggregate } from '../syntax/index.ts'
import { countValues } from './aggregate-count-values.ts'
import { folds, plainFold } from './aggregate-folds.ts'
import { pick } from './aggregate-pick.ts'
import { type Grid, type StepSeries, emptySeries, put, withSamples } from './data.ts'
import type { Run } from './run.ts'

/** Series with equal grouping labels, and these labels. */
export type Group = { labels: Labels; dropName: boolean; members: StepSeries[] }

export async function evaluateAggregate(run: Run, node: Aggregate, grid: Grid): Promise<StepSeries[]> {
  const value = await run.evaluate(node.of, grid)
  const parameter = node.parameter && (await run.evaluate(node.parameter, grid))
  if (value.type !== 'vector') throw executionError('an aggregation takes an instant vector')
  const groups = groupSeries(node, value.series)
  const fold = folds[node.op]
  if (node.op === 'count_values')
    return countValues(node, groups, { grid, label: parameter?.type === 'string' ? parameter.text : '' })
  const parameters = parameter?.type === 'scalar' ? parameter.values : undefined
  if (!fold) return pick(run, node, groups, { grid, parameters: parameters ?? new Float64Array(grid.count) })
  const call = {
    annotations: run.annotations,
    span: node.of.span,
    parameterSpan: (node.parameter ?? node).span,
    parameter: Number.NaN,
  }
  const result = groups.map((group) => {
    run.budget.check()
    run.budget.hold(grid.count)
    const series = emptySeries(group.labels, group.dropName, grid.count)
    const plain = plainFold(node.op, group.members, grid.count)
    for (let step = 0; step < grid.count; step++) {
      if (plain?.known[step] === 1) {
        put(series, step, plain.values[step])
        continue
      }
      call.parameter = parameters?.[step] ?? Number.NaN
      put(series, step, fold(group.members, step, call))
    }
    return series
  })
  return withSamples(result)
}

/** Groups in the order of their first series. */
function groupSeries(node: Aggregate, series: readonly StepSeries[]): Group[] {
  const names = new Set(node.without ? [...node.grouping, metricName] : node.grouping)
  const groups = new Map<string, Group>()
  for (const one of series) {
    const labels = node.without ? dropLabels(one.labels, names) : keepLabels(one.labels, names)
    const key = labelsKey(labels)
    const group = groups.get(key)
    if (group) group.members.push(one)
    else groups.set(key, { labels, dropName: one.dropName, members: [one] })
  }
  return [...groups.values()]
}
