/** One update to one subscriber: what may become of it. */
import type { Channel } from './subscriber.ts'

/** What somebody is told of: an update of a report or of a maintenance, or that a component has another status. */
export type TellingKind = 'report' | 'maintenance' | 'component'

export const deliveryStates = ['waiting', 'sent', 'failed', 'skipped', 'suppressed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** As people are told: what waits for a further attempt is deferred. */
export const shownStates = ['queued', 'deferred', 'sent', 'failed', 'suppressed', 'skipped'] as const
export type ShownState = (typeof shownStates)[number]

export function shownState({ state, attempts }: { state: DeliveryState; attempts: number }): ShownState {
  if (state !== 'waiting') return state
  return attempts > 0 ? 'deferred' : 'queued'
}

export type Delivery = {
  id: string
  subscriberId: string
  /** Where it goes, as it may be shown. */
  address: string
  channel: Channel
  state: ShownState
  attempts: number
  /** What the other side said, or why it was left out. */
  reason: string | null
  createdAt: Date
  /** Null when it has ended. */
  nextAttemptAt: Date | null
  finishedAt: Date | null
}

/** What came of an attempt. */
export type Ending = { state: Exclude<DeliveryState, 'waiting'>; reason: string | null }

/**
 * Waits after the first, second … failed attempt; after the last one the delivery has failed. News of an outage that
 * come a day late confuse, so it ends there.
 */
export const retryDelaysMs = [60_000, 300_000, 1_800_000, 7_200_000, 21_600_000, 43_200_000]
