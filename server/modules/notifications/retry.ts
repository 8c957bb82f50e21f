/** When to try again, and when to give up. */
import { createHash } from 'node:crypto'
import type { DeliveryKind } from './delivery.ts'
import type { AttemptResult } from './outcome.ts'

/** Before the second attempt, the third …: the example schedule of Standard Webhooks 1.0, to its end. */
const delaysMs = [
  seconds(5),
  minutes(5),
  minutes(30),
  hours(2),
  hours(5),
  hours(10),
  hours(14),
  hours(20),
  hours(24),
] as const

/**
 * An alert that comes a day late harms, so what does not arrive within this time fails and says so: after six
 * attempts, whatever the jitter.
 */
export const maxAgeMs = hours(10)

/** A receiver may ask for more time than the schedule gives, but not for the life of an alert. */
const maxRetryAfterMs = hours(1)

/** A test answers the question "does it work now?", so it is tried once. */
export function maxAttempts(kind: DeliveryKind): number {
  return kind === 'test' ? 1 : delaysMs.length + 1
}

/**
 * From delay and delivery the time to wait, up to a fifth more or less, so that what failed together does not come
 * back together. Decided by the delivery's id and not by chance: the same in every run.
 */
export function jitter(delayMs: number, seed: string): number {
  const fraction = createHash('sha256').update(seed).digest().readUInt32BE(0) / 2 ** 32
  return Math.round(delayMs * (0.8 + 0.4 * fraction))
}

export type Next =
  | { state: 'delivered' }
  | { state: 'waiting'; nextAttemptAt: Date; throttledUntil: Date | null }
  | { state: 'failed'; reason: string; disable: string | null }

export type Round = {
  id: string
  kind: DeliveryKind
  /** Attempts in this round, the one that just ended included. */
  roundAttempts: number
  begunAt: Date
  /** Whether anything else arrived through the channel since then. */
  channelWorks: boolean
}

/** What becomes of a delivery after an attempt. `disable` is the reason to switch the channel off. */
export function afterAttempt(round: Round, result: AttemptResult, now: Date): Next {
  const { verdict, explanation } = result
  if (verdict === 'delivered') return { state: 'delivered' }
  if (round.kind === 'test') return { state: 'failed', reason: explanation, disable: null }
  if (verdict === 'gone') return { state: 'failed', reason: explanation, disable: explanation }
  if (verdict === 'final') return { state: 'failed', reason: explanation, disable: null }

  const scheduled = delaysMs[round.roundAttempts - 1]
  const asked = Math.min(result.retryAfterMs ?? 0, maxRetryAfterMs)
  const delayMs =
    scheduled === undefined ? Infinity : Math.max(jitter(scheduled, `${round.id}:${round.roundAttempts}`), asked)
  if (now.getTime() + delayMs - round.begunAt.getTime() > maxAgeMs) {
    const reason = `expired after ${round.roundAttempts} attempts; the last: ${explanation}`
    return {
      state: 'failed',
      reason,
      disable: round.channelWorks ? null : `nothing could be delivered; the last attempt: ${explanation}`,
    }
  }
  const nextAttemptAt = new Date(now.getTime() + delayMs)
  return { state: 'waiting', nextAttemptAt, throttledUntil: verdict === 'throttled' ? nextAttemptAt : null }
}

function seconds(count: number): number {
  return count * 1_000
}

function minutes(count: number): number {
  return seconds(count * 60)
}

function hours(count: number): number {
  return minutes(count * 60)
}
