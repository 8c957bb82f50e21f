/** What selectors of queries have read, as it is kept for the next query. */
import { isSameMemory } from '../promql/cut-samples.ts'
import type { SeriesSamples } from '../promql/queryable.ts'
import type { FoundSeries } from './find-series.ts'

export type KeptSelection = {
  /** All samples of the selector after `afterMs` and up to `toMs`, of what was in the store at `mark`. */
  series: readonly SeriesSamples[]
  afterMs: number
  toMs: number
  mark: number
  /** Whose samples to read when more of them are; undefined: the store has to be asked. */
  found: FoundSeries | undefined
  readAtMs: number
  /** The longest time that was asked for lately, and when; what is before it is let go. */
  span: { lengthMs: number; askedAtMs: number }
}

/** About. */
export const bytesOfLabels = 400
export const bytesOfHistogram = 400

/** About. Times that neighbours have in common are there once. */
export function bytesOfSamples(all: readonly SeriesSamples[]): number {
  let bytes = 0
  let before: Float64Array | undefined
  for (const { times, histograms, startTimes } of all) {
    const own = 8 + (isSameMemory(times, before) ? 0 : 8) + (startTimes ? 8 : 0) + (histograms ? bytesOfHistogram : 0)
    bytes += bytesOfLabels + times.length * own
    before = times
  }
  return bytes
}
