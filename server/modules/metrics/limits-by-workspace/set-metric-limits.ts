import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { isSame, limitNames, maximaAfter, maximaOf, type Bound, type FindPlan, type Plan } from './ceilings.ts'
import { countSeriesToday } from './count-series.ts'
import { forgetLimits } from './known-limits.ts'
import * as repo from './repo.ts'
import { limitsOf, serverLimits, type ChosenLimits, type WorkspaceLimits } from './workspace-limits.ts'

export type MetricLimits = {
  /** Null: as much as the plan, or else the server, lets in. */
  chosen: ChosenLimits
  inForce: WorkspaceLimits
  /** What the workspace may choose at most, and who says so. */
  maxima: WorkspaceLimits
  maximaBy: Record<keyof WorkspaceLimits, Bound>
  /** Null: the policy knows no plans. `maximaAfter`: once `former` is over; null: they are the same. */
  plan: (Plan & { maximaAfter: WorkspaceLimits | null }) | null
  /** Of today (UTC), as they are stored. */
  seriesToday: number
}

export async function getMetricLimits(ctx: Context, findPlan: FindPlan): Promise<MetricLimits> {
  requirePermission(ctx, 'projects.read')
  const plan = await findPlan(ctx, ctx.workspaceId)
  return described(ctx, await inTransaction(ctx, repo.findLimits), plan)
}

/**
 * Holds within two seconds on every replica. What was taken in before stays. Throws invalid_request for more than the
 * plan allows, unless it was chosen before: that stays, does not hold, and holds again with a plan that allows it.
 */
export async function setMetricLimits(ctx: Context, findPlan: FindPlan, limits: ChosenLimits): Promise<MetricLimits> {
  requirePermission(ctx, 'projects.write')
  const plan = await findPlan(ctx, ctx.workspaceId)
  await inTransaction(ctx, async (tx) => {
    await repo.lockLimits(tx)
    const before = await repo.findLimits(tx)
    refuseBeyond(maximaOf(ctx.config.metricCeilings, plan), { plan, before, limits })
    await repo.saveLimits(tx, limits)
    await recordActivity(tx, 'workspace.updated', { subjectId: tx.workspaceId, data: { what: 'metricLimits' } })
    await recordAudit(tx, 'metricLimits.set', { targetId: tx.workspaceId, before, after: limits })
  })
  forgetLimits(ctx, ctx.workspaceId)
  return described(ctx, limits, plan)
}

type Change = { plan: Plan | null; before: ChosenLimits; limits: ChosenLimits }

function refuseBeyond(maxima: WorkspaceLimits, { plan, before, limits }: Change): void {
  const errors = limitNames.flatMap((path) => {
    const [wanted, most] = [limits[path], maxima[path]]
    if (wanted === null || wanted <= most || wanted === before[path]) return []
    const who = most < serverLimits[path] && plan ? `the plan “${plan.name}”` : 'the server'
    return [{ path, message: `${who} takes ${most} at most` }]
  })
  const [first] = errors
  if (first) throw invalidRequest(`${first.path}: ${first.message}`, errors)
}

async function described(ctx: Context, chosen: ChosenLimits, plan: Plan | null): Promise<MetricLimits> {
  const ceilings = ctx.config.metricCeilings
  const [maxima, after] = [maximaOf(ceilings, plan), maximaAfter(ceilings, plan)]
  const by = (name: keyof WorkspaceLimits): Bound => (maxima[name] < serverLimits[name] ? 'plan' : 'server')
  return {
    ...{ chosen, inForce: limitsOf(chosen, maxima), maxima },
    maximaBy: {
      ...{ seriesPerDay: by('seriesPerDay'), labelsPerSeries: by('labelsPerSeries') },
      ...{ samplesPerSecond: by('samplesPerSecond'), pastSeconds: by('pastSeconds') },
    },
    plan: plan && { ...plan, maximaAfter: isSame(maxima, after) ? null : after },
    seriesToday: await countSeriesToday(ctx),
  }
}
