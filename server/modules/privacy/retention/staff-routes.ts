import { id, pageOf, pageQuery, personEndpoint, shortText, timestamp } from '#platform/http'
import { z } from 'zod'
import { contractSettings, getAgreement, setContract, setPlan } from './agreements.ts'
import { listRetentionRuns } from './list-runs.ts'
import { searchRequestLog } from './search-request-log.ts'

const fresh = 'Needs a second factor and freshness.'
const params = z.object({ workspaceId: id('wks') })
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const AgreementBody = z.object({
  workspaceId: z.string(),
  contract: z.record(z.string(), z.number()).meta({ description: 'Days by setting' }),
  contractReference: z.string().nullable(),
  contractSetAt: timestamp.nullable(),
  plan: z.string().nullable().meta({ description: 'Null: the policy’s default plan' }),
  planSetAt: timestamp.nullable(),
  formerPlan: z.string().nullable().meta({ description: 'Holds on until formerUntil, because the plan is shorter' }),
  formerUntil: timestamp.nullable(),
})

const days = z.partialRecord(z.enum(contractSettings), z.int().min(1).max(3_660))

export const staffEndpoints = [
  personEndpoint({
    operationId: 'getWorkspaceAgreement',
    summary: 'Staff: what was agreed with a workspace about retention, and its plan',
    description: fresh,
    method: 'get',
    path: '/staff/workspaces/{workspaceId}/retention',
    params,
    response: AgreementBody,
    handle: (ctx, { params }) => getAgreement(ctx, params.workspaceId),
  }),
  personEndpoint({
    operationId: 'setRetentionContract',
    summary: 'Staff: what was agreed with a workspace about retention',
    description: `It may shorten what the policy says and never lengthen it; replaces what was agreed before. ${fresh}`,
    method: 'put',
    path: '/staff/workspaces/{workspaceId}/retention-contract',
    params,
    body: z.object({ days, reference: shortText.nullable() }),
    response: AgreementBody,
    handle: (ctx, { params, body }) => setContract(ctx, params.workspaceId, body),
  }),
  personEndpoint({
    operationId: 'setWorkspacePlan',
    summary: 'Staff: set the plan of a workspace',
    description:
      'After a change to a shorter one the owners are mailed, and nothing more is deleted for seven days. 409: the ' +
      `policy knows no plans. ${fresh}`,
    method: 'put',
    path: '/staff/workspaces/{workspaceId}/plan',
    params,
    body: z.object({ plan: shortText }),
    response: AgreementBody,
    handle: (ctx, { params, body }) => setPlan(ctx, params.workspaceId, body.plan),
  }),
  personEndpoint({
    operationId: 'listRetentionRuns',
    summary: 'Staff: what was swept when, and how late',
    description: fresh,
    method: 'get',
    path: '/staff/retention-runs',
    query: pageQuery.extend({ rule: z.string().max(200).optional() }),
    response: pageOf(
      z.object({
        id: z.string(),
        rule: z.string(),
        plannedAt: timestamp,
        startedAt: timestamp,
        finishedAt: timestamp.nullable(),
        rows: z.number(),
        lagSeconds: z.number().nullable(),
        overdue: z.number().nullable(),
        failure: z.string().nullable(),
      }),
    ),
    handle: (ctx, { query }) => listRetentionRuns(ctx, query),
  }),
  personEndpoint({
    operationId: 'searchRequestLog',
    summary: 'Staff: search the request log',
    description: `Newest first, the last day unless a time is said. Each look stands in the audit log. ${fresh}`,
    method: 'get',
    path: '/staff/request-log',
    query: z.object({
      from: moment.optional(),
      to: moment.optional(),
      path: z.string().min(1).max(300).optional().meta({ description: 'The path contains it' }),
      status: z.coerce.number().int().min(100).max(599).optional(),
      address: z.string().min(1).max(100).optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    response: z.object({
      items: z.array(
        z.object({
          time: timestamp,
          id: z.string(),
          path: z.string(),
          status: z.number(),
          address: z.string(),
          userAgent: z.string(),
        }),
      ),
      isComplete: z.boolean().meta({ description: 'False: ask for a shorter time' }),
    }),
    handle: (ctx, { query }) => searchRequestLog(ctx, query),
  }),
]
