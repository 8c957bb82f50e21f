import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import type { Channel } from './channel.ts'
import * as channels from './channel-repo.ts'

/** Oldest first; a workspace has at most `maxChannels`. */
export async function listNotificationChannels(ctx: Context): Promise<Channel[]> {
  requirePermission(ctx, 'channels.read')
  return inTransaction(ctx, channels.list)
}

/** Throws not_found for another workspace's channel, in the same words as for none. */
export async function getNotificationChannel(ctx: Context, id: string): Promise<Channel> {
  requirePermission(ctx, 'channels.read')
  const channel = await inTransaction(ctx, (tx) => channels.find(tx, id))
  if (!channel) throw notFound('notification channel')
  return channel
}
