/** Results of range queries as columns: which steps they have in common, and one result of parts. Pure. */
import { type Labels, labelsKey } from '../labels.ts'
import { type ColumnSeries, type Grid, isEmpty, lastTime, timeAt } from './data.ts'
import type { RangeColumns } from './engine.ts'

/** Steps of a result, all of them or some; of grids that share their step and differ by whole ones. */
export type Part = { readonly columns: RangeColumns; readonly steps: Grid }

/** Those before `untilMs`; undefined: there is none. */
export function commonSteps(a: Grid, b: Grid, untilMs: number): Grid | undefined {
  const { stepMs } = a
  const startMs = Math.max(a.startMs, b.startMs)
  const endMs = Math.min(lastTime(a), lastTime(b))
  const count = Math.min((endMs - startMs) / stepMs + 1, Math.ceil((untilMs - startMs) / stepMs))
  return count > 0 ? { startMs, stepMs, count } : undefined
}

/** What of a grid comes before and after some of its steps. */
export function stepsAround(grid: Grid, inner: Grid): Grid[] {
  const { startMs, stepMs } = grid
  const before = stepsTo(grid, inner.startMs)
  const after = { startMs: timeAt(inner, inner.count), stepMs, count: grid.count - before - inner.count }
  return [{ startMs, stepMs, count: before }, after].filter(({ count }) => count > 0)
}

const stepsTo = ({ startMs, stepMs }: Grid, timeMs: number): number => (timeMs - startMs) / stepMs

/** Parts that lie in a grid, apart from each other. The columns are new ones, so that nothing else is held by them. */
export function joinParts(parts: readonly Part[], grid: Grid): RangeColumns {
  const joined = new Map<string, Writable>()
  for (const { columns, steps } of parts) {
    const from = stepsTo(columns.grid, steps.startMs)
    const to = from + steps.count
    const at = stepsTo(grid, steps.startMs)
    for (const { labels, values, present, histograms } of columns.series) {
      const key = labelsKey(labels)
      const whole = joined.get(key) ?? emptyColumns(labels, grid.count)
      joined.set(key, whole)
      whole.values.set(values.subarray(from, to), at)
      whole.present.set(present.subarray(from, to), at)
      for (const [index, histogram] of (histograms ?? []).slice(from, to).entries()) {
        whole.histograms ??= Array.from<undefined>({ length: grid.count })
        whole.histograms[at + index] = histogram
      }
    }
  }
  const results = parts.map(({ columns }) => columns)
  return {
    ...{ grid, series: [...joined.values()].filter((one) => !isEmpty(one)) },
    warnings: [...new Set(results.flatMap(({ warnings }) => warnings))],
    infos: [...new Set(results.flatMap(({ infos }) => infos))],
    peakSamples: Math.max(0, ...results.map(({ peakSamples }) => peakSamples)),
    totalSamples: results.reduce((sum, { totalSamples }) => sum + totalSamples, 0),
  }
}

type Writable = { -readonly [Name in keyof ColumnSeries]: ColumnSeries[Name] }

const emptyColumns = (labels: Labels, count: number): Writable => ({
  ...{ labels, values: new Float64Array(count), present: new Uint8Array(count), histograms: undefined },
})
