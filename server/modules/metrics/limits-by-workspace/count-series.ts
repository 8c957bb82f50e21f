import type { Context } from '#platform/context'
import { seenUntil } from '../storage/series-room.ts'

/** Of today (UTC), as they are stored. */
export async function countSeriesToday({ columns, workspaceId, now }: Context): Promise<number> {
  const today = Math.floor(now().getTime() / 86_400_000)
  const [row] = await columns.forWorkspace(workspaceId).query<{ series: number }>(
    `select uniqExact(series_id) as series from metric_series
     where workspace_id = {workspaceId:String} and seen_until = toDateTime({until:UInt32}, 'UTC')`,
    { until: seenUntil(today) },
  )
  return row?.series ?? 0
}
