/** Which hosts there are: from the names and labels of series, without a look at samples. */
import type { WorkspaceColumns } from '#platform/columns'
import { AppError } from '#platform/errors'
import { hostIdOf, type HostKey } from './host.ts'

/** One of these every sender of node metrics has; the first that a host has says when it was heard of. */
const heartbeats = ['node_uname_info', 'node_load1', 'node_memory_MemTotal_bytes'] as const
const described = ['node_os_info', 'watchword_agent_info', 'node_exporter_build_info'] as const
const markers: readonly string[] = [...heartbeats, ...described]

/** A host that said nothing for so long is no longer listed. */
export const listedDays = 7
/** Six a host, and more where kernels changed: some ten thousand hosts. */
const maxMarkerSeries = 100_000

type SeriesRef = { id: string; metricHash: number; labels: Readonly<Record<string, string>>; lastDayMs: number }

export type KnownHost = HostKey & {
  id: string
  /** Series whose samples say when it was heard of. */
  heartbeats: SeriesRef[]
  /** One of the series that go back the longest, and the day (UTC) on which it begins. */
  oldest: SeriesRef & { firstDayMs: number }
  /** Of `node_uname_info`: the newest by day. */
  uname: Readonly<Record<string, string>>
  os: Readonly<Record<string, string>>
  software: { kind: 'agent' | 'nodeExporter' | 'other'; version: string | null; nodeVersion: string | null }
  /** What its operator wrote on all its series. */
  labels: Readonly<Record<string, string>>
}

type Row = {
  projectId: string
  metric: string
  id: string
  metricHash: number
  labels: Record<string, string>
  firstDayMs: number
  lastDayMs: number
}

/** All of them with a sample in the last seven days. Throws unprocessable for more series than are looked through. */
export async function findHosts(
  columns: WorkspaceColumns,
  { projectId, nowMs }: { projectId?: string | undefined; nowMs: number },
): Promise<KnownHost[]> {
  const rows = await columns.query<Row>(
    `select project_id as "projectId", metric, toString(series_id) as id, any(metric_hash) as "metricHash",
       any(labels) as labels, toFloat64(min(toUnixTimestamp(seen_until)) - 86399) * 1000 as "firstDayMs",
       toFloat64(max(toUnixTimestamp(seen_until)) - 86399) * 1000 as "lastDayMs"
     from metric_series
     where workspace_id = {workspaceId:String} and metric in {markers:Array(String)}
       ${projectId === undefined ? '' : 'and project_id = {projectId:String}'}
     group by project_id, metric, series_id
     having max(seen_until) >= toDateTime({fromSeconds:UInt32}, 'UTC')
     limit {limit:UInt32}`,
    {
      ...(projectId !== undefined && { projectId }),
      markers,
      fromSeconds: Math.floor(nowMs / 1000) - listedDays * 86_400,
      limit: maxMarkerSeries + 1,
    },
  )
  if (rows.length > maxMarkerSeries) {
    throw new AppError('unprocessable', `more than ${maxMarkerSeries} series describe hosts: ask for one project`)
  }
  const groups = Map.groupBy(rows, ({ projectId: project, labels }) =>
    hostIdOf({ projectId: project, job: labels['job'] ?? '', instance: labels['instance'] ?? '' }),
  )
  return [...groups].flatMap(([id, series]) => hostOf(id, series) ?? [])
}

/** Undefined: only described, as an exporter of something else may be. */
function hostOf(id: string, rows: readonly Row[]): KnownHost | undefined {
  const named = (metric: string) =>
    rows.filter((row) => row.metric === metric).toSorted((a, b) => b.lastDayMs - a.lastDayMs)
  const lastDayMs = Math.max(...heartbeats.flatMap((metric) => named(metric).map((row) => row.lastDayMs)))
  const beats = heartbeats.map(named).find(([newest]) => newest?.lastDayMs === lastDayMs)
  const [first] = beats ?? []
  if (!beats || !first) return undefined
  const lasting = heartbeats.flatMap(named).reduce((best, one) => (one.firstDayMs < best.firstDayMs ? one : best))
  const [agent, exporter] = [named('watchword_agent_info')[0], named('node_exporter_build_info')[0]]
  return {
    id,
    projectId: first.projectId,
    job: first.labels['job'] ?? '',
    instance: first.labels['instance'] ?? '',
    heartbeats: beats,
    oldest: lasting,
    uname: named('node_uname_info')[0]?.labels ?? {},
    os: named('node_os_info')[0]?.labels ?? {},
    software: {
      kind: agent ? 'agent' : exporter ? 'nodeExporter' : 'other',
      version: (agent ?? exporter)?.labels['version'] ?? null,
      nodeVersion: agent?.labels['node_version'] ?? null,
    },
    labels: ownLabels(first.labels),
  }
}

const ofIdentity = new Set(['__name__', 'job', 'instance'])
/** Of `node_uname_info`, as node_exporter has them. */
export const unameLabels = ['nodename', 'domainname', 'sysname', 'release', 'machine', 'version'] as const
const ofUname: ReadonlySet<string> = new Set(unameLabels)

function ownLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const isUname = labels['__name__'] === 'node_uname_info'
  const own = Object.entries(labels).filter(([name]) => !ofIdentity.has(name) && !(isUname && ofUname.has(name)))
  return Object.fromEntries(own)
}

/** What people call it: its host name, else what it is told apart by. */
export const nameOf = ({ uname, instance, job }: KnownHost): string => uname['nodename'] || instance || job || 'no name'
