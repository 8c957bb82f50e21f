import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { AlertKind, Channel } from './channel.ts'
import * as channels from './channel-repo.ts'
import { checkTarget, refuse, type Target } from './check-target.ts'
import { audited, orConflict } from './create-channel.ts'
import { disableChannel } from './disable-channel.ts'

export type ChannelChanges = {
  name?: string | undefined
  url?: string | undefined
  address?: string | undefined
  events?: AlertKind[] | undefined
  /** False switches it off until true: nothing but a test is sent, and what is not told is recorded. */
  enabled?: boolean | undefined
}

/** What waits for the channel goes to the new place. */
export async function updateNotificationChannel(ctx: Context, id: string, changes: ChannelChanges): Promise<Channel> {
  requirePermission(ctx, 'channels.write')
  const target = await checkTarget(ctx, { address: changes.address ?? null, url: changes.url ?? null })
  return inTransaction(ctx, async (tx) => {
    const before = await channels.getForUpdate(tx, id)
    const after = change(before, changes, target)
    if (changed(before, after)) {
      await orConflict(channels.update(tx, after))
      const { name, type } = after
      await recordActivity(tx, 'notificationChannel.updated', { subjectId: id, data: { name, type } })
    }
    const switched = await switchTo(tx, after, changes.enabled)
    if (changed(before, after) || switched !== after) {
      const difference = { before: audited(before), after: audited(switched) }
      await recordAudit(tx, 'notificationChannel.updated', { targetId: id, ...difference })
    }
    return switched
  })
}

function change(channel: Channel, changes: ChannelChanges, target: Target): Channel {
  if (target.url !== null && channel.type !== 'webhook') throw refuse('url', 'only a webhook channel has a URL')
  if (target.address !== null && channel.type !== 'email')
    throw refuse('address', 'only an e-mail channel has an address')
  return {
    ...channel,
    name: changes.name ?? channel.name,
    events: changes.events ?? channel.events,
    url: target.url ?? channel.url,
    address: target.address ?? channel.address,
  }
}

function changed(before: Channel, after: Channel): boolean {
  return (
    before.name !== after.name ||
    before.url !== after.url ||
    before.address !== after.address ||
    before.events.join(' ') !== after.events.join(' ')
  )
}

async function switchTo(tx: Tx, channel: Channel, enabled: boolean | undefined): Promise<Channel> {
  if (enabled === undefined || enabled === (channel.disabledAt === null)) return channel
  if (!enabled) return disableChannel(tx, channel, { reason: 'switched off by hand' })
  const after: Channel = { ...channel, disabledAt: null, disabledReason: null, throttledUntil: null }
  await channels.update(tx, after)
  const { id, name, type } = after
  await recordActivity(tx, 'notificationChannel.enabled', { subjectId: id, data: { name, type } })
  return after
}
