import { recordActivity, type ActivityType } from '#platform/activity'
import type { Tx } from '#platform/context'
import type { JsonValue } from '#platform/database'
import { newId } from '#platform/ids'
import type { Channel } from './channel.ts'
import type { Delivery } from './delivery.ts'
import * as deliveries from './delivery-repo.ts'
import type { Message } from './message.ts'
import { scheduleAttempt } from './schedule-attempt.ts'

/** Names the channel, so that the trail can be read without asking for each delivery. */
export function activityData(delivery: Pick<Delivery, 'id' | 'kind' | 'channelId' | 'channelName' | 'channelType'>) {
  const { id, kind, channelId, channelName, channelType } = delivery
  return { deliveryId: id, kind, channelId, channelName, channelType }
}

type NewDelivery = { channel: Channel; message: Message; causeActivityId: string | null }

/** Something is to be told: the delivery, its place in the chain of causes and its first attempt, or none of them. */
export async function createDelivery(tx: Tx, input: NewDelivery): Promise<Delivery> {
  const delivery = await insert(tx, input, 'notification.created', null)
  await scheduleAttempt(tx, { deliveryId: delivery.id, epoch: delivery.epoch }, delivery.createdAt)
  return delivery
}

/** Something is not told through a channel, and the record says why. */
export async function createSkipped(tx: Tx, input: NewDelivery, reason: string): Promise<Delivery> {
  return insert(tx, input, 'delivery.skipped', reason)
}

async function insert(
  tx: Tx,
  { channel, message, causeActivityId }: NewDelivery,
  type: ActivityType,
  skippedBecause: string | null,
): Promise<Delivery> {
  const createdAt = tx.now()
  const draft = {
    id: newId('dlv', createdAt),
    channelId: channel.id,
    channelName: channel.name,
    channelType: channel.type,
    kind: message.kind,
  }
  const data: Record<string, JsonValue> = activityData(draft)
  if (skippedBecause !== null) data['reason'] = skippedBecause
  const activity = await recordActivity(tx, type, { subjectId: draft.id, causedBy: causeActivityId, data })
  const delivery: Delivery = {
    ...draft,
    message,
    causeActivityId,
    activityId: activity.id,
    incidentId: 'incident' in message ? message.incident.id : null,
    state: skippedBecause === null ? 'waiting' : 'skipped',
    reason: skippedBecause,
    epoch: 0,
    attempts: 0,
    roundAttempts: 0,
    nextAttemptAt: skippedBecause === null ? createdAt : null,
    leaseUntil: null,
    createdAt,
    deliveredAt: null,
    replayedAt: null,
  }
  await deliveries.insert(tx, delivery)
  return delivery
}

/** Ends a delivery that waits, or whose lease is over, without another attempt. Nothing happens if it moved on. */
export async function endDelivery(
  tx: Tx,
  delivery: Delivery,
  { state, reason }: { state: 'skipped' | 'failed'; reason: string },
): Promise<void> {
  const ended: Delivery = { ...delivery, state, reason, nextAttemptAt: null, leaseUntil: null }
  if (!(await deliveries.update(tx, ended, delivery.epoch))) return
  await recordActivity(tx, state === 'skipped' ? 'delivery.skipped' : 'delivery.failed', {
    subjectId: delivery.id,
    causedBy: delivery.activityId,
    data: { ...activityData(delivery), reason, attempt: delivery.attempts, final: true },
  })
}
