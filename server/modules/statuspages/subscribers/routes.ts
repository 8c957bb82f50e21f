import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, timestamp } from '#platform/http'
import { locales } from '../look/locale.ts'
import { deleteSubscriber } from './delete-subscriber.ts'
import { shownStates } from './delivery.ts'
import { exportSubscribers } from './export-subscribers.ts'
import { importSubscribers } from './import-subscribers.ts'
import { listUpdateDeliveries } from './list-deliveries.ts'
import { listSubscribers, type SubscriberView } from './list-subscribers.ts'
import { resumeSubscriber } from './resume-subscriber.ts'
import { getSubscriberSettings, maxSubscriberLimit, updateSubscriberSettings } from './settings.ts'
import { channels, kindChoices, subscriberStates, subscriberState } from './subscriber.ts'

const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const PageParams = z.object({ pageId: ShortId })
const SubscriberParams = z.object({ subscriberId: id('sub') })
const Channel = z.enum(channels)

const SubscriberBody = z.object({
  id: id('sub'),
  channel: Channel,
  address: z.string().meta({ description: 'Of a webhook, the part of the URL that may be shown' }),
  state: z.enum(subscriberStates),
  createdAt: timestamp,
  confirmedAt: timestamp.nullable(),
  kinds: z.enum(kindChoices),
  onlyFinal: z.boolean().meta({ description: 'Told of the end only' }),
  componentIds: z.array(ShortId).nullable().meta({ description: 'null: the whole page' }),
  groupIds: z.array(ShortId).meta({ description: 'Groups of which all components count, also later ones' }),
  locale: z.enum(locales).nullable().meta({ description: 'Of the messages; null: the page’s own' }),
  source: z.enum(['form', 'import']),
  consentNote: z.string().nullable(),
  consentAt: timestamp.nullable(),
  suppressedReason: z.string().nullable().meta({ description: 'Why nothing more is sent there' }),
  bounces: z.number().int().meta({ description: 'How often mail came back for good since one is known to arrive' }),
  bouncedAt: timestamp.nullable().meta({ description: 'When mail last came back for good' }),
  bounceReason: z.string().nullable().meta({ description: 'What the last one said' }),
})

const withState = (subscriber: SubscriberView) => ({ ...subscriber, state: subscriberState(subscriber) })

const SettingsBody = z.object({
  subscriberLimit: z.number().int(),
  webhooks: z.boolean(),
  slack: z.boolean(),
  subscriberCount: z.number().int().meta({ description: 'What the limit counts: confirmed or not' }),
})

const DeliveryBody = z.object({
  id: z.string(),
  subscriberId: id('sub'),
  address: z.string(),
  channel: Channel,
  state: z.enum(shownStates),
  attempts: z.number().int(),
  reason: z.string().nullable(),
  createdAt: timestamp,
  nextAttemptAt: timestamp.nullable(),
  finishedAt: timestamp.nullable(),
})

