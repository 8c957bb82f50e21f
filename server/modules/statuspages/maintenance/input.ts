/** What a person says of a maintenance, and what it comes to. */
import type { Tx } from '#platform/context'
import { conflict, invalidRequest, type AppError } from '#platform/errors'
import * as pageRepo from '../repo.ts'
import { maxAheadDays, maxOpenMaintenances, type Maintenance } from './maintenance.ts'
import * as repo from './repo.ts'
import { instantOf, isLocal, localOf } from './zone.ts'

export type MaintenanceInput = {
  title: string
  body: string
  /** `2026-12-01T02:00` in the time zone, or a moment with its offset, `2026-12-01T02:00:00Z`. */
  scheduledFor: string
  /** By the clock that never jumps: two hours are two hours on every day. */
  durationMinutes: number
  /** IANA name; default: the page's. */
  timeZone?: string | undefined
  /** RFC 5545 rule, e.g. `FREQ=WEEKLY;BYDAY=TU`; without it there is one window. */
  recurrence?: string | undefined
  componentIds?: string[] | undefined
  monitorIds?: string[] | undefined
  setsComponents?: boolean | undefined
  verifyMinutes?: number | undefined
  /** Null: no reminder. */
  remindMinutes?: number | null | undefined
  tellsStart?: boolean | undefined
  tellsEnd?: boolean | undefined
  notifySubscribers?: boolean | undefined
}

/** A day: enough for those who have to plan around it. */
export const defaultRemindMinutes = 24 * 60

const momentPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/

export function isStart(text: string): boolean {
  return isLocal(text) || (momentPattern.test(text) && !Number.isNaN(Date.parse(text)))
}

/** The local start, whichever way it was given. */
export function localStartOf(scheduledFor: string, timeZone: string): string {
  return isLocal(scheduledFor) ? scheduledFor : localOf(new Date(scheduledFor), timeZone)
}

/** When it begins and ends. Throws invalid_request where it is over already, or too far away. */
export function timesOf(
  { scheduledFor, durationMinutes }: Pick<MaintenanceInput, 'scheduledFor' | 'durationMinutes'>,
  timeZone: string,
  now: Date,
): { scheduledFor: Date; scheduledUntil: Date } {
  const start = isLocal(scheduledFor) ? instantOf(scheduledFor, timeZone) : new Date(scheduledFor)
  const end = new Date(start.getTime() + durationMinutes * 60_000)
  if (end <= now) throw refused('scheduledFor', 'the window would be over already')
  if (start.getTime() > now.getTime() + maxAheadDays * 86_400_000)
    throw refused('scheduledFor', `must not be more than ${maxAheadDays} days ahead`)
  return { scheduledFor: start, scheduledUntil: end }
}

/** Recorded afterwards: as far back as others may be planned ahead. Throws invalid_request where it is not over. */
export function pastTimesOf(
  { scheduledFor, durationMinutes }: Pick<MaintenanceInput, 'scheduledFor' | 'durationMinutes'>,
  timeZone: string,
  now: Date,
): { scheduledFor: Date; scheduledUntil: Date } {
  const start = isLocal(scheduledFor) ? instantOf(scheduledFor, timeZone) : new Date(scheduledFor)
  const end = new Date(start.getTime() + durationMinutes * 60_000)
  if (end > now) throw refused('scheduledFor', 'the window is not over: plan it instead')
  if (start.getTime() < now.getTime() - maxAheadDays * 86_400_000)
    throw refused('scheduledFor', `must not be more than ${maxAheadDays} days ago`)
  return { scheduledFor: start, scheduledUntil: end }
}

export function refuseLongVerifying(verifyMinutes: number, durationMinutes: number): void {
  if (verifyMinutes >= durationMinutes)
    throw refused('verifyMinutes', 'verifying is part of the window, so it must be shorter')
}

/** Components must be of this page. */
export async function refuseStrangers(tx: Tx, pageId: string, componentIds: readonly string[]): Promise<void> {
  const known = new Set((await pageRepo.listComponents(tx, [pageId])).map(({ id }) => id))
  const index = componentIds.findIndex((id) => !known.has(id))
  if (index !== -1) throw refused(`componentIds.${index}`, 'no such component on this page')
}

export async function refuseTooMany(tx: Tx, pageId: string): Promise<void> {
  if ((await repo.countOpen(tx, pageId)) >= maxOpenMaintenances)
    throw conflict(`a status page has at most ${maxOpenMaintenances} maintenances that are not over`)
}

export function refused(path: string, message: string): AppError {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}

/** What a window has before anything happened to it. */
export function unbegun(): Pick<
  Maintenance,
  'status' | 'remindedAt' | 'startedAt' | 'completedAt' | 'cancelledAt' | 'nextAt' | 'updateCount'
> {
  return {
    ...{ status: 'scheduled', remindedAt: null, startedAt: null, completedAt: null, cancelledAt: null },
    ...{ nextAt: null, updateCount: 0 },
  }
}
