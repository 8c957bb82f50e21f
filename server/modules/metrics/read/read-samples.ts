/** Samples and native histograms of some series, out of the column store. */
import type { QueryParams, WorkspaceColumns } from '#platform/columns'
import type { Histogram } from '../histograms/histogram.ts'
import { histogramFromBytes } from '../storage/histogram-bytes.ts'
import { settle, type SampleRows } from './columns-of-samples.ts'
import type { StoredSeries } from './find-series.ts'
import { readRows } from './row-binary.ts'

export type TimeRange = { afterMs: number; toMs: number }

/** By series id, each in the order of time and each time once: of several writes for one the last counts. */
export async function readSamples(
  columns: WorkspaceColumns,
  series: readonly StoredSeries[],
  range: TimeRange,
): Promise<Map<bigint, SampleRows>> {
  const found = await read(columns, series, range, '')
  const samples = new Map<bigint, SampleRows>()
  const conflicts: StoredSeries[] = []
  for (const one of series) {
    const rows = found.get(one.id)
    if (!rows) continue
    const { conflict, ...settled } = settle(rows)
    if (conflict) conflicts.push(one)
    else samples.set(one.id, settled)
  }
  if (conflicts.length === 0) return samples
  // What was written last is known to the store alone, and asking it costs more: only where it matters.
  for (const [id, rows] of await read(columns, conflicts, range, 'final')) {
    const { times, values } = settle(rows)
    samples.set(id, { times, values })
  }
  return samples
}

async function read(
  columns: WorkspaceColumns,
  series: readonly StoredSeries[],
  range: TimeRange,
  final: '' | 'final',
): Promise<Map<bigint, SampleRows>> {
  const answer = await columns.queryBlock(
    `select series_id, groupArray(toFloat64(toUnixTimestamp64Milli(at))), groupArray(value)
     from metric_samples ${final} where ${ofSeries} group by series_id`,
    paramsOf(series, range),
    'RowBinary',
  )
  const rows = readRows(answer)
  const found = new Map<bigint, SampleRows>()
  while (!rows.isAtEnd()) found.set(rows.uint64(), { times: rows.float64s(), values: rows.float64s() })
  return found
}

export type HistogramRow = { atMs: number; histogram: Histogram }

/** They are few, so which of two for one time was written last is always asked of the store. In the order of time. */
export async function readHistograms(
  columns: WorkspaceColumns,
  series: readonly StoredSeries[],
  range: TimeRange,
): Promise<Map<bigint, HistogramRow[]>> {
  const answer = await columns.queryBlock(
    `select series_id, groupArray(toFloat64(toUnixTimestamp64Milli(at))), groupArray(histogram)
     from metric_histograms final where ${ofSeries} group by series_id`,
    paramsOf(series, range),
    'RowBinary',
  )
  const rows = readRows(answer)
  const found = new Map<bigint, HistogramRow[]>()
  while (!rows.isAtEnd()) {
    const id = rows.uint64()
    const times = rows.float64s()
    const histograms = rows.list(() => histogramFromBytes(Buffer.from(rows.text(), 'base64')))
    const each = histograms.map((histogram, index) => ({ atMs: times[index] ?? 0, histogram }))
    found.set(id, uniqueByTime(each.toSorted((a, b) => a.atMs - b.atMs)))
  }
  return found
}

/** Rows of two retention classes lie in two partitions, and nothing merges those. */
const uniqueByTime = (rows: readonly HistogramRow[]): HistogramRow[] =>
  rows.filter(({ atMs }, index) => rows[index + 1]?.atMs !== atMs)

const ofSeries = `workspace_id = {workspaceId:String} and metric_hash in {hashes:Array(UInt32)}
  and series_id in {ids:Array(UInt64)}
  and at > fromUnixTimestamp64Milli({afterMs:Int64}, 'UTC') and at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')`

function paramsOf(series: readonly StoredSeries[], { afterMs, toMs }: TimeRange): QueryParams {
  return {
    hashes: [...new Set(series.map(({ metricHash }) => metricHash))],
    ids: series.map(({ id }) => id),
    afterMs: storable(afterMs),
    toMs: storable(toMs),
  }
}

/** What the store's times can be. */
const storable = (ms: number): number => Math.min(8.64e12, Math.max(-1, Math.floor(ms)))
