/** How some hosts are now, from the newest samples: two queries, however many hosts. */
import type { QueryParams, WorkspaceColumns } from '#platform/columns'
import { hostIdOf } from './host.ts'
import type { KnownHost } from './find-hosts.ts'
import { sampleTime } from '../storage/sample-time.ts'

/** Null: not known. Shares are from 0 to 1. */
export type Figures = {
  processors: number | null
  /** Not idle, over two minutes, or one interval where that is longer. */
  cpuShare: number | null
  memoryBytes: number | null
  /** Not available to programs. */
  memoryShare: number | null
  load1: number | null
  fullestFilesystem: { mountpoint: string; share: number; sizeBytes: number } | null
}

export const nothingKnown: Figures = {
  ...{ processors: null, cpuShare: null, memoryBytes: null, memoryShare: null, load1: null, fullestFilesystem: null },
}

/** Two samples of the slowest agent, which sends every five minutes, with room. */
const windowMs = 12 * 60_000
const cpuMs = 130_000
/** Of the page that is shown. */
const maxSeries = 100_000

const plain = ['node_memory_MemTotal_bytes', 'node_memory_MemAvailable_bytes', 'node_load1']
const ofFilesystems = ['node_filesystem_size_bytes', 'node_filesystem_avail_bytes']
/** Memory, images and what lies over another one: full by their nature, or not a disk at all. */
const noDisk = /^(tmpfs|devtmpfs|ramfs|overlay|squashfs|iso9660|erofs|efivarfs|rootfs|fuse\.lxcfs|autofs)$/

/** Not `metric` and `labels`: in a condition those would mean what is answered. */
type SeriesRow = { id: string; projectId: string; itsMetric: string; itsLabels: Record<string, string> }
type SampleRow = { id: string; lastMs: number; value: number; earlierMs: number; earlierValue: number }
type Newest = SampleRow & { projectId: string; metric: string; labels: Record<string, string> }

/** By the host's id. */
export async function readFigures(
  columns: WorkspaceColumns,
  hosts: readonly KnownHost[],
  nowMs: number,
): Promise<Map<string, Figures>> {
  if (hosts.length === 0) return new Map()
  const { text, params } = conditionOf(hosts, nowMs)
  const [series, samples] = await Promise.all([
    columns.query<SeriesRow>(
      `select toString(series_id) as id, any(project_id) as "projectId", any(metric) as "itsMetric",
         any(labels) as "itsLabels"
       from metric_series where ${text} group by series_id limit {limit:UInt32}`,
      { ...params, limit: maxSeries },
    ),
    columns.query<SampleRow>(
      `select toString(series_id) as id, toFloat64(samples[-1].1) as "lastMs", samples[-1].2 as value,
         toFloat64(earlier.1) as "earlierMs", earlier.2 as "earlierValue"
       from (
         select series_id, arraySort(groupArray((toUnixTimestamp64Milli(at), value))) as samples,
           arrayFirst(sample -> sample.1 >= samples[-1].1 - ${cpuMs}, samples) as near,
           if(near.1 < samples[-1].1, near, samples[-2]) as earlier
         from metric_samples
         where workspace_id = {workspaceId:String} and not isNaN(value)
           and metric_hash in (select metric_hash from metric_series where ${text})
           and series_id in (select series_id from metric_series where ${text})
           and ${sampleTime('fromMs')}
         group by series_id)
       limit {limit:UInt32}`,
      { ...params, fromMs: nowMs - windowMs, limit: maxSeries },
    ),
  ])
  const byId = new Map(samples.map((sample) => [sample.id, sample]))
  const newest = series.flatMap(({ id, projectId, itsMetric, itsLabels }): Newest[] => {
    const sample = byId.get(id)
    return sample ? [{ ...sample, projectId, metric: itsMetric, labels: itsLabels }] : []
  })
  const byHost = Map.groupBy(newest, ({ projectId, labels }) =>
    hostIdOf({ projectId, job: labels['job'] ?? '', instance: labels['instance'] ?? '' }),
  )
  return new Map(hosts.map(({ id }) => [id, figuresOf(byHost.get(id) ?? [])]))
}

function conditionOf(hosts: readonly KnownHost[], nowMs: number): { text: string; params: QueryParams } {
  return {
    text: `workspace_id = {workspaceId:String} and project_id in {projectIds:Array(String)}
      and (metric in {metrics:Array(String)} or (metric = 'node_cpu_seconds_total' and labels['mode'] = 'idle'))
      and seen_until >= toDateTime({fromSeconds:UInt32}, 'UTC') and labels['instance'] in {instances:Array(String)}`,
    params: {
      projectIds: [...new Set(hosts.map(({ projectId }) => projectId))],
      instances: [...new Set(hosts.map(({ instance }) => instance))],
      metrics: [...plain, ...ofFilesystems],
      fromSeconds: Math.floor((nowMs - windowMs) / 1000),
    },
  }
}

function figuresOf(all: readonly Newest[]): Figures {
  // What was unmounted or taken out is older than the rest.
  const lastMs = Math.max(0, ...all.map((one) => one.lastMs))
  const isNow = ({ lastMs: at, earlierMs }: Newest) => lastMs - at <= Math.max(60_000, at - earlierMs)
  const series = all.filter(isNow)
  const valueOf = (metric: string) => series.find((one) => one.metric === metric)?.value ?? null
  const idle = series.filter(({ metric }) => metric === 'node_cpu_seconds_total')
  const [total, available] = [valueOf('node_memory_MemTotal_bytes'), valueOf('node_memory_MemAvailable_bytes')]
  return {
    processors: idle.length === 0 ? null : idle.length,
    cpuShare: busyShare(idle),
    memoryBytes: total,
    memoryShare: total !== null && total > 0 && available !== null ? shareOf(1 - available / total) : null,
    load1: valueOf('node_load1'),
    fullestFilesystem: fullest(series),
  }
}

/** Null without two samples of any processor, and while one began anew. */
function busyShare(idle: readonly Newest[]): number | null {
  const shares = idle.flatMap(({ lastMs, value, earlierMs, earlierValue }) =>
    earlierMs > 0 && lastMs > earlierMs && value >= earlierValue
      ? [((value - earlierValue) * 1000) / (lastMs - earlierMs)]
      : [],
  )
  if (shares.length === 0) return null
  return shareOf(1 - shares.reduce((sum, share) => sum + share, 0) / shares.length)
}

function fullest(series: readonly Newest[]): Figures['fullestFilesystem'] {
  const sizes = series.filter(
    ({ metric, labels, value }) =>
      metric === 'node_filesystem_size_bytes' && value > 0 && !noDisk.test(labels['fstype'] ?? ''),
  )
  const available = new Map(
    series.flatMap(({ metric, labels, value }) =>
      metric === 'node_filesystem_avail_bytes' ? [[placeOf(labels), value] as const] : [],
    ),
  )
  return sizes.reduce<Figures['fullestFilesystem']>((best, { labels, value }) => {
    const room = available.get(placeOf(labels))
    if (room === undefined) return best
    const share = shareOf(1 - room / value)
    return best && best.share >= share ? best : { mountpoint: labels['mountpoint'] ?? '', share, sizeBytes: value }
  }, null)
}

const placeOf = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify([labels['device'], labels['mountpoint']])

const shareOf = (value: number): number => Math.min(1, Math.max(0, value))
