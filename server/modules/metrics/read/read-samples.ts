/** Samples and native histograms of some series, out of the column store. */
import type { WorkspaceColumns } from '#platform/columns'
import type { Histogram } from '../histograms/histogram.ts'
import { histogramFromBytes } from '../storage/histogram-bytes.ts'
import { sampleTime } from '../storage/sample-time.ts'
import { settle, type Orders, type SampleRows } from './columns-of-samples.ts'
import type { StoredSeries } from './find-series.ts'
import { readRows } from './row-binary.ts'
import { readSampleBlock, timesOf, type BlockSeries } from './sample-block.ts'

/**
 * `run`: the series are all of their metrics in that time whose ids lie between the least and the greatest of theirs, so
 * that they need not be named to the store.
 */
export type SampleRead = { series: readonly StoredSeries[]; are: 'some' | 'run'; afterMs: number; toMs: number }

/** What was seen of a workspace before: it decides how to ask, never what is answered. */
export type Habits = {
  tellsStarts: boolean
  /** Of metrics by their hash: from one sample of a series to the next. */
  intervalsMs?: Map<number, number>
}

/** By series id, each in the order of time and each time once: of several writes for one the last counts. */
export async function readSamples(
  columns: WorkspaceColumns,
  what: SampleRead,
  habits: Habits,
): Promise<Map<bigint, SampleRows>> {
  const found = await readAll(columns, what, habits)
  const samples = new Map<bigint, SampleRows>()
  const conflicts: StoredSeries[] = []
  const orders: Orders = new WeakMap()
  for (const one of what.series) {
    const rows = found.get(one.id)?.rows
    if (!rows) continue
    const { conflict, ...settled } = settle(rows, orders)
    if (conflict) conflicts.push(one)
    else samples.set(one.id, settled)
  }
  if (conflicts.length === 0) return samples
  // What was written last is known to the store alone, and asking it costs more: only where it matters.
  for (const [id, { rows }] of await read(columns, onlyOf(what, conflicts), { final: true, starts: 'each' })) {
    const { times, values, starts } = settle(rows)
    samples.set(id, { times, values, starts })
  }
  return samples
}

/**
 * Few senders tell since when they count, and to ask for each sample costs a third more: where nobody told before, it is
 * asked whether somebody did, and those series are read again.
 */
async function readAll(columns: WorkspaceColumns, what: SampleRead, habits: Habits): Promise<Found> {
  const found = await read(columns, what, { final: false, starts: habits.tellsStarts ? 'each' : 'whether' })
  const told = what.series.filter(({ id }) => found.get(id)?.tellsStarts === true)
  if (habits.tellsStarts || told.length === 0) return found
  habits.tellsStarts = true
  const again = await read(columns, onlyOf(what, told), { final: false, starts: 'each' })
  return new Map([...found, ...again])
}

const onlyOf = (what: SampleRead, series: readonly StoredSeries[]): SampleRead => ({ ...what, series, are: 'some' })

type Found = Map<bigint, BlockSeries>
/** `whether`: only if there is any that is told. */
type How = { final: boolean; starts: 'whether' | 'each' }

async function read(columns: WorkspaceColumns, what: SampleRead, { final, starts }: How): Promise<Found> {
  const params = paramsOf(what)
  const times = timesOf(params)
  const answer = await columns.queryBlock(
    `select series_id, groupArray(${times.kind === 'offsets' ? 'toUInt32(toUnixTimestamp64Milli(at) - {afterMs:Int64})' : 'toFloat64(toUnixTimestamp64Milli(at))'}),
       groupArray(value), ${starts === 'each' ? `groupArray(toFloat64(${startMs}))` : 'max(start_at != 0)'}
     from metric_samples ${final ? 'final' : ''} where ${ofSeries(what)} group by series_id`,
    params,
    'RowBinary',
  )
  return new Map([...readSampleBlock(answer, { times, starts })].map((one) => [one.id, one]))
}

const startMs = 'toUnixTimestamp64Milli(start_at)'

/** `startMs`: 0 if none. */
export type HistogramRow = { atMs: number; startMs: number; histogram: Histogram }

/** They are few, so which of two for one time was written last is always asked of the store. In the order of time. */
export async function readHistograms(
  columns: WorkspaceColumns,
  what: SampleRead,
): Promise<Map<bigint, HistogramRow[]>> {
  const answer = await columns.queryBlock(
    `select series_id, groupArray(toFloat64(toUnixTimestamp64Milli(at))), groupArray(histogram),
       groupArray(toFloat64(${startMs}))
     from metric_histograms final where ${ofSeries(what)} group by series_id`,
    paramsOf(what),
    'RowBinary',
  )
  const rows = readRows(answer)
  const found = new Map<bigint, HistogramRow[]>()
  while (!rows.isAtEnd()) {
    const id = rows.uint64()
    const times = rows.float64s()
    const histograms = rows.list(() => histogramFromBytes(Buffer.from(rows.text(), 'base64')))
    const starts = rows.float64s()
    const each = histograms.map((histogram, index) => {
      return { atMs: times[index] ?? 0, startMs: starts[index] ?? 0, histogram }
    })
    found.set(id, uniqueByTime(each.toSorted((a, b) => a.atMs - b.atMs)))
  }
  return found
}

/** Of the workspace, at any time. */
export async function hasHistograms(columns: WorkspaceColumns): Promise<boolean> {
  const sql = 'select 1 from metric_histograms where workspace_id = {workspaceId:String} limit 1'
  return (await columns.queryBlock(sql, {}, 'RowBinary')).length > 0
}

/** Rows of two retention classes lie in two partitions, and nothing merges those. */
const uniqueByTime = (rows: readonly HistogramRow[]): HistogramRow[] =>
  rows.filter(({ atMs }, index) => rows[index + 1]?.atMs !== atMs)

const ofSeries = ({ are }: SampleRead): string =>
  `workspace_id = {workspaceId:String} and metric_hash in {hashes:Array(UInt32)}
   and series_id ${are === 'run' ? 'between {fromId:UInt64} and {toId:UInt64}' : 'in {ids:Array(UInt64)}'}
   and ${sampleTime('afterMs', 'toMs')}`

function paramsOf({ series, are, afterMs, toMs }: SampleRead) {
  const ids = series.map(({ id }) => id)
  return {
    hashes: [...new Set(series.map(({ metricHash }) => metricHash))],
    ...(are === 'some' ? { ids } : endsOf(ids)),
    afterMs: storable(afterMs),
    toMs: storable(toMs),
  }
}

const endsOf = (ids: readonly bigint[]) => ({
  fromId: ids.reduce((a, b) => (b < a ? b : a), ids[0] ?? 0n),
  toId: ids.reduce((a, b) => (b > a ? b : a), 0n),
})

/** What the store's times can be. */
const storable = (ms: number): number => Math.min(8.64e12, Math.max(-1, Math.floor(ms)))
