/**
 * Which hours of a workspace are rolled up. Whoever writes samples into an hour that might be rolled up marks it first;
 * what was made when an hour had so many marks holds as long as it has as many. No clock is asked who was first.
 */
import type { WorkspaceColumns } from '#platform/columns'
import { hourMs } from './widths.ts'

/** By the hour's start: the version of the rows that hold. */
export type MadeHours = ReadonlyMap<number, number>

export async function readMadeHours(
  columns: Pick<WorkspaceColumns, 'query'>,
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<MadeHours> {
  const rows = await columns.query<{ hour: number; version: number }>(
    `select toUnixTimestamp(made.hour) as hour, made.version as version
     from (
       select hour, max(version) as version from metric_made_hours where ${ofRange} group by hour
     ) as made
     left join (
       select hour, sum(marks) as marks from metric_hour_marks where ${ofRange} group by hour
     ) as marked on marked.hour = made.hour
     where made.version = marked.marks`,
    { fromSeconds: secondsOf(Math.floor(fromMs / hourMs) * hourMs), toSeconds: secondsOf(toMs) },
  )
  return new Map(rows.map(({ hour, version }) => [hour * 1000, version]))
}

const ofRange = `workspace_id = {workspaceId:String}
  and hour >= toDateTime({fromSeconds:UInt32}, 'UTC') and hour < toDateTime({toSeconds:UInt32}, 'UTC')`

const maxSeconds = 2 ** 32 - 1

/** Before 1970 and after 2105 there is nothing. */
export const secondsOf = (ms: number): number => Math.min(maxSeconds, Math.max(0, Math.ceil(ms / 1000)))
