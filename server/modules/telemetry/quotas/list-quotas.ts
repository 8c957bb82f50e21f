import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { windowAt } from '#platform/rate-limit'
import { isLong, limitRule, periodEnd, periodStart, type Quota } from './quota.ts'
import * as repo from './repo.ts'
import { listUsage, totalKey, totals, type UsageCount } from './usage-repo.ts'

/** `used` of the window that is now, which ends at `resetsAt`; exact to two seconds. */
export type QuotaState = Quota & { used: number; resetsAt: Date }

export async function listQuotas(ctx: Context): Promise<QuotaState[]> {
  requirePermission(ctx, 'projects.read')
  const { quotas, used } = await inTransaction(ctx, async (tx) => ({
    quotas: await repo.listQuotas(tx),
    used: await totals(tx),
  }))
  return Promise.all(
    quotas.map(async (quota) => ({
      ...quota,
      used: await usedOf(ctx, quota, used),
      resetsAt: endOf(quota, ctx.now()),
    })),
  )
}

async function usedOf(ctx: Context, quota: Quota, used: ReadonlyMap<string, number>): Promise<number> {
  if (!isLong(quota)) return quota.limit - (await ctx.limiter.remaining(limitRule(quota), quota.id))
  const { scope, category, window, scopeId } = quota
  const whose = { projectId: scopeId ?? '', keyId: scopeId ?? '' }
  return used.get(totalKey(whose, scope, category, window, periodStart(window, ctx.now()))) ?? 0
}

/** The windows of a minute and an hour begin at another moment for each quota. */
function endOf(quota: Quota, now: Date): Date {
  if (isLong(quota)) return periodEnd(quota.window, now)
  return new Date(now.getTime() + windowAt(limitRule(quota), quota.id, now.getTime()).endsInMs)
}

export type Usage = { day: string; month: string; monthEndsAt: Date; items: UsageCount[] }

/** What was taken in today and this month (UTC), by project, key and category. */
export async function getUsage(ctx: Context): Promise<Usage> {
  requirePermission(ctx, 'projects.read')
  const now = ctx.now()
  const [day, month] = [periodStart('day', now), periodStart('month', now)]
  const items = await inTransaction(ctx, (tx) => listUsage(tx, { day, month }))
  return { day, month, monthEndsAt: periodEnd('month', now), items }
}
