import { id, pageOf, personEndpoint, publicEndpoint, timestamp } from '#platform/http'
import { z } from 'zod'
import { confirmRequest } from './confirm-request.ts'
import { createOwnRequest, endOwnLimit, listOwnLimits, listOwnRequests, verifyOwnRequest } from './own-requests.ts'
import { receiveRequest } from './receive-request.ts'
import { requestForm } from './request-form.ts'
import { requestTypes } from './request.ts'
import { routedEndpoints } from './routed/routes.ts'
import { NewPublicRequest, NewRequest, OwnRequestBody, purposeName } from './schemas.ts'
import { staffEndpoints } from './staff-routes.ts'

const params = z.object({ requestId: id('prq') })

export const requestEndpoints = [
  publicEndpoint({
    operationId: 'getPrivacyRequestForm',
    summary: 'What can be asked about one’s data, and by when there is an answer',
    method: 'get',
    path: '/privacy-request-form',
    response: z.object({
      action: z.string(),
      types: z.array(z.object({ type: z.enum(requestTypes), words: z.string(), needsMessage: z.boolean() })),
      purposes: z.array(z.object({ purpose: purposeName, words: z.string(), refusedBecause: z.string().nullable() })),
      countries: z.array(z.string()),
      maxMessageLength: z.number(),
      confirmationHours: z.number(),
      dueDays: z.number().nullable(),
      contacts: z.array(z.object({ role: z.string(), address: z.string() })),
    }),
    handle: (services) => Promise.resolve(requestForm(services)),
  }),
  publicEndpoint({
    operationId: 'requestPrivacy',
    summary: 'Ask about one’s data without signing in: a link is mailed to the address',
    description: 'The same answer for a known and an unknown address. The link works once, for 48 hours.',
    method: 'post',
    path: '/privacy-requests',
    body: NewPublicRequest,
    response: z.object({ state: z.literal('mailed') }),
    status: 202,
    handle: async (services, { body }, request) => {
      await receiveRequest(services, body, request)
      return { state: 'mailed' as const }
    },
  }),
  publicEndpoint({
    operationId: 'confirmPrivacyRequest',
    summary: 'Prove the address of a privacy request with the mailed link',
    description: '`signIn`: there is a sign-in with the address, and the request waits there. 410: opens nothing.',
    method: 'post',
    path: '/privacy-requests/confirmation',
    body: z.object({ secret: z.string().max(200) }),
    response: z.object({ state: z.enum(['received', 'signIn']) }),
    handle: async (services, { body }, request) => ({ state: await confirmRequest(services, body.secret, request) }),
  }),
  personEndpoint({
    operationId: 'listOwnPrivacyRequests',
    summary: 'One’s own privacy requests, newest first',
    method: 'get',
    path: '/user/privacy-requests',
    response: pageOf(OwnRequestBody),
    handle: async (ctx) => ({ items: await listOwnRequests(ctx), nextCursor: null }),
  }),
  personEndpoint({
    operationId: 'createPrivacyRequest',
    summary: 'Ask about one’s data',
    description:
      'Objections and restrictions hold at once; access, export and deletion begin at once and need a fresh factor; ' +
      'corrections and complaints are answered by those who run the installation.',
    method: 'post',
    path: '/user/privacy-requests',
    body: NewRequest,
    response: OwnRequestBody,
    status: 201,
    handle: (ctx, { body }) => createOwnRequest(ctx, body),
  }),
  personEndpoint({
    operationId: 'verifyPrivacyRequest',
    summary: 'Confirm a request that came by mailed link',
    description: 'Needs a fresh factor. 409: it waits for nothing.',
    method: 'post',
    path: '/user/privacy-requests/{requestId}/verification',
    params,
    response: OwnRequestBody,
    handle: (ctx, { params: { requestId } }) => verifyOwnRequest(ctx, requestId),
  }),
  personEndpoint({
    operationId: 'listProcessingLimits',
    summary: 'One’s objections and restrictions that hold',
    method: 'get',
    path: '/user/processing-limits',
    response: pageOf(
      z.object({
        requestId: id('prq'),
        kind: z.enum(['objection', 'restriction']),
        purposes: z.array(purposeName).nullable(),
        since: timestamp,
        until: timestamp.nullable(),
      }),
    ),
    handle: async (ctx) => ({ items: await listOwnLimits(ctx), nextCursor: null }),
  }),
  personEndpoint({
    operationId: 'endProcessingLimit',
    summary: 'Take an objection or a restriction back',
    method: 'delete',
    path: '/user/processing-limits/{requestId}',
    params,
    handle: (ctx, { params: { requestId } }) => endOwnLimit(ctx, requestId),
  }),
  ...staffEndpoints,
  ...routedEndpoints,
]
