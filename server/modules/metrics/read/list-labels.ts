/** Names of labels, their values, and whole series, for completion and variables of dashboards. */
import type { WorkspaceColumns } from '#platform/columns'
import { metricName } from '../promql/labels.ts'
import { conditionOf, type SeriesQuery } from './find-series.ts'

/** In order; at most `limit`. */
export async function listLabelNames(columns: WorkspaceColumns, { limit, ...query }: SeriesQuery): Promise<string[]> {
  const { text, params } = conditionOf(query)
  const rows = await columns.query<{ name: string }>(
    `select distinct arrayJoin(mapKeys(labels)) as name from metric_series where ${text}
     order by name limit {limit:UInt32}`,
    { ...params, limit },
  )
  return rows.map(({ name }) => name)
}

/** In order; at most `limit`. */
export async function listLabelValues(
  columns: WorkspaceColumns,
  label: string,
  { limit, ...query }: SeriesQuery,
): Promise<string[]> {
  const { text, params } = conditionOf(query)
  const column = label === metricName ? 'metric' : 'labels[{label:String}]'
  const rows = await columns.query<{ value: string }>(
    `select distinct ${column} as value from metric_series where ${text} and value != ''
     order by value limit {limit:UInt32}`,
    { ...params, limit, ...(label !== metricName && { label }) },
  )
  return rows.map(({ value }) => value)
}

export type DescribedMetric = { metric: string; kind: string; unit: string; help: string }

/** What senders told of their metrics, in the order of the names; projects may tell different things of one. */
export async function listDescriptions(
  columns: WorkspaceColumns,
  { metric, limit }: { metric: string | undefined; limit: number },
): Promise<DescribedMetric[]> {
  return columns.query<DescribedMetric>(
    `select distinct metric, kind, unit, help from metric_descriptions final
     where workspace_id = {workspaceId:String} ${metric === undefined ? '' : 'and metric = {metric:String}'}
     order by metric, kind, unit, help limit {limit:UInt32}`,
    { limit, ...(metric !== undefined && { metric }) },
  )
}
