import { findReasonForQuiet } from '#modules/incidents'
import type { Tx } from '#platform/context'
import { mayProcess, skippedReason } from '#platform/processing'
import type { Channel } from './channel.ts'
import * as channels from './channel-repo.ts'
import { decideClaim, leaseMs, type Delivery } from './delivery.ts'
import * as attempts from './attempt-repo.ts'
import * as deliveries from './delivery-repo.ts'
import { endDelivery } from './record-delivery.ts'
import { scheduleAttempt, type AttemptInput } from './schedule-attempt.ts'

/** What an attempt needs when the transaction is over. */
export type Claim = {
  /** As it is now, with the epoch that whoever claimed it must still find at the end. */
  delivery: Delivery
  channel: Channel
  /** The delivery whose mail began the thread; undefined for the first. */
  threadId: string | undefined
}

/** Without this a clock that is behind the database's would find a job that is never due, at once, again and again. */
const minWaitMs = 1_000

/**
 * Takes the delivery for as long as the lease lasts. With the lease is written the job that looks after it when the
 * lease is over: whatever becomes of this process, someone comes back. Undefined when there is nothing to do.
 */
export async function claimDelivery(tx: Tx, { deliveryId, epoch }: AttemptInput): Promise<Claim | undefined> {
  const found = await deliveries.find(tx, deliveryId)
  if (!found || found.epoch !== epoch) return undefined
  const channel = await channels.findForUpdate(tx, found.channelId)
  const delivery = await deliveries.lock(tx, deliveryId)
  if (!delivery || delivery.epoch !== epoch || !['waiting', 'sending'].includes(delivery.state)) return undefined

  const now = tx.now()
  const decision = decideClaim(delivery, channel, {
    inFlight: await deliveries.countInFlight(tx, delivery.channelId, now),
    superseded: await deliveries.isSuperseded(tx, delivery),
    now,
  })
  if (decision.do === 'wait') {
    const until = new Date(Math.max(decision.until.getTime(), now.getTime() + minWaitMs))
    await scheduleAttempt(tx, { deliveryId, epoch }, until)
    return undefined
  }
  if (delivery.state === 'sending') {
    await attempts.update(tx, deliveryId, { number: delivery.attempts, outcome: 'interrupted' })
  }
  if (decision.do === 'send' && channel && !(await mayBeTold(tx, channel))) {
    await endDelivery(tx, delivery, { state: 'skipped', reason: skippedReason })
    return undefined
  }
  const quiet = decision.do === 'send' ? await reasonForQuiet(tx, delivery) : undefined
  if (quiet !== undefined) {
    await endDelivery(tx, delivery, { state: 'skipped', reason: quiet })
    return undefined
  }
  if (decision.do !== 'send' || !channel) {
    const state = decision.do === 'fail' ? 'failed' : 'skipped'
    await endDelivery(tx, delivery, {
      state,
      reason: 'reason' in decision ? decision.reason : 'the channel was deleted',
    })
    return undefined
  }
  return {
    delivery: await begin(tx, delivery),
    channel,
    threadId: await deliveries.findThread(tx, delivery),
  }
}

/** Deleted with its project, or muted, since it was written. What somebody asked for by hand is sent though it is muted. */
async function reasonForQuiet(tx: Tx, { incidentId, replayedAt }: Delivery): Promise<string | undefined> {
  const quiet = incidentId === null ? undefined : await findReasonForQuiet(tx, incidentId)
  if (quiet === 'gone') return 'the incident is gone'
  return quiet === 'muted' && replayedAt === null ? 'the incident was muted' : undefined
}

/** Whose address it is may have objected to being told, or restricted the use of their data. */
async function mayBeTold(tx: Tx, { address }: Channel): Promise<boolean> {
  return address === null || mayProcess(tx, { address }, 'alerting', 'delivery')
}

async function begin(tx: Tx, delivery: Delivery): Promise<Delivery> {
  const now = tx.now()
  const leaseUntil = new Date(now.getTime() + leaseMs[delivery.channelType])
  const claimed: Delivery = {
    ...delivery,
    state: 'sending',
    reason: null,
    attempts: delivery.attempts + 1,
    roundAttempts: delivery.roundAttempts + 1,
    nextAttemptAt: null,
    leaseUntil,
    epoch: delivery.epoch + 1,
  }
  await deliveries.update(tx, claimed, delivery.epoch)
  await attempts.insert(tx, delivery.id, {
    number: claimed.attempts,
    startedAt: now,
    durationMs: null,
    outcome: 'sending',
    status: null,
    response: null,
  })
  await scheduleAttempt(tx, { deliveryId: delivery.id, epoch: claimed.epoch }, leaseUntil)
  return claimed
}
