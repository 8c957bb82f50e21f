/**
 * Range queries whose results are kept by steps: of a question that was asked before only those steps are computed that
 * it did not ask for, or that something was written for since. An answer is always that of the store (ADR 0063).
 */
import {
  type ColumnSeries,
  type EngineOptions,
  type Grid,
  type Part,
  type RangeColumns,
  type RangeQuery,
  commonSteps,
  defaultLookbackMs,
  gridOf,
  joinParts,
  lastTime,
  lookAheadMs,
  parse,
  stableFeatures,
  stepsAround,
} from '../promql/index.ts'
import { bytesOfHistogram, bytesOfLabels } from '../read/kept-selections.ts'
import type { Kept } from '../read/kept.ts'
import type { Since } from '../read/sample-changes.ts'

/** A result of what was in the store at `mark`. */
export type KeptSteps = { columns: RangeColumns; mark: number; readAtMs: number }

type Keeping = {
  evaluate: (query: RangeQuery) => Promise<RangeColumns>
  kept: Kept<KeptSteps>
  /** Goes before the query's own key: what belongs to one workspace is found by no other. */
  whose: string
  /** What has changed, undefined: nothing may be kept. */
  since: (mark: number | undefined) => Promise<Since | undefined>
  nowMs: () => number
}

type Asked = RangeQuery & Pick<EngineOptions, 'lookbackMs' | 'features'>

/** As `evaluate` has it, but `totalSamples` and `peakSamples` are of what had to be computed. Throws what that throws. */
export async function evaluateKeeping(
  { lookbackMs = defaultLookbackMs, features = stableFeatures, ...query }: Asked,
  { evaluate, kept, whose, since, nowMs }: Keeping,
): Promise<RangeColumns> {
  const { text, startMs, stepMs } = query
  const aheadMs = lookAheadMs(parse(text, features), { stepMs, lookbackMs })
  const isByStep = Number.isFinite(aheadMs) && Number.isSafeInteger(startMs) && Number.isSafeInteger(stepMs)
  if (!isByStep) return evaluate(query)
  const grid = gridOf(query)
  // With its length: a dashboard goes on with the same one, and who looks at less takes nothing from it.
  const key = JSON.stringify([whose, text, stepMs, startMs % stepMs, grid.count, lookbackMs])
  const asked = kept.find(key)
  const changes = await since(asked?.mark)
  if (!changes) {
    kept.drop(key)
    return evaluate(query)
  }
  const known = asked && knownPart(asked.columns, grid, changes.fromMs - aheadMs)
  const readAtMs = known ? asked.readAtMs : nowMs()
  const evaluated: Part[] = []
  for (const steps of known ? stepsAround(grid, known.steps) : [grid]) {
    evaluated.push({ columns: await evaluate({ text, ...endsOf(steps) }), steps })
  }
  const columns = known && evaluated.length === 0 ? known.columns : joinParts([...(known ? [known] : []), ...evaluated], grid) // prettier-ignore
  kept.keep(key, { columns, mark: changes.mark, readAtMs })
  return columns
}

const endsOf = (grid: Grid) => ({ startMs: grid.startMs, endMs: lastTime(grid), stepMs: grid.stepMs })

function knownPart(columns: RangeColumns, grid: Grid, untilMs: number): Part | undefined {
  const steps = commonSteps(grid, columns.grid, untilMs)
  if (!steps) return undefined
  // Nobody knows which of the steps were warned of.
  const isTold = columns.warnings.length > 0 || columns.infos.length > 0
  return isTold && steps.count < columns.grid.count ? undefined : { columns, steps }
}

/** About. */
export function bytesOfSteps({ columns: { series } }: KeptSteps): number {
  const bytesOfStep = ({ histograms }: ColumnSeries) => 9 + (histograms ? bytesOfHistogram : 0)
  return series.reduce((bytes, one) => bytes + bytesOfLabels + one.values.length * bytesOfStep(one), 0)
}
