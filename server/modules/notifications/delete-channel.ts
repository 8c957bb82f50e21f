import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as channels from './channel-repo.ts'
import { audited } from './create-channel.ts'
import * as deliveries from './delivery-repo.ts'
import { endDelivery } from './record-delivery.ts'

/** The place and its secret are gone; the record of what was sent there stays for its time. */
export async function deleteNotificationChannel(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'channels.write')
  await inTransaction(ctx, async (tx) => {
    const channel = await channels.getForUpdate(tx, id)
    const { name, type } = channel
    for (const delivery of await deliveries.listWaiting(tx, id)) {
      await endDelivery(tx, delivery, { state: 'skipped', reason: 'the channel was deleted' })
    }
    await channels.remove(tx, id)
    await recordActivity(tx, 'notificationChannel.deleted', { subjectId: id, data: { name, type } })
    await recordAudit(tx, 'notificationChannel.deleted', { targetId: id, before: audited(channel) })
  })
}
