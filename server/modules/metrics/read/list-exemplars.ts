import type { WorkspaceColumns } from '#platform/columns'
import type { Labels } from '../promql/labels.ts'
import { findSeries, type SeriesQuery } from './find-series.ts'

export type SeriesExemplars = {
  labels: Labels
  exemplars: { labels: Record<string, string>; value: number; atMs: number }[]
}

/** More in one answer help nobody. */
const maxExemplars = 10_000

/** Of the series that match, those with exemplars in the time; at most ten thousand exemplars, the newest. */
export async function listExemplars(columns: WorkspaceColumns, query: SeriesQuery): Promise<SeriesExemplars[]> {
  const series = await findSeries(columns, query)
  if (series.length === 0) return []
  type Row = { id: string; atMs: number; value: number; labels: Record<string, string> }
  const rows = await columns.query<Row>(
    `select toString(series_id) as id, toFloat64(toUnixTimestamp64Milli(at)) as "atMs", value, labels
     from metric_exemplars final
     where workspace_id = {workspaceId:String} and metric_hash in {hashes:Array(UInt32)}
       and series_id in {ids:Array(UInt64)}
       and at > fromUnixTimestamp64Milli({afterMs:Int64}, 'UTC') and at <= fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
     order by at desc limit {limit:UInt32}`,
    {
      hashes: [...new Set(series.map(({ metricHash }) => metricHash))],
      ids: series.map(({ id }) => id),
      afterMs: storable(query.afterMs),
      toMs: storable(query.toMs),
      limit: maxExemplars,
    },
  )
  const bySeries = Map.groupBy(rows.toReversed(), ({ id }) => id)
  return series.flatMap(({ id, labels }) => {
    const exemplars = bySeries.get(String(id))
    return exemplars ? [{ labels, exemplars }] : []
  })
}

/** What the store's times can be. */
const storable = (ms: number): number => Math.min(8.64e12, Math.max(-1, Math.floor(ms)))
