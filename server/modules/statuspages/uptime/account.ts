/** From the sums of days to figures, by the policy that counted on each day. Pure. */
import {
  accountOf,
  coverageOf,
  emptyAccount,
  localDate,
  sumAccounts,
  uptimeOf,
  type Account,
  type LocalDay,
  type Sums,
} from '#platform/uptime'
import type { ComponentStatus, RecordedStatus } from '../components/component.ts'
import { policyOn, weightsOf, type UptimePolicy } from './policy.ts'

export type Counted = { id: string; startDate: string | null; createdAt: Date }

export type Day = {
  date: string
  /** From 0 to 1; null where there is no figure. */
  uptime: number | null
  /** From 0 to 1. */
  coverage: number
  /** The worst that is known of the day; unknown where nothing is. */
  worst: RecordedStatus
  /** Whole seconds; what took less than one is left out. */
  secondsBy: Partial<Record<RecordedStatus, number>>
  account: Account
}

const fromWorst = [
  'major_outage',
  'partial_outage',
  'degraded_performance',
  'under_maintenance',
  'operational',
] as const satisfies ComponentStatus[]

/**
 * One day of a component. Its history begins with its start date, or in the middle of the day on which it was added;
 * `days` ends its last day now.
 */
export function dayOf(
  component: Counted,
  day: LocalDay,
  sums: Sums<ComponentStatus>,
  policies: readonly UptimePolicy[],
  timeZone: string,
): Day {
  const { date } = day
  if (date < firstDate(component, timeZone)) return { ...empty, date, secondsBy: {}, account: emptyAccount }
  const knownMs = fromWorst.reduce((sum, status) => sum + (sums[status] ?? 0), 0)
  const windowMs = Math.max(knownMs, windowOf(component, day))
  const account = accountOf<RecordedStatus>(sums, weightsOf(policyOn(policies, date)), windowMs)
  const seconds = Object.entries({ ...sums, unknown: windowMs - knownMs })
    .map(([status, ms]) => [status, Math.floor(ms / 1000)] as const)
    .filter(([, each]) => each > 0)
  return {
    date,
    uptime: uptimeOf(account),
    coverage: shareObserved(account),
    worst: fromWorst.find((status) => (sums[status] ?? 0) > 0) ?? 'unknown',
    secondsBy: Object.fromEntries(seconds),
    account,
  }
}

/** 1 where all is excluded and so nothing was left to look at; 0 where nothing counts yet. */
export function shareObserved(account: Account): number {
  return coverageOf(account) ?? (account.excludedMs > 0 ? 1 : 0)
}

export function firstDate({ startDate, createdAt }: Counted, timeZone: string): string {
  return startDate ?? localDate(createdAt.getTime(), timeZone)
}

/** Time by state over several days. */
export function sumSeconds(days: readonly Day[]): Partial<Record<RecordedStatus, number>> {
  const sums: Partial<Record<RecordedStatus, number>> = {}
  for (const { secondsBy } of days) {
    // The keys of secondsBy are states.
    for (const status of Object.keys(secondsBy) as RecordedStatus[])
      sums[status] = (sums[status] ?? 0) + (secondsBy[status] ?? 0)
  }
  return sums
}

export function accountOfDays(days: readonly Day[]): Account {
  return sumAccounts(days.map(({ account }) => account))
}

function windowOf({ startDate, createdAt }: Counted, { fromMs, toMs }: LocalDay): number {
  return startDate === null ? Math.max(0, toMs - Math.max(fromMs, createdAt.getTime())) : toMs - fromMs
}

const empty = { uptime: null, coverage: 0, worst: 'unknown' } as const
