import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import * as channels from './channel-repo.ts'
import type { Delivery } from './delivery.ts'
import * as deliveries from './delivery-repo.ts'
import { activityData } from './record-delivery.ts'
import { scheduleAttempt } from './schedule-attempt.ts'

/**
 * Sends the same message again, with the same id, so that a receiver which has it knows. The schedule begins anew.
 * Throws conflict while it is under way, and when there is nowhere to send to.
 */
export async function replayDelivery(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'channels.write')
  await inTransaction(ctx, async (tx) => {
    const found = await deliveries.find(tx, id)
    if (!found) throw notFound('delivery')
    const channel = await channels.findForUpdate(tx, found.channelId)
    if (!channel) throw conflict('the channel was deleted')
    if (channel.disabledAt && found.kind !== 'test') throw conflict('the channel is switched off')
    if (found.state === 'waiting' || found.state === 'sending') throw conflict('the delivery is still under way')

    const replayedAt = tx.now()
    const again: Delivery = {
      ...found,
      state: 'waiting',
      reason: null,
      roundAttempts: 0,
      nextAttemptAt: replayedAt,
      replayedAt,
    }
    if (!(await deliveries.update(tx, again, found.epoch))) throw conflict('the delivery is still under way')
    await recordActivity(tx, 'delivery.replayed', {
      subjectId: id,
      causedBy: found.activityId,
      data: activityData(found),
    })
    await scheduleAttempt(tx, { deliveryId: id, epoch: found.epoch + 1 }, replayedAt)
    await recordAudit(tx, 'delivery.replayed', { targetId: id, after: { channelId: found.channelId } })
  })
}
