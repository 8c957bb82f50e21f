import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { type Channel } from './channel.ts'
import * as channels from './channel-repo.ts'

/** Nothing but a test is sent through the channel any more; `reason` is shown beside it. */
export async function disableChannel(
  tx: Tx,
  channel: Channel,
  { reason, causedBy = null }: { reason: string; causedBy?: string | null },
): Promise<Channel> {
  const disabled: Channel = { ...channel, disabledAt: tx.now(), disabledReason: reason }
  await channels.update(tx, disabled)
  const { id, name, type } = channel
  await recordActivity(tx, 'notificationChannel.disabled', { subjectId: id, causedBy, data: { name, type, reason } })
  return disabled
}
