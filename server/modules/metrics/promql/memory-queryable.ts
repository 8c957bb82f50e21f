/** A store in memory: for tests, for the conformance suite, and for evaluating rules over given samples. */
import type { Histogram } from '../histograms/histogram.ts'
import { cutSamples } from './cut-samples.ts'
import { type Labels, compareLabels, labelsKey } from './labels.ts'
import { matchesAll } from './matchers.ts'
import type { Queryable, SeriesSamples } from './queryable.ts'
import { setStale } from './staleness.ts'

export type MemorySample = {
  readonly timeMs: number
  readonly value: number | Histogram | 'stale'
  readonly startTimeMs?: number | undefined
}

/** Series a batch, so that small data also takes the way of large data. */
const batchSize = 100

export class MemoryQueryable implements Queryable {
  readonly #series = new Map<
    string,
    { labels: Labels; samples: Map<number, MemorySample>; columns: SeriesSamples | undefined }
  >()

  /** A sample for a time that has one replaces it. */
  add(labels: Labels, samples: readonly MemorySample[]): void {
    const key = labelsKey(labels)
    const series = this.#series.get(key) ?? { labels, samples: new Map(), columns: undefined }
    for (const sample of samples) series.samples.set(sample.timeMs, sample)
    series.columns = undefined
    this.#series.set(key, series)
  }

  clear(): void {
    this.#series.clear()
  }

  async *select({ matchers, afterMs, toMs }: Parameters<Queryable['select']>[0]): AsyncGenerator<SeriesSamples[]> {
    const found: SeriesSamples[] = []
    for (const series of this.#series.values()) {
      if (!matchesAll(series.labels, matchers)) continue
      series.columns ??= toColumns(series.labels, [...series.samples.values()])
      const cut = cutSamples(series.columns, afterMs, toMs)
      if (cut.times.length > 0) found.push(cut)
    }
    found.sort((a, b) => compareLabels(a.labels, b.labels))
    for (let at = 0; at < found.length; at += batchSize) yield found.slice(at, at + batchSize)
  }
}

function toColumns(labels: Labels, unsorted: readonly MemorySample[]): SeriesSamples {
  const samples = unsorted.toSorted((a, b) => a.timeMs - b.timeMs)
  const values = Float64Array.from(samples, ({ value }) => (typeof value === 'number' ? value : Number.NaN))
  for (const [at, { value }] of samples.entries()) if (value === 'stale') setStale(values, at)
  const histograms = samples.map(({ value }) => (typeof value === 'object' ? value : undefined))
  return {
    labels,
    times: Float64Array.from(samples, ({ timeMs }) => timeMs),
    values,
    histograms: histograms.some((one) => one !== undefined) ? histograms : undefined,
    startTimes: samples.some(({ startTimeMs }) => startTimeMs !== undefined)
      ? Float64Array.from(samples, ({ startTimeMs }) => startTimeMs ?? 0)
      : undefined,
  }
}
