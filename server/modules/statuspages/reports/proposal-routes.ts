/** Drafts that wait for a person. */
import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, shortText, timestamp } from '#platform/http'
import * as decisions from './decide-proposals.ts'
import * as proposal from './proposal.ts'
import { proposeReport } from './propose.ts'
import { componentStates, Impact, PageParams, ReportBody, ReportStatus, ShortId, UpdateInput } from './schemas.ts'

const ProposalParams = z.object({ proposalId: id('prp') })

const ProposalBody = z.object({
  id: id('prp'),
  pageId: ShortId,
  incidentId: id('inc'),
  reportId: ShortId.nullable().meta({ description: 'The report that it adds an update to, or that came of it' }),
  source: z.enum(proposal.proposalSources),
  analysisId: z.string().nullable().meta({ description: 'What was known of the cause when it was drafted' }),
  confidence: z.number().min(0).max(1).nullable(),
  title: z.string(),
  status: ReportStatus,
  body: z.string(),
  components: componentStates,
  createdAt: timestamp,
  decidedAt: timestamp.nullable(),
  decision: z.enum(proposal.decisions).nullable(),
  decidedBy: z.string().nullable(),
})

const ruleFields = {
  projectId: id('prj').nullable().default(null).meta({ description: 'Null: any project' }),
  severities: z
    .array(z.enum(['critical', 'high', 'medium', 'low']))
    .min(1, 'choose at least one')
    .max(4)
    .meta({ description: 'Of the incidents that it makes a proposal for' }),
  components: componentStates.default([]).meta({ description: 'The states that the draft names' }),
}
const RuleBody = z.object({ ...ruleFields, id: id('prr'), pageId: ShortId, createdAt: timestamp })

export const endpoints = [
  endpoint({
    operationId: 'listProposals',
    summary: 'List the drafts that wait for a person, or those that were decided, newest first',
    method: 'get',
    path: '/status-pages/{pageId}/proposals',
    permission: 'statuspages.read',
    params: PageParams,
    query: pageQuery.extend({ state: z.enum(['waiting', 'decided']).default('waiting') }),
    response: pageOf(ProposalBody),
    handle: (ctx, { params, query }) => decisions.listProposals(ctx, params.pageId, query),
  }),
  endpoint({
    operationId: 'createProposal',
    summary: 'Draft a report from an incident and what its analysis says; publishes nothing',
    method: 'post',
    path: '/status-pages/{pageId}/proposals',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({ incidentId: id('inc') }),
    response: ProposalBody,
    status: 201,
    handle: (ctx, { params, body }) => proposeReport(ctx, params.pageId, body.incidentId),
  }),
  endpoint({
    operationId: 'getProposal',
    summary: 'Read one draft',
    method: 'get',
    path: '/proposals/{proposalId}',
    permission: 'statuspages.read',
    params: ProposalParams,
    response: ProposalBody,
    handle: (ctx, { params }) => decisions.getProposal(ctx, params.proposalId),
  }),
  endpoint({
    operationId: 'acceptProposal',
    summary: 'Publish what came of a draft, in the words that are sent; only a person may',
    method: 'post',
    path: '/proposals/{proposalId}/acceptance',
    permission: 'statuspages.write',
    params: ProposalParams,
    body: UpdateInput.extend({ title: shortText, impact: Impact.optional() }),
    response: ReportBody,
    handle: (ctx, { params, body }) => decisions.acceptProposal(ctx, params.proposalId, body),
  }),
  endpoint({
    operationId: 'dismissProposal',
    summary: 'Publish nothing; the draft stays on record',
    method: 'post',
    path: '/proposals/{proposalId}/dismissal',
    permission: 'statuspages.write',
    params: ProposalParams,
    response: ProposalBody,
    handle: (ctx, { params }) => decisions.dismissProposal(ctx, params.proposalId),
  }),
  endpoint({
    operationId: 'listProposalRules',
    summary: 'List for which incidents a draft is made',
    method: 'get',
    path: '/status-pages/{pageId}/proposal-rules',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(RuleBody),
    handle: async (ctx, { params }) => ({
      items: await decisions.listProposalRules(ctx, params.pageId),
      nextCursor: null,
    }),
  }),
  endpoint({
    operationId: 'createProposalRule',
    summary: 'Have a draft made for incidents of some severities; a rule never publishes',
    method: 'post',
    path: '/status-pages/{pageId}/proposal-rules',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object(ruleFields),
    response: RuleBody,
    status: 201,
    handle: (ctx, { params, body }) => decisions.createProposalRule(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'deleteProposalRule',
    summary: 'Make no more drafts by a rule',
    method: 'delete',
    path: '/proposal-rules/{ruleId}',
    permission: 'statuspages.write',
    params: z.object({ ruleId: id('prr') }),
    handle: (ctx, { params }) => decisions.deleteProposalRule(ctx, params.ruleId),
  }),
]
