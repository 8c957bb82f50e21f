import { z } from 'zod'
import { emailAddress, endpoint, id, pageOf, pageQuery, shortText, timestamp } from '#platform/http'
import { alertKinds, channelTypes, type Channel } from './channel.ts'
import { createNotificationChannel, type CreatedChannel } from './create-channel.ts'
import { deleteNotificationChannel } from './delete-channel.ts'
import { getNotificationChannel, listNotificationChannels } from './list-channels.ts'
import { listDeliveries, type DeliveryPage } from './list-deliveries.ts'
import { replayDelivery } from './replay-delivery.ts'
import { testNotificationChannel } from './test-channel.ts'
import { updateNotificationChannel } from './update-channel.ts'

const ChannelId = id('chn')
const DeliveryId = id('dlv')
const channelParams = z.object({ channelId: ChannelId })
const Events = z
  .array(z.enum(alertKinds))
  .min(1, 'must name at least one')
  .max(alertKinds.length)
  .transform((events) => alertKinds.filter((kind) => events.includes(kind)))
  .meta({ description: 'What to tell of; without it everything' })
/** What a URL may be beyond its length is decided by the rules for outgoing requests. */
const Url = z.string().trim().min(1, 'must not be empty').max(2_048, 'must not be longer than 2,048 characters')

const ChannelBody = z.object({
  id: ChannelId,
  type: z.enum(channelTypes),
  name: z.string(),
  address: z.string().nullable().meta({ description: 'Of an e-mail channel' }),
  url: z.string().nullable().meta({ description: 'Of a webhook channel' }),
  events: z.array(z.enum(alertKinds)),
  enabled: z.boolean(),
  disabledReason: z.string().nullable(),
  createdAt: timestamp,
  lastDelivery: z.object({ outcome: z.enum(['delivered', 'failed']), at: timestamp }).nullable(),
})

const CreatedChannelBody = ChannelBody.extend({
  signingSecret: z
    .string()
    .optional()
    .meta({ description: 'Of a webhook: verifies its signatures (Standard Webhooks 1.0). Shown in this answer only' }),
})

const DeliveryBody = z.object({
  id: DeliveryId,
  channelId: ChannelId,
  channelName: z.string(),
  channelType: z.enum(channelTypes),
  kind: z.enum([...alertKinds, 'channel.disabled', 'test']),
  incidentId: id('inc').nullable(),
  state: z.enum(['waiting', 'delivered', 'failed', 'skipped']),
  reason: z.string().nullable().meta({ description: 'Why it failed or was not sent' }),
  createdAt: timestamp,
  deliveredAt: timestamp.nullable(),
  nextAttemptAt: timestamp.nullable(),
  attempts: z.array(
    z.object({
      number: z.number().int(),
      at: timestamp,
      durationMs: z
        .number()
        .int()
        .nullable()
        .meta({ description: 'Null while it lasts and when its end was not seen' }),
      outcome: z.string(),
      status: z.number().int().nullable().meta({ description: 'HTTP status of a webhook' }),
      response: z.string().nullable().meta({ description: 'The first kilobyte of the answer' }),
    }),
  ),
})

