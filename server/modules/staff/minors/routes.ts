import {
  emailAddress,
  id,
  longText,
  pageOf,
  pageQuery,
  personEndpoint,
  publicEndpoint,
  timestamp,
} from '#platform/http'
import { z } from 'zod'
import { confirmReport, rejectReport } from './decide-report.ts'
import { listReports } from './list-reports.ts'
import { receiveReport } from './receive-report.ts'

const params = z.object({ reportId: id('mnr') })

export const minorEndpoints = [
  publicEndpoint({
    operationId: 'reportMinor',
    summary: 'Report that a user has not reached the minimum age',
    description: 'The same answer for a known and an unknown address. 429 after five in an hour.',
    method: 'post',
    path: '/minor-reports',
    body: z.object({
      email: emailAddress.meta({ description: 'Of the person who is too young' }),
      message: longText.max(2_000, 'must not be longer than 2,000 characters').optional(),
    }),
    response: z.object({ state: z.literal('received') }),
    status: 202,
    handle: async (services, { body }, request) => {
      await receiveReport(services, { email: body.email, message: body.message ?? null }, request)
      return { state: 'received' as const }
    },
  }),
  personEndpoint({
    operationId: 'listMinorReports',
    summary: 'Staff: reports of users who are too young',
    description: 'Once decided and done, a report does not say who it was. Needs a second factor and freshness.',
    method: 'get',
    path: '/staff/minor-reports',
    query: pageQuery,
    response: pageOf(
      z.object({
        id: id('mnr'),
        email: z.string().nullable(),
        message: z.string().nullable(),
        hasUser: z.boolean(),
        receivedAt: timestamp,
        decision: z.enum(['confirmed', 'rejected']).nullable(),
        decidedAt: timestamp.nullable(),
        erasedAt: timestamp.nullable(),
      }),
    ),
    handle: (ctx, { query }) => listReports(ctx, query),
  }),
  personEndpoint({
    operationId: 'confirmMinorReport',
    summary: 'Staff: freeze the person at once, and erase them with the next sweep',
    description:
      'Nothing brings them back. 409: decided already, or about oneself. Needs a second factor and freshness.',
    method: 'post',
    path: '/staff/minor-reports/{reportId}/confirmation',
    params,
    handle: (ctx, { params }) => confirmReport(ctx, params.reportId),
  }),
  personEndpoint({
    operationId: 'rejectMinorReport',
    summary: 'Staff: the person stays, and the report forgets who it was',
    description: '409: decided already. Needs a second factor and freshness.',
    method: 'post',
    path: '/staff/minor-reports/{reportId}/rejection',
    params,
    handle: (ctx, { params }) => rejectReport(ctx, params.reportId),
  }),
]
