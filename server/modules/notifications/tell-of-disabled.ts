import type { Activity } from '#platform/activity'
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as channels from './channel-repo.ts'
import * as deliveries from './delivery-repo.ts'
import { describeWorkspace } from './describe-workspace.ts'
import type { Message } from './message.ts'
import { createDelivery } from './record-delivery.ts'

/** A channel that does not work any more cannot say so itself: the others do. Not when a person switched it off. */
export async function tellOfDisabledChannel(ctx: Context, activity: Activity): Promise<void> {
  if (activity.actorKind !== 'system') return
  const { appPath: _appPath, ...workspace } = await describeWorkspace(ctx)
  await inTransaction(ctx, async (tx) => {
    const all = await channels.listForUpdate(tx)
    const disabled = all.find(({ id }) => id === activity.subjectId)
    if (!disabled?.disabledAt) return
    const { id, name, type, disabledReason } = disabled
    const message: Message = {
      kind: 'channel.disabled',
      at: activity.at.toISOString(),
      ...workspace,
      channel: { id, name, type },
      reason: disabledReason ?? '',
    }
    const done = await deliveries.listChannelsTold(tx, activity.id)
    for (const channel of all.filter((other) => other.disabledAt === null && !done.includes(other.id))) {
      await createDelivery(tx, { channel, message, causeActivityId: activity.id })
    }
  })
}
