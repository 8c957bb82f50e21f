import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { seenUntil } from '../storage/series-room.ts'
import { forgetLimits } from './known-limits.ts'
import * as repo from './repo.ts'
import { limitsOf, serverLimits, type ChosenLimits, type WorkspaceLimits } from './workspace-limits.ts'

export type MetricLimits = {
  /** Null: as much as the server takes. */
  chosen: ChosenLimits
  inForce: WorkspaceLimits
  maxima: WorkspaceLimits
  /** Of today (UTC), as they are stored. */
  seriesToday: number
}

export async function getMetricLimits(ctx: Context): Promise<MetricLimits> {
  requirePermission(ctx, 'projects.read')
  return described(ctx, await inTransaction(ctx, repo.findLimits))
}

/** Holds within two seconds on every replica. What was taken in before stays. */
export async function setMetricLimits(ctx: Context, limits: ChosenLimits): Promise<MetricLimits> {
  requirePermission(ctx, 'projects.write')
  await inTransaction(ctx, async (tx) => {
    await repo.lockLimits(tx)
    const before = await repo.findLimits(tx)
    await repo.saveLimits(tx, limits)
    await recordActivity(tx, 'workspace.updated', { subjectId: tx.workspaceId, data: { what: 'metricLimits' } })
    await recordAudit(tx, 'metricLimits.set', { targetId: tx.workspaceId, before, after: limits })
  })
  forgetLimits(ctx, ctx.workspaceId)
  return described(ctx, limits)
}

async function described(ctx: Context, chosen: ChosenLimits): Promise<MetricLimits> {
  const today = Math.floor(ctx.now().getTime() / 86_400_000)
  const [row] = await ctx.columns.forWorkspace(ctx.workspaceId).query<{ series: number }>(
    `select uniqExact(series_id) as series from metric_series
     where workspace_id = {workspaceId:String} and seen_until = toDateTime({until:UInt32}, 'UTC')`,
    { until: seenUntil(today) },
  )
  return { chosen, inForce: limitsOf(chosen), maxima: serverLimits, seriesToday: row?.series ?? 0 }
}
