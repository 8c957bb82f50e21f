/** Closing and erasing: what was asked for, from when on it is carried out, and by when it is done. Pure. */
import type { PolicyProfile } from '#platform/policy'

export type Erasure = {
  id: string
  /**
   * `closure`: access has ended and the data goes after the profile's tail. `erasure`: at once. `address`: of somebody
   * without a sign-in. `workspace`: its data goes by a job of workspaces; here are its tombstone and receipt.
   */
  kind: 'closure' | 'erasure' | 'address' | 'workspace'
  /** Who asked for it; a minor is told nothing by mail. */
  reason: 'person' | 'desk' | 'minor' | 'owner'
  /** These say whom it is about, and are null once it is done. */
  userId: string | null
  address: string | null
  workspaceId: string | null
  pseudonym: string | null
  reportId: string | null
  policyVersion: string
  requestedAt: Date
  restorableUntil: Date | null
  dueAt: Date
  deleteBy: Date
  startedAt: Date | null
  restoredAt: Date | null
  finishedAt: Date | null
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How often what is due is looked for. */
export const sweepSeconds = 60

/**
 * What the published day leaves for the sweep: its interval, and the time that a store may be away for. A closure is
 * carried out from so long before its last day on.
 */
export const leadMs = 6 * hourMs

/** Identifiers of somebody who is erased at once are gone after this: one sweep, and the time for another try. */
export const nowMs = 10 * minuteMs

/** How long a mail server that is away may hold up the end of an address. */
export const mailPatienceMs = hourMs

/** After a hold was met: how often it is looked whether it has ended. */
export const heldRetryMs = hourMs

export type ErasureTimes = Pick<Erasure, 'restorableUntil' | 'dueAt' | 'deleteBy'>

/** Of a closure at `now`, by the profile that holds then. */
export function closureTimes({ retention }: PolicyProfile, now: Date): ErasureTimes {
  const { accountRestorableDays, accountDeleteByDays } = retention
  const deleteBy = after(now, accountDeleteByDays * dayMs)
  const restorableUntil = after(now, Math.min(accountRestorableDays * dayMs, accountDeleteByDays * dayMs))
  const dueAt = new Date(Math.max(now.getTime(), deleteBy.getTime() - leadMs))
  return {
    deleteBy,
    dueAt,
    restorableUntil: accountRestorableDays === 0 ? null : earlier(restorableUntil, dueAt),
  }
}

/** Of an erasure at once. */
export function erasureTimes(now: Date): ErasureTimes {
  return { restorableUntil: null, dueAt: now, deleteBy: after(now, nowMs) }
}

export function isRestorable(erasure: Erasure, now: Date): boolean {
  const { kind, restorableUntil, startedAt, restoredAt, finishedAt } = erasure
  if (kind !== 'closure' || restorableUntil === null) return false
  return startedAt === null && restoredAt === null && finishedAt === null && now < restorableUntil
}

export function isOpen({ restoredAt, finishedAt }: Erasure): boolean {
  return restoredAt === null && finishedAt === null
}

function after(from: Date, ms: number): Date {
  return new Date(from.getTime() + ms)
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other
}
