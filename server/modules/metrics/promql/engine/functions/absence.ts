/** `absent` and `absent_over_time`: one where nothing is, with the labels that the selector demands. */
import { executionError } from '../../errors.ts'
import { type Labels, labelsOf, metricName } from '../../labels.ts'
import { type Call, type Expression, unwrap } from '../../syntax/index.ts'
import { slide, windowOf } from '../columns.ts'
import { type Grid, type StepSeries, absent, emptySeries, put, timeAt, withSamples } from '../data.ts'
import { rangeOf } from '../range-call.ts'
import { type Run, shifted } from '../run.ts'

export async function evaluateAbsence(run: Run, node: Call, grid: Grid): Promise<StepSeries[]> {
  const argument = node.args[0] && unwrap(node.args[0])
  if (!argument) throw executionError(`${node.name} takes one argument`)
  const there =
    node.name === 'absent' ? await instantPresence(run, argument, grid) : await rangePresence(run, argument, grid)
  const result = emptySeries(demandedLabels(argument), false, grid.count)
  for (let step = 0; step < grid.count; step++) if (there[step] === 0) put(result, step, 1)
  return withSamples([result])
}

async function instantPresence(run: Run, argument: Expression, grid: Grid): Promise<Uint8Array> {
  const there = new Uint8Array(grid.count)
  const value = await run.evaluate(argument, grid)
  if (value.type !== 'vector') throw executionError('absent takes an instant vector')
  for (const { present } of value.series) {
    for (let step = 0; step < grid.count; step++) if (present[step] !== absent) there[step] = 1
  }
  return there
}

async function rangePresence(run: Run, argument: Expression, grid: Grid): Promise<Uint8Array> {
  const there = new Uint8Array(grid.count)
  if (argument.kind !== 'rangeSelector' && argument.kind !== 'subquery')
    throw executionError('absent_over_time takes a range vector')
  const range = rangeOf(run, argument, grid)
  for await (const sources of range.read()) {
    for (const { samples } of sources) {
      const window = windowOf(samples)
      for (let step = 0; step < grid.count; step++) {
        const endMs = shifted(range.shift, timeAt(grid, step))
        slide(window, endMs - range.rangeMs, endMs)
        if (window.to > window.from) there[step] = 1
      }
    }
  }
  return there
}

/** Labels that must be equal to something; in the order of the matchers a second demand takes the label away. */
function demandedLabels(argument: Expression): Labels {
  const selector = argument.kind === 'rangeSelector' ? argument.selector : argument
  if (selector.kind !== 'selector') return []
  const labels = new Map<string, string>()
  const seen = new Set<string>()
  for (const { name, op, value } of selector.matchers) {
    if (name === metricName) continue
    if (op === '=' && !seen.has(name)) {
      labels.set(name, value)
      seen.add(name)
    } else labels.delete(name)
  }
  return labelsOf(labels)
}
