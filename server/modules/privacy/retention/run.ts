/** A sweep of one rule: when it was planned and done, what it removed, and how late. Pure. */

export type RetentionRun = {
  id: string
  rule: string
  /** The full hour that it belongs to. */
  plannedAt: Date
  startedAt: Date
  /** Null: it is running, or its process was killed. */
  finishedAt: Date | null
  /** Deleted or emptied. */
  rows: number
  /** Seconds between the moment at which the oldest of them became due and the start; null when there was none. */
  lagSeconds: number | null
  /** Rows that were due for more than `overdueMs` and are still there; null when that was not found out. */
  overdue: number | null
  failure: string | null
}

export const intervalMs = 3_600_000
/** Twice the interval: what a sweep that ran in time cannot leave behind. */
export const overdueMs = 2 * intervalMs

/** The hour that a sweep at this moment belongs to. */
export function plannedHour(now: Date): Date {
  return new Date(Math.floor(now.getTime() / intervalMs) * intervalMs)
}

/** What a sweep of a rule did. */
export type Swept = {
  rows: number
  /** When the oldest of the rows became due. */
  dueSince: Date | null
  overdue: number
}

/** Nearest rank; undefined of nothing. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
}