export const subscriberEndpoints = [
  endpoint({
    operationId: 'listSubscribers',
    summary: 'List who subscribed to a status page, newest first',
    method: 'get',
    path: '/status-pages/{pageId}/subscribers',
    permission: 'statuspages.write',
    params: PageParams,
    query: pageQuery.extend({
      search: z
        .string()
        .trim()
        .max(200)
        .regex(/^\P{Cc}*$/u, 'must not contain control characters')
        .optional()
        .meta({ description: 'Part of the address' }),
      state: z.enum(subscriberStates).optional().meta({ description: 'Default: all but unsubscribed' }),
      channel: Channel.optional(),
    }),
    response: pageOf(SubscriberBody),
    handle: async (ctx, { params, query }) => {
      const { items, nextCursor } = await listSubscribers(ctx, params.pageId, query)
      return { items: items.map(withState), nextCursor }
    },
  }),
  endpoint({
    operationId: 'deleteSubscriber',
    summary: 'Forget a subscriber',
    method: 'delete',
    path: '/subscribers/{subscriberId}',
    permission: 'statuspages.write',
    params: SubscriberParams,
    handle: (ctx, { params }) => deleteSubscriber(ctx, params.subscriberId),
  }),
  endpoint({
    operationId: 'resumeSubscriber',
    summary: 'Send to a subscriber again, to whom nothing could be delivered',
    description: 'Answers 409 when nothing was stopped.',
    method: 'delete',
    path: '/subscribers/{subscriberId}/suppression',
    permission: 'statuspages.write',
    params: SubscriberParams,
    response: SubscriberBody,
    handle: async (ctx, { params }) => withState(await resumeSubscriber(ctx, params.subscriberId)),
  }),
  endpoint({
    operationId: 'importSubscribers',
    summary: 'Add addresses that agreed elsewhere, as confirmed',
    description: 'For owners. Who is on the list already, or unsubscribed, stays as they are.',
    method: 'post',
    path: '/status-pages/{pageId}/subscriber-imports',
    permission: 'workspace.admin',
    params: PageParams,
    body: z.object({
      csv: z.string().min(1, 'must not be empty').max(900_000, 'must not be longer than 900,000 characters'),
      consentNote: z
        .string()
        .trim()
        .min(10, 'say in a sentence where these people agreed')
        .max(500, 'must not be longer than 500 characters')
        .regex(/^\P{Cc}*$/u, 'must not contain control characters'),
      consentAt: z.iso.datetime({ offset: true }).meta({ description: 'When they agreed, the last of them' }),
    }),
    response: z.object({
      added: z.number().int(),
      known: z.number().int(),
      refused: z.number().int(),
      problems: z.array(z.object({ line: z.number().int(), reason: z.string() })),
    }),
    handle: (ctx, { params, body }) =>
      importSubscribers(ctx, params.pageId, { ...body, consentAt: new Date(body.consentAt) }),
  }),
  endpoint({
    operationId: 'exportSubscribers',
    summary: 'Get the list as CSV, part by part',
    method: 'post',
    path: '/status-pages/{pageId}/subscriber-exports',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({
      cursor: id('sub').optional().meta({ description: 'nextCursor of the part before' }),
    }),
    response: z.object({ csv: z.string(), nextCursor: z.string().nullable() }),
    handle: (ctx, { params, body }) => exportSubscribers(ctx, params.pageId, body.cursor),
  }),
  endpoint({
    operationId: 'getSubscriberSettings',
    summary: 'Read how people may subscribe to a status page, and how many',
    method: 'get',
    path: '/status-pages/{pageId}/subscriber-settings',
    permission: 'statuspages.read',
    params: PageParams,
    response: SettingsBody,
    handle: (ctx, { params }) => getSubscriberSettings(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'updateSubscriberSettings',
    summary: 'Change how people may subscribe to a status page, and how many',
    method: 'patch',
    path: '/status-pages/{pageId}/subscriber-settings',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({
      subscriberLimit: z.number().int().min(0).max(maxSubscriberLimit).optional(),
      webhooks: z.boolean().optional(),
      slack: z.boolean().optional(),
    }),
    response: SettingsBody,
    handle: (ctx, { params, body }) => updateSubscriberSettings(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'listUpdateDeliveries',
    summary: 'See who was told of an update of a report or a maintenance, and what became of it',
    method: 'get',
    path: '/updates/{updateId}/deliveries',
    permission: 'statuspages.write',
    params: z.object({ updateId: ShortId }),
    query: pageQuery.extend({ state: z.enum(shownStates).optional(), channel: Channel.optional() }),
    response: pageOf(DeliveryBody).extend({
      counts: z.array(z.object({ channel: Channel, state: z.enum(shownStates), count: z.number().int() })),
    }),
    handle: (ctx, { params, query }) => listUpdateDeliveries(ctx, params.updateId, query),
  }),
]
