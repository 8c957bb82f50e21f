/**
 * When a monitor is checked. Slots lie on a grid: a multiple of the interval since 1970 plus an offset that comes from
 * the monitor's id. So the next one is the last one plus the interval whatever a check takes, a restart changes none of
 * them, and thousands of monitors that are made or started together are spread evenly. Pure.
 */
import { hash } from 'node:crypto'

/** Of the monitor within its interval, in milliseconds. */
export function offsetMs(monitorId: string, intervalMs: number): number {
  // 48 bits: a whole number in a double, and far more than any interval.
  return Number.parseInt(hash('sha256', monitorId).slice(0, 12), 16) % intervalMs
}

/** The first slot after `at`. */
export function nextSlot(monitorId: string, intervalMs: number, at: Date): Date {
  return new Date(lastSlot(monitorId, intervalMs, at).getTime() + intervalMs)
}

/** The last slot that is not after `at`. */
export function lastSlot(monitorId: string, intervalMs: number, at: Date): Date {
  const offset = offsetMs(monitorId, intervalMs)
  return new Date(Math.floor((at.getTime() - offset) / intervalMs) * intervalMs + offset)
}

export type Planned = {
  slot: Date
  /** Later than the slot, where it is made up for. */
  runAt: Date
}

/** What is waited for longer than this after a stop is checked before its next slot. */
const patienceMs = 60_000

/**
 * What a scheduler that begins to work does first with a monitor. `claimedAt`: the slot that was taken last by anyone.
 * A monitor that was never checked is checked at once. One that missed its slot is checked once and not for each slot
 * that was missed, and soon only where its next slot is far: the herd would come together otherwise.
 */
export function firstSlot(monitorId: string, intervalMs: number, claimedAt: Date | null, now: Date): Planned {
  const last = lastSlot(monitorId, intervalMs, now)
  if (claimedAt === null) return { slot: last, runAt: now }
  const next = new Date(last.getTime() + intervalMs)
  const missed = claimedAt.getTime() < last.getTime()
  if (!missed || next.getTime() - now.getTime() <= patienceMs) return { slot: next, runAt: next }
  return { slot: last, runAt: new Date(now.getTime() + offsetMs(monitorId, patienceMs)) }
}

/** Slots strictly between two of the same monitor that nobody took. */
export function missedSlots(before: Date, slot: Date, intervalMs: number): number {
  return Math.max(0, Math.round((slot.getTime() - before.getTime()) / intervalMs) - 1)
}
