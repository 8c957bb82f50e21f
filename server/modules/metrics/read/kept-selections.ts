/** What selectors of queries have read, kept in the memory of a query thread: within a size, and not for long. */
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
  /** When the oldest of it was read, by the clock that only goes on. */
  readAtMs: number
  /** The longest time that was asked for lately, and when; what is before it is let go. */
  span: { lengthMs: number; askedAtMs: number }
}

export type KeptSelections = {
  /** Undefined: nothing, or nothing that may still be used. */
  find(key: string): KeptSelection | undefined
  keep(key: string, selection: KeptSelection): void
  drop(key: string): void
  /** Everything. */
  forget(): void
}

/** Whatever nobody told of is wrong for no longer than that. */
const maxAgeMs = 30 * 60_000

export function createKeptSelections(maxBytes: number, nowMs: () => number): KeptSelections {
  // In the order in which they were used.
  const kept = new Map<string, { selection: KeptSelection; bytes: number }>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }
  return {
    find: (key) => {
      const found = kept.get(key)
      if (!found) return undefined
      kept.delete(key)
      kept.set(key, found)
      if (nowMs() - found.selection.readAtMs <= maxAgeMs) return found.selection
      drop(key)
      return undefined
    },
    keep: (key, selection) => {
      drop(key)
      for (const [other, { selection: { readAtMs } }] of kept) if (nowMs() - readAtMs > maxAgeMs) drop(other) // prettier-ignore
      const size = bytesOf(selection.series)
      if (size > maxBytes) return
      kept.set(key, { selection, bytes: size })
      bytes += size
      for (const [oldest] of kept) {
        if (bytes <= maxBytes) break
        drop(oldest)
      }
    },
    drop,
    forget: () => {
      kept.clear()
      bytes = 0
    },
  }
}

const bytesOfLabels = 400
const bytesOfHistogram = 400

/** About. Times that neighbours have in common are there once. */
export function bytesOf(all: readonly SeriesSamples[]): number {
  let bytes = 0
  let before: Float64Array | undefined
  for (const { times, histograms, startTimes } of all) {
    const own = 8 + (isSameMemory(times, before) ? 0 : 8) + (startTimes ? 8 : 0) + (histograms ? bytesOfHistogram : 0)
    bytes += bytesOfLabels + times.length * own
    before = times
  }
  return bytes
}
