/** `timestamp` and `start_timestamp`: the times of the samples of a selector; of anything else the evaluation time. */
import { executionError } from '../../errors.ts'
import { type Call, unwrap } from '../../syntax/index.ts'
import { type Grid, type StepSeries, absent, emptySeries, put, timeAt } from '../data.ts'
import type { Run } from '../run.ts'
import { selectInstant } from '../select.ts'

export async function evaluateSampleTimes(run: Run, node: Call, grid: Grid): Promise<StepSeries[]> {
  const [argument] = node.args
  const inner = argument && unwrap(argument)
  if (!inner) throw executionError(`${node.name} takes an instant vector`)
  if (inner.kind === 'selector') {
    const wanted = node.name === 'timestamp' ? 'time' : 'startTime'
    const series = await selectInstant(run, inner, grid, { wanted })
    return series.map((one) => ({ ...one, dropName: true }))
  }
  const value = await run.evaluate(inner, grid)
  // The samples of an expression have no start.
  if (value.type !== 'vector' || node.name !== 'timestamp') return []
  return value.series.map((one) => {
    const result = emptySeries(one.labels, true, grid.count)
    for (let step = 0; step < grid.count; step++) {
      if (one.present[step] !== absent) put(result, step, timeAt(grid, step) / 1000)
    }
    return result
  })
}
