/** Finds the hours of a workspace that have to be rolled up, and does the newest of them. */
import { inTransaction } from '#platform/database'
import type { Context } from '#platform/context'
import { monotonicMs } from '#platform/clock'
import { AppError } from '#platform/errors'
import { listProjects } from '#modules/workspaces'
import { quietMs, settleMs } from './late.ts'
import { makeHours, type HoursToMake } from './make-hours.ts'
import { hourMs } from './widths.ts'

/** Of one run; the next one goes on. */
const maxHours = 10 * 24
const maxRunMs = 60_000

export type DueHour = { hour: Date; marks: number }

/** Answers whether something is left to do now. */
export async function rollUpWorkspace(ctx: Context): Promise<boolean> {
  const due = await listDueHours(ctx, maxHours)
  const untilMs = monotonicMs() + maxRunMs
  for (const run of runsOf(due)) {
    if (monotonicMs() > untilMs) return true
    // Asked each time: what is deleted meanwhile comes into no later hour.
    const projectIds = await listLiveProjects(ctx)
    if (projectIds.length === 0) return false
    await makeRun(ctx, { ...run, workspaceId: ctx.workspaceId, projectIds })
  }
  return due.length === maxHours
}

/** Hours of a day that follow on each other and have as many marks, as one. Pure. */
export function runsOf(due: readonly DueHour[]): Pick<HoursToMake, 'from' | 'count' | 'marks'>[] {
  const runs: Pick<HoursToMake, 'from' | 'count' | 'marks'>[] = []
  for (const { hour, marks } of due) {
    const last = runs.at(-1)
    const follows = last?.marks === marks && last.from.getTime() === hour.getTime() + hourMs
    // Partitions are days: a statement reads one.
    if (follows && last.from.getTime() % dayMs !== 0) Object.assign(last, { from: hour, count: last.count + 1 })
    else runs.push({ from: hour, count: 1, marks })
  }
  return runs
}

/** What is too much for one statement is done in halves, down to single hours. */
async function makeRun(ctx: Context, hours: HoursToMake): Promise<void> {
  try {
    await makeHours(ctx, hours)
  } catch (error) {
    if (hours.count === 1 || (error instanceof AppError && error.code === 'unavailable')) throw error
    const half = Math.ceil(hours.count / 2)
    const middle = new Date(hours.from.getTime() + half * hourMs)
    await makeRun(ctx, { ...hours, from: middle, count: hours.count - half })
    await makeRun(ctx, { ...hours, count: half })
  }
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
  return ctx.columns.forWorkspace(ctx.workspaceId).query<DueHour>(dueSql, {
    endedSeconds: Math.floor((nowMs - settleMs) / hourMs) * 3_600,
    quietSeconds: Math.floor((nowMs - quietMs) / 1000),
    limit,
  })
}

const dueSql = `
  select due.hour as hour, marked.marks as marks
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
  where due.hour < toDateTime({endedSeconds:UInt32}, 'UTC')
    and (made.is_made = 0 or made.version != marked.marks)
    and marked.marked_at <= toDateTime({quietSeconds:UInt32}, 'UTC')
  order by hour desc limit {limit:UInt32}`
