import { asStaff } from '#modules/staff'
import { id, longText, pageOf, pageQuery, personEndpoint } from '#platform/http'
import { z } from 'zod'
import { requestFigures } from './figures.ts'
import { getRequest, listRequests } from './list-requests.ts'
import { requestStates } from './request.ts'
import { NewPublicRequest, StaffRequestBody, StaffRequestDetail } from './schemas.ts'
import {
  answerRequest,
  doubtRequest,
  enterRequest,
  extendRequest,
  liftRestriction,
  rejectRequest,
  routeRequest,
  verifyRequest,
} from './staff-desk.ts'

const params = z.object({ requestId: id('prq') })
const Reason = z.object({ reason: longText.max(4_000, 'must not be longer than 4,000 characters') })
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const needs = 'Needs a second factor and freshness.'

export const staffEndpoints = [
  personEndpoint({
    operationId: 'listPrivacyRequests',
    summary: 'Staff: the queue of privacy requests, what is due first at the top',
    description: needs,
    method: 'get',
    path: '/staff/privacy-requests',
    query: pageQuery.extend({ state: z.enum(requestStates).default('open') }),
    response: pageOf(StaffRequestBody),
    handle: (ctx, { query }) => listRequests(ctx, query),
  }),
  personEndpoint({
    operationId: 'enterPrivacyRequest',
    summary: 'Staff: take down a privacy request that came by mail or letter',
    description: `The clock runs from the day on which it came. ${needs}`,
    method: 'post',
    path: '/staff/privacy-requests',
    body: NewPublicRequest.extend({ receivedAt: moment }),
    response: z.object({ id: id('prq') }),
    status: 201,
    handle: (ctx, { body }) => enterRequest(ctx, body),
  }),
  personEndpoint({
    operationId: 'getPrivacyRequest',
    summary: 'Staff: a privacy request with all that was done about it',
    description: needs,
    method: 'get',
    path: '/staff/privacy-requests/{requestId}',
    params,
    response: StaffRequestDetail,
    handle: (ctx, { params: { requestId } }) => getRequest(ctx, requestId),
  }),
  personEndpoint({
    operationId: 'answerPrivacyRequest',
    summary: 'Staff: answer a privacy request by mail',
    description: `409: closed, or it is not certain who asks. ${needs}`,
    method: 'post',
    path: '/staff/privacy-requests/{requestId}/answers',
    params,
    body: z.object({ text: longText }),
    handle: (ctx, { params: { requestId }, body }) => answerRequest(ctx, requestId, body.text),
  }),
  personEndpoint({
    operationId: 'rejectPrivacyRequest',
    summary: 'Staff: refuse a privacy request; the reason is mailed',
    description: needs,
    method: 'post',
    path: '/staff/privacy-requests/{requestId}/rejections',
    params,
    body: Reason,
    handle: (ctx, { params: { requestId }, body }) => rejectRequest(ctx, requestId, body.reason),
  }),
  personEndpoint({
    operationId: 'extendPrivacyRequest',
    summary: 'Staff: take two further months; the reason is mailed',
    description: `Once, and within the first time only: 409 afterwards. ${needs}`,
    method: 'post',
    path: '/staff/privacy-requests/{requestId}/extensions',
    params,
    body: Reason,
    handle: (ctx, { params: { requestId }, body }) => extendRequest(ctx, requestId, body.reason),
  }),
  personEndpoint({
    operationId: 'doubtPrivacyRequest',
    summary: 'Staff: ask for more to be sure who it is; the clock goes on',
    description: needs,
    method: 'post',
    path: '/staff/privacy-requests/{requestId}/doubts',
    params,
    body: Reason,
    handle: (ctx, { params: { requestId }, body }) => doubtRequest(ctx, requestId, body.reason),
  }),
  personEndpoint({
    operationId: 'verifyPrivacyRequestByStaff',
    summary: 'Staff: say what made it certain who asks; deleted with the answer',
    description: needs,
    method: 'post',
    path: '/staff/privacy-requests/{requestId}/verifications',
    params,
    body: z.object({ how: longText.max(1_000, 'must not be longer than 1,000 characters') }),
    handle: (ctx, { params: { requestId }, body }) => verifyRequest(ctx, requestId, body.how),
  }),
  personEndpoint({
    operationId: 'routePrivacyRequest',
    summary: 'Staff: pass a request on to the workspaces whose content it is about',
    description: needs,
    method: 'post',
    path: '/staff/privacy-requests/{requestId}/routings',
    params,
    body: z.object({ workspaceIds: z.array(id('wks')).min(1).max(100) }),
    response: z.object({ asked: z.number() }),
    handle: (ctx, { params: { requestId }, body }) => routeRequest(ctx, requestId, body.workspaceIds),
  }),
  personEndpoint({
    operationId: 'liftRestriction',
    summary: 'Staff: end a restriction, three days after the person was told',
    description: `409: it has ended. ${needs}`,
    method: 'post',
    path: '/staff/privacy-requests/{requestId}/liftings',
    params,
    body: Reason,
    handle: (ctx, { params: { requestId }, body }) => liftRestriction(ctx, requestId, body.reason),
  }),
  personEndpoint({
    operationId: 'getPrivacyFigures',
    summary: 'Staff: how fast privacy requests are answered',
    description: needs,
    method: 'get',
    path: '/staff/privacy-figures',
    response: z.object({
      open: z.number(),
      overdue: z.number(),
      answered: z.number().meta({ description: 'Within the last year' }),
      medianDays: z.number().nullable(),
      worstDays: z.number().nullable(),
    }),
    handle: async (ctx) => {
      await asStaff(ctx, () => Promise.resolve())
      return requestFigures(ctx)
    },
  }),
]
