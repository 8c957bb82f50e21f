import { id, longText, pageOf, pageQuery, personEndpoint, shortText, timestamp } from '#platform/http'
import { z } from 'zod'
import { closeBreach, recordAuthority, reopenBreach, setPublicNote, updateBreach } from './change-breach.ts'
import { getBreach, listBreaches } from './list-breaches.ts'
import { openBreach } from './open-breach.ts'
import { previewNotice, tellOwners } from './tell-owners.ts'

const params = z.object({ breachId: id('bre') })
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const BreachInput = z.object({
  title: shortText,
  happened: longText,
  categories: z.array(shortText).max(40).meta({ description: 'Kinds of data, e.g. “addresses of people”' }),
  workspaceIds: z.array(id('wks')).max(10_000).nullable().meta({ description: 'Null: all workspaces' }),
  noticedAt: moment.meta({ description: 'From then on run the 72 hours of GDPR Art. 33' }),
})

const BreachBody = z.object({
  id: id('bre'),
  title: z.string(),
  happened: z.string(),
  categories: z.array(z.string()),
  workspaceIds: z.array(z.string()).nullable(),
  noticedAt: timestamp,
  openedAt: timestamp,
  authorityDeadline: timestamp,
  authorityNotifiedAt: timestamp.nullable(),
  authorityReference: z.string().nullable(),
  publicNote: z.string().nullable(),
  closedAt: timestamp.nullable(),
  closingReason: z.string().nullable(),
})

const Recipient = z.object({
  id: id('usr'),
  name: z.string(),
  email: z.string(),
  workspaces: z.array(z.string()),
  toldAt: timestamp.nullable(),
})

const BreachDetail = BreachBody.extend({
  workspaces: z
    .array(z.object({ id: id('wks'), slug: z.string().nullable(), name: z.string().nullable() }))
    .nullable()
    .meta({ description: 'Null: all workspaces' }),
  recipients: z.array(Recipient).meta({ description: 'The owners of the workspaces concerned' }),
  acts: z.array(
    z.object({
      id: id('bac'),
      at: timestamp,
      type: z.string(),
      by: z
        .object({ id: id('usr'), name: z.string().nullable() })
        .nullable()
        .meta({ description: 'Null: the clock' }),
      data: z.unknown(),
    }),
  ),
})

const fresh = 'Needs a second factor and freshness.'

export const breachEndpoints = [
  personEndpoint({
    operationId: 'listBreaches',
    summary: 'Staff: the breach register',
    description: fresh,
    method: 'get',
    path: '/staff/breaches',
    query: pageQuery,
    response: pageOf(BreachBody),
    handle: (ctx, { query }) => listBreaches(ctx, query),
  }),
  personEndpoint({
    operationId: 'openBreach',
    summary: 'Staff: open an entry of the breach register',
    description: `The authority is to be notified within 72 hours of when it was noticed. ${fresh}`,
    method: 'post',
    path: '/staff/breaches',
    body: BreachInput,
    response: BreachDetail,
    status: 201,
    handle: async (ctx, { body }) => getBreach(ctx, await openBreach(ctx, body)),
  }),
  personEndpoint({
    operationId: 'getBreach',
    summary: 'Staff: an entry with everything that was done about it',
    description: fresh,
    method: 'get',
    path: '/staff/breaches/{breachId}',
    params,
    response: BreachDetail,
    handle: (ctx, { params }) => getBreach(ctx, params.breachId),
  }),
  personEndpoint({
    operationId: 'updateBreach',
    summary: 'Staff: change what is known of a breach',
    description: `Each change is on record with what it was before. 409: it is closed. ${fresh}`,
    method: 'patch',
    path: '/staff/breaches/{breachId}',
    params,
    body: BreachInput.partial(),
    response: BreachDetail,
    handle: async (ctx, { params, body }) => {
      const entries = Object.entries(body).filter(([, value]) => value !== undefined)
      await updateBreach(ctx, params.breachId, Object.fromEntries(entries))
      return getBreach(ctx, params.breachId)
    },
  }),
  personEndpoint({
    operationId: 'previewBreachNotice',
    summary: 'Staff: the mail to the owners, and who would get it',
    description: `Sends nothing. ${fresh}`,
    method: 'post',
    path: '/staff/breaches/{breachId}/notice-previews',
    params,
    body: z.object({ text: longText }),
    response: z.object({ subject: z.string(), text: z.string(), recipients: z.array(Recipient) }),
    handle: (ctx, { params, body }) => previewNotice(ctx, params.breachId, body.text),
  }),
  personEndpoint({
    operationId: 'tellBreachOwners',
    summary: 'Staff: mail the owners of the workspaces concerned',
    description: `Those who have not been told; each once. 409: everyone was told, or it is closed. ${fresh}`,
    method: 'post',
    path: '/staff/breaches/{breachId}/notices',
    params,
    body: z.object({ text: longText }),
    response: z.object({ told: z.number().int() }),
    status: 202,
    handle: (ctx, { params, body }) => tellOwners(ctx, params.breachId, body.text),
  }),
  personEndpoint({
    operationId: 'recordBreachAuthority',
    summary: 'Staff: record that the authority was notified',
    description: fresh,
    method: 'put',
    path: '/staff/breaches/{breachId}/authority-notice',
    params,
    body: z.object({ notifiedAt: moment, reference: shortText.nullable() }),
    handle: (ctx, { params, body }) => recordAuthority(ctx, params.breachId, body),
  }),
  personEndpoint({
    operationId: 'setBreachPublicNote',
    summary: 'Staff: what the public is told of a breach',
    description: `Null takes it back. ${fresh}`,
    method: 'put',
    path: '/staff/breaches/{breachId}/public-note',
    params,
    body: z.object({ text: longText.nullable() }),
    handle: (ctx, { params, body }) => setPublicNote(ctx, params.breachId, body.text),
  }),
  personEndpoint({
    operationId: 'closeBreach',
    summary: 'Staff: close an entry of the breach register',
    description: `The reason says also why the authority need not be notified, where it was not. ${fresh}`,
    method: 'post',
    path: '/staff/breaches/{breachId}/closure',
    params,
    body: z.object({ reason: longText }),
    handle: (ctx, { params, body }) => closeBreach(ctx, params.breachId, body.reason),
  }),
  personEndpoint({
    operationId: 'reopenBreach',
    summary: 'Staff: open a closed entry again',
    description: fresh,
    method: 'delete',
    path: '/staff/breaches/{breachId}/closure',
    params,
    handle: (ctx, { params }) => reopenBreach(ctx, params.breachId),
  }),
]