export const endpoints = [
  endpoint({
    operationId: 'listNotificationChannels',
    summary: 'List the notification channels of the workspace',
    method: 'get',
    path: '/notification-channels',
    permission: 'channels.read',
    response: pageOf(ChannelBody),
    handle: async (ctx) => ({ items: (await listNotificationChannels(ctx)).map(channelBody), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createNotificationChannel',
    summary: 'Add a notification channel',
    method: 'post',
    path: '/notification-channels',
    permission: 'channels.write',
    body: z.discriminatedUnion('type', [
      z.object({ type: z.literal('email'), name: shortText, address: emailAddress, events: Events.optional() }),
      z.object({ type: z.literal('webhook'), name: shortText, url: Url, events: Events.optional() }),
    ]),
    response: CreatedChannelBody,
    status: 201,
    handle: async (ctx, { body }) => createdBody(await createNotificationChannel(ctx, body)),
  }),
  endpoint({
    operationId: 'getNotificationChannel',
    summary: 'Read one notification channel',
    method: 'get',
    path: '/notification-channels/{channelId}',
    permission: 'channels.read',
    params: channelParams,
    response: ChannelBody,
    handle: async (ctx, { params }) => channelBody(await getNotificationChannel(ctx, params.channelId)),
  }),
  endpoint({
    operationId: 'updateNotificationChannel',
    summary: 'Change a notification channel, switch it off or on again',
    method: 'patch',
    path: '/notification-channels/{channelId}',
    permission: 'channels.write',
    params: channelParams,
    body: z.object({
      name: shortText.optional(),
      url: Url.optional(),
      address: emailAddress.optional(),
      events: Events.optional(),
      enabled: z.boolean().optional(),
    }),
    response: ChannelBody,
    handle: async (ctx, { params, body }) => channelBody(await updateNotificationChannel(ctx, params.channelId, body)),
  }),
  endpoint({
    operationId: 'deleteNotificationChannel',
    summary: 'Remove a notification channel; its deliveries stay in the log',
    method: 'delete',
    path: '/notification-channels/{channelId}',
    permission: 'channels.write',
    params: channelParams,
    handle: (ctx, { params }) => deleteNotificationChannel(ctx, params.channelId),
  }),
  endpoint({
    operationId: 'testNotificationChannel',
    summary: 'Send a test through a channel',
    description: 'Once, also while the channel is switched off. What came of it is in the list of deliveries.',
    method: 'post',
    path: '/notification-channels/{channelId}/test',
    permission: 'channels.write',
    params: channelParams,
    response: z.object({ deliveryId: DeliveryId }),
    status: 202,
    handle: async (ctx, { params }) => ({ deliveryId: await testNotificationChannel(ctx, params.channelId) }),
  }),
  endpoint({
    operationId: 'listDeliveries',
    summary: 'List what was sent, or not and why, with each attempt',
    method: 'get',
    path: '/deliveries',
    permission: 'channels.read',
    query: pageQuery.extend({ channelId: ChannelId.optional(), incidentId: id('inc').optional() }),
    response: pageOf(DeliveryBody),
    handle: async (ctx, { query }) => deliveryPage(await listDeliveries(ctx, query)),
  }),
  endpoint({
    operationId: 'replayDelivery',
    summary: 'Send a delivery again, with the same id',
    method: 'post',
    path: '/deliveries/{deliveryId}/replay',
    permission: 'channels.write',
    params: z.object({ deliveryId: DeliveryId }),
    response: z.object({ deliveryId: DeliveryId }),
    status: 202,
    handle: async (ctx, { params }) => {
      await replayDelivery(ctx, params.deliveryId)
      return params
    },
  }),
]

function channelBody({ disabledAt, lastOutcome, lastOutcomeAt, ...channel }: Channel) {
  const lastDelivery = lastOutcome && lastOutcomeAt ? { outcome: lastOutcome, at: lastOutcomeAt } : null
  return { ...channel, enabled: disabledAt === null, lastDelivery }
}

function createdBody({ signingSecret, ...channel }: CreatedChannel) {
  return { ...channelBody(channel), ...(signingSecret !== null && { signingSecret }) }
}

function deliveryPage({ items, nextCursor }: DeliveryPage) {
  return {
    nextCursor,
    items: items.map(({ delivery, attempts }) => ({
      ...delivery,
      // For the reader it has not arrived yet; that a call is under way is seen from its last attempt.
      state: delivery.state === 'sending' ? ('waiting' as const) : delivery.state,
      attempts: attempts.map(({ startedAt, ...attempt }) => ({ ...attempt, at: startedAt })),
    })),
  }
}
