import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import type { OutcomeKind } from './outcome.ts'

export type OutcomeRange = { from?: Date | undefined; to?: Date | undefined; interval: 'hour' | 'day' }
export type OutcomeItem = { outcome: OutcomeKind; category: string; reason: string; quantity: number }
export type Outcomes = {
  from: Date
  to: Date
  interval: 'hour' | 'day'
  /** Of the whole range. */
  totals: OutcomeItem[]
  /** `at` is the beginning of the hour or of the day (UTC); what did not occur has no item. */
  items: (OutcomeItem & { at: Date })[]
}

const hourMs = 3_600_000
const steps = { hour: hourMs, day: 24 * hourMs }
/** So that an answer is bounded: a week of hours, a quarter of days. */
export const maxSteps = { hour: 168, day: 92 }

/** Both ends are whole steps: an hour that has begun is in it. Throws invalid_request for more than fits an answer. */
export function wholeSteps({ from, to, interval }: OutcomeRange, now: Date): { from: Date; to: Date } {
  const step = steps[interval]
  const end = to ? Math.ceil(to.getTime() / step) * step : (Math.floor(now.getTime() / step) + 1) * step
  const start = from ? Math.floor(from.getTime() / step) * step : end - (interval === 'hour' ? 24 : 30) * step
  if (start >= end) throw invalidRequest('from must be before to', [{ path: 'from', message: 'is not before to' }])
  if ((end - start) / step > maxSteps[interval]) {
    throw invalidRequest(`at most ${maxSteps[interval]} ${interval}s at once`, [
      { path: 'from', message: 'is too early' },
    ])
  }
  return { from: new Date(start), to: new Date(end) }
}

/** Of a project, or of all of the workspace. Exact to a second. */
export async function listOutcomes(ctx: Context, projectId: string | null, range: OutcomeRange): Promise<Outcomes> {
  requirePermission(ctx, 'projects.read')
  const { from, to } = wholeSteps(range, ctx.now())
  const items = await inTransaction(ctx, async (tx) => {
    if (projectId !== null) await requireProject(tx, projectId)
    const { rows } = await sql<OutcomeItem & { at: Date }>`
      select date_trunc(${range.interval}, hour at time zone 'UTC') at time zone 'UTC' as at,
        outcome, category, reason, sum(quantity)::float8 as quantity
      from ingest_outcomes
      where workspace_id = ${tx.workspaceId} and hour >= ${from} and hour < ${to}
        and (${projectId}::text is null or project_id = ${projectId})
      group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(tx.db)
    return rows
  })
  return { from, to, interval: range.interval, totals: totalsOf(items), items }
}

function totalsOf(items: readonly OutcomeItem[]): OutcomeItem[] {
  const sums = new Map<string, OutcomeItem>()
  for (const { outcome, category, reason, quantity } of items) {
    const key = JSON.stringify([outcome, category, reason])
    const sum = sums.get(key)
    if (sum) sum.quantity += quantity
    else sums.set(key, { outcome, category, reason, quantity })
  }
  return [...sums.values()]
}
