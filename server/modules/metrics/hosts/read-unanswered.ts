/**
 * Which of the hosts whose series have ended are asked and do not answer: a Prometheus that cannot scrape a target ends
 * its series as a clean stop does, and goes on with `up` 0. Source: Prometheus, scrape/scrape.go (report samples).
 */
import type { WorkspaceColumns } from '#platform/columns'
import { listedDays } from './find-hosts.ts'
import type { HostKey } from './host.ts'
import { readLast } from './read-heard.ts'

type Row = { id: string; metricHash: number; key: string }

/** Ids of hosts. */
export async function readUnanswered(
  columns: WorkspaceColumns,
  hosts: readonly (HostKey & { id: string })[],
  nowMs: number,
): Promise<ReadonlySet<string>> {
  if (hosts.length === 0) return new Set()
  const idOf = new Map(hosts.map(({ projectId, job, instance, id }) => [[projectId, job, instance].join('\n'), id]))
  const series = await columns.query<Row>(
    `select toString(series_id) as id, any(metric_hash) as "metricHash",
       any(concat(project_id, '\\n', labels['job'], '\\n', labels['instance'])) as key
     from metric_series
     where workspace_id = {workspaceId:String} and metric = 'up'
       and concat(project_id, '\\n', labels['job'], '\\n', labels['instance']) in {keys:Array(String)}
       and seen_until >= toDateTime({fromSeconds:UInt32}, 'UTC')
     group by project_id, series_id`,
    { keys: [...idOf.keys()], fromSeconds: Math.floor(nowMs / 1000) - listedDays * 86_400 },
  )
  if (series.length === 0) return new Set()
  const unanswered = new Set(
    (await readLast(columns, series, nowMs)).filter(({ isZero }) => isZero).map(({ id }) => id),
  )
  return new Set(series.flatMap(({ id, key }) => (unanswered.has(id) ? (idOf.get(key) ?? []) : [])))
}
