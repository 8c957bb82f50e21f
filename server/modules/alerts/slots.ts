/**
 * When a group is evaluated: on a grid, a multiple of its interval since 1970 plus an offset that comes from its id. So
 * a restart changes no slot, and many groups are spread evenly. Pure.
 */
import { hash } from 'node:crypto'

/** Whole seconds, which is what the values of `ALERTS_FOR_STATE` can say. */
function offsetMs(groupId: string, intervalMs: number): number {
  // 48 bits: a whole number in a double, and far more than any interval.
  const digest = Number.parseInt(hash('sha256', groupId).slice(0, 12), 16)
  return (digest % Math.max(1, Math.floor(intervalMs / 1000))) * 1000
}

/** The last slot that is not after `at`. */
export function lastSlot(groupId: string, intervalMs: number, at: Date): Date {
  const offset = offsetMs(groupId, intervalMs)
  return new Date(Math.floor((at.getTime() - offset) / intervalMs) * intervalMs + offset)
}

/** The first slot after `at`. */
export function nextSlot(groupId: string, intervalMs: number, at: Date): Date {
  return new Date(lastSlot(groupId, intervalMs, at).getTime() + intervalMs)
}

export type Scheduled = {
  id: string
  intervalMs: number
  nextAt: Date
  evaluatedAt: Date | null
  /** A slot that somebody began, of which nothing is known. */
  begunAt: Date | null
}

/** A slot that was begun and not ended longer ago is missed: what is stored of that time may be gone or have changed. */
export const maxRepeatMs = 15 * 60_000

/**
 * The slot to evaluate now, and how many before it nobody evaluated. One that was begun and of which nothing is known
 * comes first, so that whatever it wrote is completed. Of several that are due it is the last: what a rule would have
 * said at the others is of no use to anybody now. After a clock was set back it is the last one by the new time.
 */
export function slotToEvaluate(
  { id, intervalMs, nextAt, evaluatedAt, begunAt }: Scheduled,
  now: Date,
): { slot: Date; missed: number } {
  const last = lastSlot(id, intervalMs, now)
  const isBegun = begunAt !== null && (evaluatedAt === null || begunAt > evaluatedAt)
  if (isBegun && begunAt <= now && now.getTime() - begunAt.getTime() <= maxRepeatMs) {
    return { slot: begunAt, missed: missedBetween(nextAt, begunAt, intervalMs) }
  }
  return { slot: last, missed: missedBetween(nextAt, last, intervalMs) }
}

/** Slots from the one that was expected on, before the one that came. */
function missedBetween(expected: Date, slot: Date, intervalMs: number): number {
  return Math.max(0, Math.round((slot.getTime() - expected.getTime()) / intervalMs))
}
