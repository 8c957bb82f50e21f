import { failed, type CheckResult, type Finding } from './result.ts'

/** Whole days that are left, rounded down; negative when it has ended. */
export function daysLeft(expiresAt: Date, now: Date): number {
  return Math.floor((expiresAt.getTime() - now.getTime()) / 86_400_000)
}

/** Undefined while there is more time than `warnDays`. */
export function judgeExpiry(
  what: string,
  expiresAt: Date,
  { warnDays, now, latencyMs, facts }: { warnDays: number; now: Date; latencyMs: number; facts: CheckResult['facts'] },
): Finding | undefined {
  const days = daysLeft(expiresAt, now)
  if (days < 0)
    return failed('expiring', `${what} ended ${-days === 1 ? 'within the last day' : `${-days} days ago`}`, {
      latencyMs,
      facts,
    })
  if (days > warnDays) return undefined
  const left = days === 0 ? 'in less than a day' : days === 1 ? 'in a day' : `in ${days} days`
  return { outcome: 'degraded', latencyMs, code: 'expiring', reason: `${what} ends ${left}`, facts }
}
