import { maxInFlight, type AlertKind, type Channel, type ChannelType } from './channel.ts'
import type { Message } from './message.ts'
import { maxAgeMs, maxAttempts } from './retry.ts'

/** `channel.disabled` tells through the other channels that one was switched off. */
export type DeliveryKind = AlertKind | 'channel.disabled' | 'test'

export const deliveryStates = ['waiting', 'sending', 'delivered', 'failed', 'skipped'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** One thing to be told through one channel, over all its attempts. */
export type Delivery = {
  id: string
  channelId: string
  /** As they were then: the record outlives the channel. */
  channelName: string
  channelType: ChannelType
  kind: DeliveryKind
  incidentId: string | null
  /** What happened; null for a test. With the channel it is unique, so nothing is told twice. */
  causeActivityId: string | null
  /** `notification.created` or `delivery.skipped`: the cause of what comes of the attempts. */
  activityId: string
  /** What is told, as it was when it happened, so that all attempts say the same. */
  message: Message
  state: DeliveryState
  /** Why it failed, was skipped or waits; a sentence for people. */
  reason: string | null
  /** Changes with every claim and every result: whoever holds an older one has nothing to say any more. */
  epoch: number
  attempts: number
  /** Since it was created or last replayed. */
  roundAttempts: number
  nextAttemptAt: Date | null
  leaseUntil: Date | null
  createdAt: Date
  deliveredAt: Date | null
  replayedAt: Date | null
}

/** One call. `durationMs` is null while it lasts and when its end was not seen. */
export type Attempt = {
  number: number
  startedAt: Date
  durationMs: number | null
  outcome: string
  /** HTTP status. */
  status: number | null
  /** The first kilobyte of the answer. */
  response: string | null
}

/** Longer than any attempt can last; when it ends, whoever held the delivery is taken for dead. */
export const leaseMs: Record<ChannelType, number> = { webhook: 30_000, email: 90_000 }

/** How long to wait for one of the channel's calls to end. */
const laneWaitMs = 10_000

export type ClaimDecision =
  | { do: 'send' }
  | { do: 'wait'; until: Date }
  | { do: 'skip'; reason: string }
  | { do: 'fail'; reason: string }

/**
 * What to do with a delivery whose time seems to have come. Decided in the transaction that claims it, so a channel
 * that was switched off a moment ago is not called.
 */
export function decideClaim(
  delivery: Delivery,
  channel: Channel | undefined,
  { inFlight, superseded, now }: { inFlight: number; superseded: boolean; now: Date },
): ClaimDecision {
  const notBefore = delivery.state === 'sending' ? delivery.leaseUntil : delivery.nextAttemptAt
  if (notBefore && notBefore > now) return { do: 'wait', until: notBefore }
  if (!channel) return { do: 'skip', reason: 'the channel was deleted' }
  const isTest = delivery.kind === 'test'
  if (channel.disabledAt && !isTest) {
    return { do: 'skip', reason: `the channel is switched off: ${channel.disabledReason ?? 'no reason given'}` }
  }
  if (superseded && !delivery.replayedAt) return { do: 'skip', reason: supersededReason }
  const begunAt = delivery.replayedAt ?? delivery.createdAt
  if (now.getTime() - begunAt.getTime() > maxAgeMs) return { do: 'fail', reason: expiredReason }
  if (delivery.roundAttempts >= maxAttempts(delivery.kind)) return { do: 'fail', reason: 'no attempt came to an end' }
  if (channel.throttledUntil && channel.throttledUntil > now && !isTest) {
    return { do: 'wait', until: channel.throttledUntil }
  }
  if (inFlight >= maxInFlight) return { do: 'wait', until: new Date(now.getTime() + laneWaitMs) }
  return { do: 'send' }
}

export const supersededReason = 'something newer about the incident is to be told'
export const expiredReason = `expired: not delivered within ${maxAgeMs / 3_600_000} hours`
