/**
 * Takes from quotas before anything is stored, and gives back what was not. Days and months are checked and taken in
 * one step without a pause, so that of many requests at the boundary no two get the same last place in this process.
 */
import { eventsRule, type ProjectSettings } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { AppError } from '#platform/errors'
import type { LimitRule } from '#platform/rate-limit'
import type { Ledger, Whose } from './ledger.ts'
import type { Limit, QuotaCategory } from './limit.ts'
import { isLong, limitRule, quotasFor, reasonOf, retryAfterSeconds, type Quota } from './quota.ts'

export type Reserve = {
  /** Takes all of it, or nothing and says which limit it was. */
  take(
    source: ProjectSettings & Whose,
    quotas: readonly Quota[],
    category: QuotaCategory,
    quantity: number,
  ): Promise<Limit | undefined>
  /** Of days and months. What counts in minutes and hours is what came. */
  giveBack(source: Whose, category: QuotaCategory, quantity: number): void
}

type Short = { rule: LimitRule; key: string; limit: Pick<Limit, 'scope' | 'reason'> }

export function createReserve({ limiter, now }: Pick<Services, 'limiter' | 'now'>, ledger: Ledger): Reserve {
  const longLimit = (whose: Whose, quotas: readonly Quota[], category: QuotaCategory, quantity: number) => {
    for (const { scope, window, limit } of quotas.filter(isLong)) {
      if (ledger.used(whose, scope, category, window) + quantity <= limit) continue
      return { category, scope, reason: reasonOf(scope), retryAfterSeconds: retryAfterSeconds(window, now()) }
    }
    return undefined
  }

  return {
    take: async (source, quotas, category, quantity) => {
      const own = quotasFor(quotas, source, category)
      if (own.some(isLong)) await ledger.load(source.workspaceId)
      const refused = longLimit(source, own, category, quantity)
      if (refused) return refused
      ledger.use(source, category, quantity)
      const taken: Short[] = []
      for (const short of shortQuotas(source, own, category)) {
        const seconds = await consume(short, quantity)
        if (seconds === undefined) {
          taken.push(short)
          continue
        }
        ledger.use(source, category, -quantity)
        await Promise.all(taken.map(({ rule, key }) => limiter.giveBack(rule, key, quantity)))
        return { category, ...short.limit, retryAfterSeconds: seconds }
      }
      return undefined
    },
    giveBack: (source, category, quantity) => {
      if (quantity > 0) ledger.use(source, category, -quantity)
    },
  }

  /** The seconds to wait; undefined: it was counted. */
  async function consume({ rule, key }: Short, quantity: number): Promise<number | undefined> {
    try {
      await limiter.consume(rule, key, quantity)
      return undefined
    } catch (error) {
      if (error instanceof AppError && error.code === 'rate_limited') return Math.ceil(error.retryAfterSeconds ?? 60)
      throw error
    }
  }
}

function shortQuotas(
  { projectId, eventsPerMinute }: ProjectSettings & Whose,
  quotas: readonly Quota[],
  category: QuotaCategory,
): Short[] {
  const own: Short[] = quotas
    .filter((quota) => !isLong(quota))
    .map((quota) => ({
      rule: limitRule(quota),
      key: quota.id,
      limit: { scope: quota.scope, reason: reasonOf(quota.scope) },
    }))
  if (category !== 'error' || eventsPerMinute === null) return own
  return [
    ...own,
    { rule: eventsRule(eventsPerMinute), key: projectId, limit: { scope: 'project', reason: 'project_limit' } },
  ]
}
