/** When hosts were heard of: from the samples of one series each, for all hosts in one query. */
import type { WorkspaceColumns } from '#platform/columns'
import { assumedIntervalMs, coverageMs, quietIntervals, type Heard } from './host.ts'
import { listedDays, type KnownHost } from './find-hosts.ts'
import { sampleTime } from '../storage/sample-time.ts'

/** The bits of a stale marker; see promql/staleness.ts. */
const isStale = 'reinterpretAsUInt64(value) = 9218868437227405314'
/** Its interval is the median of so many gaps, so that a setting that changed shows soon. */
const gapsOfInterval = 100
/**
 * Of fewer nothing follows: an agent sends when it starts, and from then on at its own place in the interval. Until then
 * a minute is assumed, or the longest gap.
 */
const gapsToTrust = 3
/** A host whose clock is ahead is still heard of. */
const aheadMs = 10 * 60_000

type Row = Omit<Heard, 'hasEnded'> & { id: string; hasEnded: number }
type LastRow = Row & { isZero: boolean }

/** What decides the state: the slowest agent sends every five minutes. */
const recentMs = 3_600_000

/** By series id: of the last hour, and for what was not heard of in it, its last sample of the last seven days. */
export async function readHeard(
  columns: WorkspaceColumns,
  hosts: readonly KnownHost[],
  nowMs: number,
): Promise<Map<string, Heard>> {
  const heard = await readSpan(columns, hosts, { fromMs: nowMs - recentMs, toMs: nowMs + aheadMs })
  const missing = hosts.flatMap(({ heartbeats }) => (heartbeats.some(({ id }) => heard.has(id)) ? [] : heartbeats))
  if (missing.length === 0) return heard
  return new Map([...heard, ...toHeard(await readLast(columns, missing, nowMs))])
}

/** By series id: of the last 24 hours, for a page of hosts. */
export function readHeardOfDay(
  columns: WorkspaceColumns,
  hosts: readonly KnownHost[],
  nowMs: number,
): Promise<Map<string, Heard>> {
  return readSpan(columns, hosts, { fromMs: nowMs - coverageMs, toMs: nowMs + aheadMs })
}

async function readSpan(
  columns: WorkspaceColumns,
  hosts: readonly KnownHost[],
  span: { fromMs: number; toMs: number },
): Promise<Map<string, Heard>> {
  if (hosts.length === 0) return new Map()
  const series = hosts.flatMap(({ heartbeats }) => heartbeats)
  // Few hosts by the ids of their series; many by the metric, all of whose series they are.
  const ids = series.length > 1000 ? undefined : series.map(({ id }) => BigInt(id))
  return toHeard(await readRows(columns, { hashes: hashesOf(series), ids, ...span }))
}

const hashesOf = (series: readonly { metricHash: number }[]): number[] => [
  ...new Set(series.map(({ metricHash }) => metricHash)),
]

const toHeard = (rows: readonly Row[]): Map<string, Heard> =>
  new Map(rows.map(({ id, hasEnded, ...row }) => [id, { ...row, hasEnded: hasEnded === 1 }]))

/** A time and whether it is that of a stale marker are one number, so that numbers are sorted and not pairs. */
async function readRows(
  columns: WorkspaceColumns,
  { hashes, ids, fromMs, toMs }: { hashes: number[]; ids: bigint[] | undefined; fromMs: number; toMs: number },
): Promise<Row[]> {
  return columns.query<Row>(
    `select toString(series_id) as id, toFloat64(intDiv(marks[1], 2)) as "firstMs",
       toFloat64(intDiv(marks[-1], 2)) as "lastMs", toUInt8(marks[-1] % 2) as "hasEnded",
       if(empty(steps), null, toFloat64(interval)) as "intervalMs",
       toFloat64(arraySum(arrayMap(
         (gap, mark) -> multiIf(mark % 2 = 1, 0, gap <= ${quietIntervals} * interval, gap, interval),
         gaps, arrayPopBack(marks)))) as "coveredMs"
     from (
       select series_id, arraySort(groupArray(toUnixTimestamp64Milli(at) * 2 + (${isStale}))) as marks,
         arrayPopFront(arrayDifference(arrayMap(mark -> intDiv(mark, 2), marks))) as gaps,
         arraySlice(arrayFilter(gap -> gap > 0, gaps), -${gapsOfInterval}) as steps,
         multiIf(empty(steps), 0, length(steps) < ${gapsToTrust}, greatest(${assumedIntervalMs}, arrayMax(steps)),
           arrayElement(arraySort(steps), intDiv(length(steps), 2) + 1)) as interval
       from metric_samples
       where workspace_id = {workspaceId:String} and metric_hash in {hashes:Array(UInt32)}
         ${ids === undefined ? '' : 'and series_id in {ids:Array(UInt64)}'}
         and ${sampleTime('fromMs', 'toMs')}
       group by series_id)`,
    { hashes, ...(ids && { ids }), fromMs, toMs },
  )
}

/** The last sample of each in the seven days; `isZero`: its value is 0. */
export async function readLast(
  columns: WorkspaceColumns,
  series: readonly { id: string; metricHash: number }[],
  nowMs: number,
): Promise<LastRow[]> {
  return columns.query<LastRow>(
    `select toString(series_id) as id, toFloat64(toUnixTimestamp64Milli(max(at))) as "lastMs", "lastMs" as "firstMs",
       toUInt8(argMax(${isStale}, at)) as "hasEnded", argMax(value = 0, at) = 1 as "isZero", null as "intervalMs", toFloat64(0) as "coveredMs"
     from metric_samples
     where workspace_id = {workspaceId:String} and metric_hash in {hashes:Array(UInt32)}
       and series_id in {ids:Array(UInt64)} and ${sampleTime('fromMs')}
     group by series_id`,
    {
      hashes: hashesOf(series),
      ids: series.map(({ id }) => BigInt(id)),
      fromMs: nowMs - (listedDays + 1) * 86_400_000,
    },
  )
}

/** By the host's id; only of the day on which its oldest series begins, which is known. */
export async function readFirstSeen(
  columns: WorkspaceColumns,
  hosts: readonly KnownHost[],
): Promise<Map<string, number>> {
  if (hosts.length === 0) return new Map()
  const rows = await columns.query<{ id: string; firstMs: number }>(
    `select toString(series_id) as id, toFloat64(toUnixTimestamp64Milli(min(at))) as "firstMs" from metric_samples
     where workspace_id = {workspaceId:String} and metric_hash in {hashes:Array(UInt32)}
       and series_id in {ids:Array(UInt64)} and toYYYYMMDD(at) in {days:Array(UInt32)}
     group by series_id`,
    {
      hashes: hashesOf(hosts.map(({ oldest }) => oldest)),
      ids: hosts.map(({ oldest }) => BigInt(oldest.id)),
      days: [...new Set(hosts.map(({ oldest }) => dayNumber(oldest.firstDayMs)))],
    },
  )
  const bySeries = new Map(rows.map(({ id, firstMs }) => [id, firstMs]))
  return new Map(hosts.map(({ id, oldest }) => [id, bySeries.get(oldest.id) ?? oldest.firstDayMs]))
}

const dayNumber = (atMs: number): number => Number(new Date(atMs).toISOString().slice(0, 10).replaceAll('-', ''))
