/** Samples as they were written, in that order: who has read a series knows from them what came to it. Pure. */
import { joinSamples } from '../promql/cut-samples.ts'
import type { SeriesSamples } from '../promql/queryable.ts'
import { settle, type Orders } from './columns-of-samples.ts'
import type { FoundSeries, StoredSeries } from './find-series.ts'
import { keyOfLabels } from './kept-selections.ts'

/** Columns of one length; values by their bits, two numbers each, the lower one first; `starts`: 0 where none is told. */
export type WrittenRows = {
  hashes: Uint32Array<ArrayBuffer>
  ids: BigUint64Array<ArrayBuffer>
  times: Float64Array<ArrayBuffer>
  values: Uint32Array<ArrayBuffer>
  starts: Float64Array<ArrayBuffer> | undefined
}

export const sizeOf = ({ hashes }: WrittenRows): number => hashes.length

/** Those of some metrics; undefined: more than `most`. */
export function rowsOfMetrics(
  all: readonly WrittenRows[],
  metrics: ReadonlySet<number>,
  most: number,
): WrittenRows | undefined {
  const places = all.map(({ hashes }) => placesOf(hashes, metrics))
  const size = places.reduce((sum, some) => sum + some.length, 0)
  if (size > most) return undefined
  const to = emptyRows(size, all.some(({ starts }) => starts)) // prettier-ignore
  let at = 0
  for (const [index, from] of all.entries()) {
    for (const place of places[index] ?? []) copyRow(from, place, to, at++)
  }
  return to
}

function placesOf(hashes: Uint32Array, metrics: ReadonlySet<number>): number[] {
  const places: number[] = []
  for (let at = 0; at < hashes.length; at++) if (metrics.has(hashes[at] ?? 0)) places.push(at)
  return places
}

const emptyRows = (size: number, hasStarts: boolean): WrittenRows => ({
  ...{ hashes: new Uint32Array(size), ids: new BigUint64Array(size), times: new Float64Array(size) },
  ...{ values: new Uint32Array(size * 2), starts: hasStarts ? new Float64Array(size) : undefined },
})

function copyRow(from: WrittenRows, place: number, to: WrittenRows, at: number): void {
  to.hashes[at] = from.hashes[place] ?? 0
  to.ids[at] = from.ids[place] ?? 0n
  to.times[at] = from.times[place] ?? 0
  to.values[at * 2] = from.values[place * 2] ?? 0
  to.values[at * 2 + 1] = from.values[place * 2 + 1] ?? 0
  if (to.starts) to.starts[at] = from.starts?.[place] ?? 0
}

/** Of each series its rows, as samples in the order in which they were written. */
export type Arrived = { series: readonly SeriesSamples[]; fromMs: number; toMs: number }

/** Of series that are known, after `afterMs`; undefined: of two projects some have the same labels, and the store settles that. */
export function arrivedOf(found: FoundSeries, rows: WrittenRows, afterMs: number): Arrived | undefined {
  const known = seriesOf(found)
  if (!known) return undefined
  const places = new Map<StoredSeries, number[]>()
  let [fromMs, toMs] = [Infinity, -Infinity]
  for (let at = 0; at < rows.ids.length; at++) {
    const series = known.get(rows.ids[at] ?? 0n)
    const time = rows.times[at] ?? 0
    if (!series || time <= afterMs) continue
    const own = places.get(series)
    if (own) own.push(at)
    else places.set(series, [at])
    fromMs = Math.min(fromMs, time)
    toMs = Math.max(toMs, time)
  }
  // A target's series have the times of its scrapes in common, and what they share is kept once.
  let shared = new Float64Array(0)
  const series = [...places].map(([{ labels }, own]) => {
    const columns = columnsAt(rows, own)
    if (!isEqual(columns.times, shared)) shared = columns.times
    return { labels, ...columns, times: shared }
  })
  return { series, fromMs, toMs }
}

const isEqual = (some: Float64Array, others: Float64Array): boolean =>
  some.length === others.length && some.every((time, at) => time === others[at])

function columnsAt(rows: WrittenRows, places: readonly number[]) {
  const own = emptyRows(places.length, rows.starts !== undefined)
  for (const [at, place] of places.entries()) copyRow(rows, place, own, at)
  const startTimes = own.starts?.some((start) => start !== 0) ? own.starts : undefined
  return { times: own.times, values: new Float64Array(own.values.buffer), startTimes }
}

const knownSeries = new WeakMap<FoundSeries, ReadonlyMap<bigint, StoredSeries> | 'several'>()

function seriesOf(found: FoundSeries): ReadonlyMap<bigint, StoredSeries> | undefined {
  const before = knownSeries.get(found)
  if (before) return before === 'several' ? undefined : before
  const all = found.groups.flat()
  const known = all.length === found.groups.length ? new Map(all.map((one) => [one.id, one])) : 'several'
  knownSeries.set(found, known)
  return known === 'several' ? undefined : known
}

/** What was there and what has arrived since; undefined: two samples for one time differ, and the store settles that. */
export function withArrived(
  there: readonly SeriesSamples[],
  arrived: readonly SeriesSamples[],
): SeriesSamples[] | undefined {
  const later = new Map(arrived.map((one) => [keyOfLabels(one.labels), one]))
  const all: [SeriesSamples, ...SeriesSamples[]][] = []
  for (const one of there) {
    const key = keyOfLabels(one.labels)
    const after = later.get(key)
    later.delete(key)
    if (after && one.histograms) return undefined
    all.push(after ? [one, after] : [one])
  }
  for (const one of later.values()) all.push([one])
  const orders: Orders = new WeakMap()
  const settled: SeriesSamples[] = []
  for (const one of joinSamples(all)) {
    const { conflict, times, values, starts } = settle({ ...one, starts: one.startTimes }, orders)
    if (conflict) return undefined
    settled.push({ ...one, times, values, startTimes: starts })
  }
  return settled
}
