/** How much of a category may be taken in a window of time, of a workspace, of a project or with one key. Pure. */
import type { LimitReason, LimitScope, QuotaCategory } from './limit.ts'

export const quotaWindows = ['minute', 'hour', 'day', 'month'] as const
export type QuotaWindow = (typeof quotaWindows)[number]

/** Those that are counted durably; days and months are those of UTC. */
export type Period = 'day' | 'month'

export type Quota = {
  id: string
  scope: LimitScope
  /** Of the project or the key; of the workspace null. */
  scopeId: string | null
  category: QuotaCategory
  window: QuotaWindow
  /** Items, of attachments bytes; 0: nothing is taken. */
  limit: number
  createdAt: Date
}

export const maxQuotas = 200
export const maxQuotaLimit = 1_000_000_000_000

/** What the limiter is asked to count. */
export type ShortQuota = Quota & { window: 'minute' | 'hour' }
export type LongQuota = Quota & { window: Period }

export const isLong = (quota: Quota): quota is LongQuota => quota.window === 'day' || quota.window === 'month'

/** Of the limiter; its key is the quota's id, so that a quota that was set anew starts anew. */
export function limitRule({ window, limit }: Pick<Quota, 'window' | 'limit'>) {
  return { name: 'quota', points: limit, durationSeconds: window === 'minute' ? 60 : 3600 }
}

type Whose = { workspaceId: string; projectId: string; keyId: string }

export function quotasFor(quotas: readonly Quota[], { projectId, keyId }: Whose, category: QuotaCategory): Quota[] {
  return quotas.filter(
    ({ scope, scopeId, category: of }) =>
      of === category && (scope === 'workspace' || scopeId === (scope === 'project' ? projectId : keyId)),
  )
}

export const reasonOf = (scope: LimitScope): LimitReason => `${scope}_quota`

/** `2026-11-21`, `2026-11-01`: the first day of the period that `at` is in. */
export function periodStart(period: Period, at: Date): string {
  const day = at.toISOString().slice(0, 10)
  return period === 'day' ? day : `${day.slice(0, 7)}-01`
}

/** When the period that `at` is in is over. */
export function periodEnd(period: Period, at: Date): Date {
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()]
  return new Date(period === 'day' ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1))
}

/** A client that was told "in three weeks" would not notice that somebody gave it more. */
export const maxRetryAfterSeconds = 3600

export function retryAfterSeconds(period: Period, at: Date): number {
  const seconds = Math.ceil((periodEnd(period, at).getTime() - at.getTime()) / 1000)
  return Math.min(maxRetryAfterSeconds, Math.max(1, seconds))
}
