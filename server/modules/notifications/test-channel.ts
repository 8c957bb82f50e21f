import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { LimitRule } from '#platform/rate-limit'
import * as channels from './channel-repo.ts'
import { describeWorkspace } from './describe-workspace.ts'
import { createDelivery } from './record-delivery.ts'

/** Anyone's address can be put into a channel, so a test is no way to fill it. */
const testsPerWorkspace: LimitRule = { name: 'notifications.test', points: 20, durationSeconds: 600 }

/** Sends one message, once, also through a channel that is switched off. Returns the id of its delivery. */
export async function testNotificationChannel(ctx: Context, id: string): Promise<string> {
  requirePermission(ctx, 'channels.write')
  const { appPath: _appPath, ...workspace } = await describeWorkspace(ctx)
  await ctx.limiter.consume(testsPerWorkspace, ctx.workspaceId)
  return inTransaction(ctx, async (tx) => {
    const channel = await channels.getForUpdate(tx, id)
    const { name, type } = channel
    const delivery = await createDelivery(tx, {
      channel,
      message: { kind: 'test', at: tx.now().toISOString(), ...workspace, channel: { id, name, type } },
      causeActivityId: null,
    })
    await recordAudit(tx, 'notificationChannel.tested', { targetId: id, after: { deliveryId: delivery.id } })
    return delivery.id
  })
}
