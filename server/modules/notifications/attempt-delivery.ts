import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Channel } from './channel.ts'
import * as channels from './channel-repo.ts'
import { claimDelivery, type Claim } from './claim-delivery.ts'
import type { Delivery } from './delivery.ts'
import * as attempts from './attempt-repo.ts'
import * as deliveries from './delivery-repo.ts'
import { disableChannel } from './disable-channel.ts'
import type { AttemptResult } from './outcome.ts'
import { activityData } from './record-delivery.ts'
import { afterAttempt, type Next } from './retry.ts'
import { scheduleAttempt, type AttemptInput } from './schedule-attempt.ts'
import { sendMessage } from './send-message.ts'

/** Claims, commits, calls, records. A crash between any two of them leads to another attempt with the same id. */
export async function attemptDelivery(ctx: Context, input: AttemptInput): Promise<void> {
  const claim = await inTransaction(ctx, (tx) => claimDelivery(tx, input))
  if (!claim) return
  const result = await sendMessage(ctx, claim)
  await inTransaction(ctx, (tx) => recordAttempt(tx, claim, result))
}

/** Exported for tests that let the lease end in between. */
export async function recordAttempt(
  tx: Tx,
  { delivery }: Claim,
  result: AttemptResult & { durationMs: number },
): Promise<void> {
  const channel = await channels.findForUpdate(tx, delivery.channelId)
  const next = await nextOf(tx, delivery, result)
  if (!(await deliveries.update(tx, apply(delivery, next, tx.now()), delivery.epoch))) {
    tx.log.warn('an attempt ended after its lease; its result is dropped', { operation: 'notifications.deliver' })
    return
  }
  const { outcome, status, response, durationMs } = result
  await attempts.update(tx, delivery.id, { number: delivery.attempts, outcome, status, response, durationMs })
  await recordOutcome(tx, delivery, next, result)
  if (next.state === 'waiting') {
    await scheduleAttempt(tx, { deliveryId: delivery.id, epoch: delivery.epoch + 1 }, next.nextAttemptAt)
  }
  if (channel) await updateChannel(tx, channel, next, delivery)
}

async function nextOf(tx: Tx, delivery: Delivery, result: AttemptResult): Promise<Next> {
  const { id, kind, roundAttempts, createdAt } = delivery
  const begunAt = delivery.replayedAt ?? createdAt
  const channelWorks = await deliveries.hasDelivered(tx, delivery.channelId, begunAt)
  return afterAttempt({ id, kind, roundAttempts, begunAt, channelWorks }, result, tx.now())
}

function apply(delivery: Delivery, next: Next, now: Date): Delivery {
  const ended = { ...delivery, state: next.state, reason: null, leaseUntil: null }
  if (next.state === 'delivered') return { ...ended, deliveredAt: now }
  if (next.state === 'failed') return { ...ended, reason: next.reason }
  return { ...ended, nextAttemptAt: next.nextAttemptAt }
}

async function recordOutcome(tx: Tx, delivery: Delivery, next: Next, result: AttemptResult): Promise<void> {
  await recordActivity(tx, next.state === 'delivered' ? 'delivery.succeeded' : 'delivery.failed', {
    subjectId: delivery.id,
    causedBy: delivery.activityId,
    data: {
      ...activityData(delivery),
      attempt: delivery.attempts,
      outcome: result.outcome,
      status: result.status,
      reason: next.state === 'failed' ? next.reason : result.explanation,
      final: next.state !== 'waiting',
      nextAttemptAt: next.state === 'waiting' ? next.nextAttemptAt.toISOString() : null,
    },
  })
}

async function updateChannel(tx: Tx, channel: Channel, next: Next, delivery: Delivery): Promise<void> {
  const after: Channel = {
    ...channel,
    lastOutcome: next.state === 'delivered' ? 'delivered' : 'failed',
    lastOutcomeAt: tx.now(),
    throttledUntil: next.state === 'waiting' ? (next.throttledUntil ?? channel.throttledUntil) : channel.throttledUntil,
  }
  const reason = next.state === 'failed' ? next.disable : null
  if (reason === null || channel.disabledAt) await channels.update(tx, after)
  else {
    await disableChannel(tx, after, { reason, causedBy: delivery.activityId })
    await recordAudit(tx, 'notificationChannel.disabled', { targetId: channel.id, after: { disabledReason: reason } })
  }
}
