/** Valid requests of the endpoints of notification channels, deliveries and the outbox. */
import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { eventually } from '../index.ts'
import { at, made, type Make } from './make.ts'

export const notificationRequests: Record<string, Make> = {
  listNotificationChannels: () => at('/notification-channels'),
  createNotificationChannel: () =>
    at('/notification-channels', { type: 'email', name: 'Mail', address: 'duty@example.com' }),
  getNotificationChannel: async (ctx) => at(`/notification-channels/${await channel(ctx)}`),
  updateNotificationChannel: async (ctx) => at(`/notification-channels/${await channel(ctx)}`, { name: 'Duty' }),
  deleteNotificationChannel: async (ctx) => at(`/notification-channels/${await channel(ctx)}`),
  testNotificationChannel: async (ctx) => at(`/notification-channels/${await channel(ctx)}/test`),
  listDeliveries: () => at('/deliveries'),
  replayDelivery: async (ctx) => at(`/deliveries/${await settledDelivery(ctx)}/replay`),
  listOutbox: () => at('/outbox'),
  getOutboxMail: async (ctx) => at(`/outbox/${await keptMail(ctx)}`),
}

async function channel(ctx: Context): Promise<string> {
  const body = { type: 'email', name: 'Mail', address: 'duty@example.com' }
  return (await made(ctx, 'POST', '/notification-channels', body)).id
}

async function settledDelivery(ctx: Context): Promise<string> {
  const { deliveryId } = await made(ctx, 'POST', `/notification-channels/${await channel(ctx)}/test`)
  return eventually('the delivery', async () => {
    const { items } = await made(ctx, 'GET', '/deliveries')
    const settled = items.find(
      ({ id, state }: { id: string; state: string }) => id === deliveryId && state !== 'waiting',
    )
    return settled && settled.state !== 'sending' && deliveryId
  })
}

async function keptMail(ctx: Context): Promise<string> {
  await settledDelivery(ctx)
  const mail = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('keptMails').select('id').where('workspaceId', '=', tx.workspaceId).executeTakeFirst(),
  )
  if (!mail) throw new Error('no mail was kept')
  return mail.id
}
