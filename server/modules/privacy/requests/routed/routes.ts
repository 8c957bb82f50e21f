import { endpoint, id, longText, pageOf, pageQuery, timestamp } from '#platform/http'
import { z } from 'zod'
import { requestTypes } from '../request.ts'
import { answerWorkspaceRequest, listWorkspaceRequests } from './answer-routed.ts'
import { outcomes } from './routed-request.ts'

const RoutedBody = z.object({
  id: id('pwr'),
  type: z.enum(requestTypes),
  address: z.string().nullable().meta({ description: 'Of the person; forgotten when the answer was sent' }),
  message: z.string().nullable(),
  receivedAt: timestamp,
  dueAt: timestamp,
  answeredAt: timestamp.nullable(),
  outcome: z.enum(outcomes).nullable(),
  answer: z.string().nullable(),
})

export const routedEndpoints = [
  endpoint({
    operationId: 'listWorkspacePrivacyRequests',
    summary: 'What people asked about data of theirs in the workspace',
    method: 'get',
    path: '/privacy-requests',
    permission: 'workspace.admin',
    query: pageQuery,
    response: pageOf(RoutedBody),
    handle: (ctx, { query }) => listWorkspaceRequests(ctx, query),
  }),
  endpoint({
    operationId: 'answerWorkspacePrivacyRequest',
    summary: 'Answer somebody who asked about data of theirs in the workspace',
    description: 'The text is mailed to the person. 409: answered already.',
    method: 'post',
    path: '/privacy-requests/{workspaceRequestId}/answers',
    permission: 'workspace.admin',
    params: z.object({ workspaceRequestId: id('pwr') }),
    body: z.object({ outcome: z.enum(outcomes), text: longText }),
    response: RoutedBody,
    handle: (ctx, { params, body }) => answerWorkspaceRequest(ctx, params.workspaceRequestId, body),
  }),
]
