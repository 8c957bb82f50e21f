/** A store and queries for tests, in few words. */
import type { Histogram } from '../histograms/histogram.ts'
import {
  type EngineOptions,
  type MemorySample,
  MemoryQueryable,
  type QueryResult,
  allFeatures,
  formatLabels,
  labelsOf,
  parse,
  queryInstant,
  queryRange,
} from './index.ts'

export type Values = Readonly<Record<string, readonly (number | Histogram | 'stale' | undefined)[]>>

/** Series as `name{label="value"}`, one entry a step from time zero. */
export function storeOf(series: Values, stepMs = 60_000): MemoryQueryable {
  const store = new MemoryQueryable()
  for (const [text, values] of Object.entries(series)) {
    const selector = parse(text, allFeatures)
    if (selector.kind !== 'selector') throw new Error(`no series: ${text}`)
    const labels = labelsOf(selector.matchers.map(({ name, value }) => [name, value] as const))
    const samples = values.flatMap((value, step): MemorySample[] =>
      value === undefined ? [] : [{ timeMs: step * stepMs, value }],
    )
    store.add(labels, samples)
  }
  return store
}

export function optionsFor(queryable: EngineOptions['queryable'], more: Partial<EngineOptions> = {}): EngineOptions {
  return { queryable, features: allFeatures, monotonicMs: () => 0, ...more }
}

/** What an instant query gives, by series. */
export async function at(store: MemoryQueryable, seconds: number, text: string): Promise<unknown> {
  return plain(await queryInstant(optionsFor(store), { text, timeMs: seconds * 1000 }))
}

/** The result with its annotations. */
export async function resultAt(store: MemoryQueryable, seconds: number, text: string): Promise<QueryResult> {
  return queryInstant(optionsFor(store), { text, timeMs: seconds * 1000 })
}

/** What a range query gives: of each series the values, undefined where it has none. */
export async function over(
  store: MemoryQueryable,
  [startSeconds, endSeconds, stepSeconds]: readonly [number, number, number],
  text: string,
): Promise<unknown> {
  const [startMs, endMs, stepMs] = [startSeconds * 1000, endSeconds * 1000, stepSeconds * 1000]
  const result = await queryRange(optionsFor(store), { text, startMs, endMs, stepMs })
  if (result.type !== 'matrix') return plain(result)
  const count = Math.floor((endMs - startMs) / stepMs) + 1
  return Object.fromEntries(
    result.series.map(({ labels, points }) => {
      const values = Array.from<unknown>({ length: count })
      for (const { timeMs, value } of points) values[(timeMs - startMs) / stepMs] = value
      return [formatLabels(labels), values]
    }),
  )
}

function plain(result: QueryResult): unknown {
  if (result.type === 'string') return result.text
  if (result.type === 'scalar') return result.points[0]?.value
  if (result.type === 'vector') {
    return Object.fromEntries(result.series.map(({ labels, points }) => [formatLabels(labels), points[0]?.value]))
  }
  return Object.fromEntries(
    result.series.map(({ labels, points }) => [
      formatLabels(labels),
      points.map(({ timeMs, value }) => [timeMs / 1000, value]),
    ]),
  )
}
