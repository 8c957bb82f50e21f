/** Finds the hours of a workspace that have to be rolled up, and does the newest of them. */
import { inTransaction } from '#platform/database'
import type { Context } from '#platform/context'
import { monotonicMs } from '#platform/clock'
import { listProjects } from '#modules/workspaces'
import { quietMs, settleMs } from './late.ts'
import { makeHours, type HoursToMake, type MakeOptions } from './make-hours.ts'
import { nothingYet, type Progress } from './split-hours.ts'
import { hourMs } from './widths.ts'

/** Of one run; the next one goes on. */
const maxHours = 10 * 24
const maxRunMs = 60_000

/** `done`: how far somebody came with as many marks. */
export type DueHour = { hour: Date; marks: number; done: Progress }

/** Answers whether something is left to do now. */
export async function rollUpWorkspace(ctx: Context, options: Pick<MakeOptions, 'isOver' | 'maxRows'> = {}) {
  const due = await listDueHours(ctx, maxHours)
  const untilMs = monotonicMs() + maxRunMs
  const isOver = options.isOver ?? (() => monotonicMs() > untilMs)
  const listProjects = () => listLiveProjects(ctx)
  for (const run of runsOf(due)) {
    const hours = { ...run, workspaceId: ctx.workspaceId }
    if (!(await makeHours(ctx, hours, { ...options, listProjects, isOver }))) return true
    if (isOver()) return true
  }
  return due.length === maxHours
}

/** Hours of a day that follow on each other, have as many marks and are made as far, as one. Pure. */
export function runsOf(due: readonly DueHour[]): Omit<HoursToMake, 'workspaceId'>[] {
  const runs: (Omit<HoursToMake, 'workspaceId'> & { done: Progress })[] = []
  for (const { hour, marks, done } of due) {
    const last = runs.at(-1)
    const isAlike = last?.marks === marks && last.done.bucket === done.bucket && last.done.id === done.id
    const follows = isAlike && last.from.getTime() === hour.getTime() + hourMs
    // Partitions are days: a statement reads one.
    if (follows && last.from.getTime() % dayMs !== 0) Object.assign(last, { from: hour, count: last.count + 1 })
    else runs.push({ from: hour, count: 1, marks, done })
  }
  return runs
}

const dayMs = 24 * hourMs

/** Those of a workspace that is being deleted are none. */
async function listLiveProjects(ctx: Context): Promise<string[]> {
  const live = await inTransaction(ctx, async ({ db }) =>
    db.selectFrom('workspaces').select('id').where('id', '=', ctx.workspaceId).where('deletedAt', 'is', null).execute(),
  )
  return live.length === 0 ? [] : (await listProjects(ctx)).map(({ id }) => id)
}

/**
 * The newest first: hours of days with samples that ended long enough ago, and that were never made or were marked
 * since, the last time long enough ago too.
 */
export async function listDueHours(
  ctx: Pick<Context, 'columns' | 'workspaceId' | 'now'>,
  limit: number,
): Promise<DueHour[]> {
  const nowMs = ctx.now().getTime()
  const rows = await ctx.columns.forWorkspace(ctx.workspaceId).query<DueRow>(dueSql, {
    endedSeconds: Math.floor((nowMs - settleMs) / hourMs) * 3_600,
    quietSeconds: Math.floor((nowMs - quietMs) / 1000),
    limit,
  })
  return rows.map(({ hour, marks, is_begun, bucket, id }) => ({
    ...{ hour, marks, done: is_begun === 1 ? { bucket, id: BigInt(id) } : nothingYet },
  }))
}

type DueRow = { hour: Date; marks: number; is_begun: number; bucket: number; id: number | string }

const dueSql = `
  select due.hour as hour, marked.marks as marks, parts.is_begun as is_begun, parts.done.1 as bucket, parts.done.2 as id
  from (
    -- A day's name is its last second; its first moment is the end of an hour of the day before.
    select distinct toDateTime(toUnixTimestamp(seen_until) + 1 - 3600 * arrayJoin(range(1, 26)), 'UTC') as hour
    from (select distinct seen_until from metric_series where workspace_id = {workspaceId:String})
  ) as due
  left join (
    select hour, max(version) as version, toUInt8(1) as is_made
    from metric_made_hours where workspace_id = {workspaceId:String} group by hour
  ) as made on made.hour = due.hour
  left join (
    select hour, sum(marks) as marks, max(marked_at) as marked_at
    from metric_hour_marks where workspace_id = {workspaceId:String} group by hour
  ) as marked on marked.hour = due.hour
  left join (
    select hour, version, max((done_bucket, done_id)) as done, toUInt8(1) as is_begun
    from metric_hour_parts where workspace_id = {workspaceId:String} group by hour, version
  ) as parts on parts.hour = due.hour and parts.version = marked.marks
  where due.hour < toDateTime({endedSeconds:UInt32}, 'UTC')
    and (made.is_made = 0 or made.version != marked.marks)
    and marked.marked_at <= toDateTime({quietSeconds:UInt32}, 'UTC')
  order by hour desc limit {limit:UInt32}`
