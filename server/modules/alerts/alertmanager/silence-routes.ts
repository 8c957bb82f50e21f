import { z } from 'zod'
import { endpoint, id, timestamp } from '#platform/http'
import { maxMatchers } from './silence.ts'
import { createSilence, endSilence, listSilencesWithKept, updateSilence } from './silences.ts'

const MatcherBody = z.object({
  name: z.string().min(1).max(200),
  value: z.string().max(2000),
  isRegex: z.boolean().default(false),
  isEqual: z.boolean().default(true).meta({ description: 'False: the label must not be so' }),
})

const SilenceBody = z
  .object({
    id: id('sil'),
    matchers: z.array(z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean() })),
    startsAt: timestamp,
    endsAt: timestamp,
    state: z.enum(['pending', 'active', 'expired']),
    comment: z.string(),
    createdBy: z.string(),
    createdByName: z.string(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: 'Silence' })

const ListedSilenceBody = SilenceBody.extend({
  keepsQuiet: z
    .object({ count: z.number().int(), names: z.array(z.string()) })
    .nullable()
    .meta({
      description:
        'What would be told of if it ended now: firing alerts, and rules without data that tell of it, with the first names; null: it is not active',
    }),
}).meta({ id: 'ListedSilence' })

const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const SilenceDraftBody = z.object({
  matchers: z.array(MatcherBody).min(1).max(maxMatchers),
  startsAt: time.optional().meta({ description: 'Absent or past: now' }),
  endsAt: time,
  comment: z.string().trim().max(1000).default(''),
})

const params = z.object({ silenceId: id('sil') })

export const silenceEndpoints = [
  endpoint({
    operationId: 'listSilences',
    summary: 'List silences: those that are not over by their end, then those that ended last',
    method: 'get',
    path: '/silences',
    permission: 'incidents.read',
    response: z.object({ items: z.array(ListedSilenceBody) }),
    handle: async (ctx) => ({ items: await listSilencesWithKept(ctx) }),
  }),
  endpoint({
    operationId: 'createSilence',
    summary: 'Keep alerts with these labels quiet for a time',
    description: 'They open no incident and tell nobody; what is open stays. All matchers must hold.',
    method: 'post',
    path: '/silences',
    permission: 'incidents.write',
    body: SilenceDraftBody,
    status: 201,
    response: SilenceBody,
    handle: (ctx, { body }) => createSilence(ctx, body),
  }),
  endpoint({
    operationId: 'updateSilence',
    summary: 'Change a silence that is not over',
    method: 'put',
    path: '/silences/{silenceId}',
    permission: 'incidents.write',
    params,
    body: SilenceDraftBody,
    response: SilenceBody,
    handle: (ctx, { params, body }) => updateSilence(ctx, params.silenceId, body),
  }),
  endpoint({
    operationId: 'endSilence',
    summary: 'End a silence now; it stays on record',
    method: 'delete',
    path: '/silences/{silenceId}',
    permission: 'incidents.write',
    params,
    handle: (ctx, { params }) => endSilence(ctx, params.silenceId),
  }),
]
