import { emailAddress, id, longText, pageOf, pageQuery, personEndpoint, shortText, timestamp } from '#platform/http'
import { categories, type CategoryId } from '#platform/policy'
import { z } from 'zod'
import { createHold, listHolds, releaseHold, reviewHold } from './hold-acts.ts'
import { listLegalRequests, recordLegalRequest, setGag } from './legal-requests/acts.ts'

// Keys of an object that has no other ones.
const Category = z.enum(Object.keys(categories) as [CategoryId, ...CategoryId[]])
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const fresh = 'Needs a second factor and freshness. Stands in the audit log of those who run the installation.'

const HoldBody = z.object({
  id: id('hld'),
  workspaceId: z.string().nullable(),
  userId: z.string().nullable(),
  address: z.string().nullable(),
  categories: z.array(z.string()).nullable().meta({ description: 'Null: all categories' }),
  reason: z.string(),
  owner: z.string().meta({ description: 'Who answers for it' }),
  reviewOn: z.string(),
  createdAt: timestamp,
  createdBy: z.string(),
  releasedAt: timestamp.nullable(),
  releasedBy: z.string().nullable(),
  releaseReason: z.string().nullable(),
})

const HoldInput = z
  .object({
    workspaceId: id('wks').optional(),
    userId: id('usr').optional(),
    address: emailAddress.optional(),
    categories: z.array(Category).min(1).max(40).optional().meta({ description: 'Absent: all categories' }),
    reason: longText,
    owner: shortText,
    reviewOn: z.iso.date(),
  })
  .refine(
    ({ workspaceId, userId, address }) =>
      [workspaceId, userId, address].filter((part) => part !== undefined).length === 1,
    { path: ['workspaceId'], message: 'name one of workspaceId, userId and address' },
  )

const holdParams = z.object({ holdId: id('hld') })

const GagInput = z.object({ until: moment, ground: shortText }).nullable()

const LegalRequestBody = z.object({
  id: id('lrq'),
  workspaceId: z.string(),
  authority: z.string(),
  reference: z.string(),
  asked: z.string(),
  receivedAt: timestamp,
  recordedAt: timestamp,
  recordedBy: z.string(),
  gagUntil: timestamp.nullable(),
  gagGround: z.string().nullable(),
  toldAt: timestamp.nullable(),
  notice: z
    .enum(['told', 'gagged', 'due', 'off'])
    .meta({ description: 'Whether the owners of the workspace were mailed' }),
})

const requestParams = z.object({ requestId: id('lrq') })

export const holdEndpoints = [
  personEndpoint({
    operationId: 'listLegalHolds',
    summary: 'Staff: legal holds, active and released',
    description: fresh,
    method: 'get',
    path: '/staff/holds',
    query: pageQuery,
    response: pageOf(HoldBody),
    handle: (ctx, { query }) => listHolds(ctx, query),
  }),
  personEndpoint({
    operationId: 'createLegalHold',
    summary: 'Staff: keep something from being deleted',
    description: `Neither age nor erasure deletes what it covers until it is released. ${fresh}`,
    method: 'post',
    path: '/staff/holds',
    body: HoldInput,
    response: HoldBody,
    status: 201,
    handle: (ctx, { body }) => createHold(ctx, body),
  }),
  personEndpoint({
    operationId: 'reviewLegalHold',
    summary: 'Staff: a hold was looked at and goes on',
    description: fresh,
    method: 'put',
    path: '/staff/holds/{holdId}/review',
    params: holdParams,
    body: z.object({ reviewOn: z.iso.date() }),
    response: HoldBody,
    handle: (ctx, { params, body }) => reviewHold(ctx, params.holdId, body.reviewOn),
  }),
  personEndpoint({
    operationId: 'releaseLegalHold',
    summary: 'Staff: release a hold',
    description: `The next sweep deletes what is over its age; erasures that waited go on. ${fresh}`,
    method: 'delete',
    path: '/staff/holds/{holdId}',
    params: holdParams,
    body: z.object({ reason: longText }),
    response: HoldBody,
    handle: (ctx, { params, body }) => releaseHold(ctx, params.holdId, body.reason),
  }),
]

export const legalRequestEndpoints = [
  personEndpoint({
    operationId: 'listLegalRequests',
    summary: 'Staff: the register of requests of authorities',
    description: fresh,
    method: 'get',
    path: '/staff/legal-requests',
    query: pageQuery,
    response: pageOf(LegalRequestBody),
    handle: (ctx, { query }) => listLegalRequests(ctx, query),
  }),
  personEndpoint({
    operationId: 'recordLegalRequest',
    summary: 'Staff: record the request of an authority',
    description: `The owners of the workspace are mailed at once, or when the gag is over. ${fresh}`,
    method: 'post',
    path: '/staff/legal-requests',
    body: z.object({
      workspaceId: id('wks'),
      authority: shortText,
      reference: shortText,
      asked: longText,
      receivedAt: moment,
      gag: GagInput.default(null).meta({ description: 'Until when and on which ground the law forbids to tell' }),
    }),
    response: LegalRequestBody,
    status: 201,
    handle: (ctx, { body }) => recordLegalRequest(ctx, body),
  }),
  personEndpoint({
    operationId: 'setLegalRequestGag',
    summary: 'Staff: the law forbids for longer, or no more, that the workspace is told',
    description: `409: it was told. ${fresh}`,
    method: 'put',
    path: '/staff/legal-requests/{requestId}/gag',
    params: requestParams,
    body: z.object({ gag: GagInput }),
    response: LegalRequestBody,
    handle: (ctx, { params, body }) => setGag(ctx, params.requestId, body.gag),
  }),
]
