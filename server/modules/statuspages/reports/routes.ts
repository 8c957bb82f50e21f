import { z } from 'zod'
import { endpoint, id, longText, pageOf, pageQuery, shortText, timestamp } from '#platform/http'
import { correctUpdate } from './correct-update.ts'
import { createReport } from './create-report.ts'
import { deleteReport } from './delete-report.ts'
import { getReport, listReports, listUpdates } from './list-reports.ts'
import { listUpdateRevisions } from './list-revisions.ts'
import { endpoints as planningEndpoints } from './planning-routes.ts'
import { endpoints as proposalEndpoints } from './proposal-routes.ts'
import { publishUpdate } from './publish-update.ts'
import * as schemas from './schemas.ts'
import { Impact, PageParams, ReportBody, ReportParams, ShortId, time, UpdateBody, UpdateParams } from './schemas.ts'
import { updateReport } from './update-report.ts'

const ReportInput = schemas.UpdateInput.extend({
  title: shortText,
  status: schemas.ReportStatus.default('investigating'),
  impact: Impact.optional().meta({ description: 'Default: follows the states of the components' }),
  incidentId: id('inc').optional().meta({ description: 'The incident that the report tells of' }),
  startedAt: time
    .optional()
    .meta({ description: 'When the trouble began; the states of the components count from then on. Default: now' }),
  resolution: z
    .object({ body: longText, at: time })
    .optional()
    .meta({ description: 'How and when it ended, of a report that is written down later; tells nobody by default' }),
})

const RevisionBody = z.object({
  number: z.number().int(),
  body: z.string(),
  displayAt: timestamp,
  replacedAt: timestamp.meta({ description: 'When other words took its place' }),
  replacedBy: z.string().nullable().meta({ description: 'The user who did; null for a key' }),
})

export const endpoints = [
  endpoint({
    operationId: 'listReports',
    summary: 'List the reports of a status page by their start, the latest first',
    method: 'get',
    path: '/status-pages/{pageId}/reports',
    permission: 'statuspages.read',
    params: PageParams,
    query: pageQuery.extend({
      state: z.enum(['open', 'over']).optional(),
      componentId: ShortId.optional().meta({ description: 'Only reports about this component' }),
      search: z.string().trim().min(1).max(200).optional().meta({ description: 'Words of the title' }),
    }),
    response: pageOf(ReportBody).extend({
      counts: z
        .object({ open: z.number().int(), over: z.number().int() })
        .meta({ description: 'Of all reports of the page' }),
    }),
    handle: (ctx, { params, query }) => listReports(ctx, params.pageId, query),
  }),
  endpoint({
    operationId: 'createReport',
    summary: 'Publish a report with its first update',
    method: 'post',
    path: '/status-pages/{pageId}/reports',
    permission: 'statuspages.write',
    params: PageParams,
    body: ReportInput,
    response: ReportBody,
    status: 201,
    handle: (ctx, { params, body }) => createReport(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'getReport',
    summary: 'Read one report with its updates',
    method: 'get',
    path: '/reports/{reportId}',
    permission: 'statuspages.read',
    params: ReportParams,
    response: ReportBody,
    handle: (ctx, { params }) => getReport(ctx, params.reportId),
  }),
  endpoint({
    operationId: 'updateReport',
    summary: 'Change the title, the impact or the start of a report; tells nobody',
    method: 'patch',
    path: '/reports/{reportId}',
    permission: 'statuspages.write',
    params: ReportParams,
    body: z.object({
      title: shortText.optional(),
      impact: Impact.nullable().optional().meta({ description: 'Null: follows the components again' }),
      startedAt: time.optional().meta({ description: 'The histories of the components follow' }),
    }),
    response: ReportBody,
    handle: (ctx, { params, body }) => updateReport(ctx, params.reportId, body),
  }),
  endpoint({
    operationId: 'deleteReport',
    summary: 'Take a report back, with what it said of components',
    method: 'delete',
    path: '/reports/{reportId}',
    permission: 'statuspages.write',
    params: ReportParams,
    handle: (ctx, { params }) => deleteReport(ctx, params.reportId),
  }),
  endpoint({
    operationId: 'listUpdates',
    summary: 'List the updates of a report, newest first',
    method: 'get',
    path: '/reports/{reportId}/updates',
    permission: 'statuspages.read',
    params: ReportParams,
    response: pageOf(UpdateBody),
    handle: async (ctx, { params }) => ({ items: await listUpdates(ctx, params.reportId), nextCursor: null }),
  }),
  endpoint({
    operationId: 'publishUpdate',
    summary: 'Publish an update of a report, or its postmortem, and tell the subscribers',
    description: 'Answers 409 once the report is resolved, but for one postmortem.',
    method: 'post',
    path: '/reports/{reportId}/updates',
    permission: 'statuspages.write',
    params: ReportParams,
    body: schemas.UpdateInput.extend({
      at: time.optional().meta({ description: 'From when on it counts, for what is written down late. Default: now' }),
    }),
    response: UpdateBody,
    status: 201,
    handle: (ctx, { params, body }) => publishUpdate(ctx, params.reportId, body),
  }),
  endpoint({
    operationId: 'correctUpdate',
    summary: 'Correct the words or the time of an update; readers see that it was corrected, and nobody is told again',
    method: 'patch',
    path: '/updates/{updateId}',
    permission: 'statuspages.write',
    params: UpdateParams,
    body: z.object({ body: longText.optional(), at: time.optional() }),
    response: ReportBody,
    handle: (ctx, { params, body }) => correctUpdate(ctx, params.updateId, body),
  }),
  endpoint({
    operationId: 'listUpdateRevisions',
    summary: 'What an update said before it was corrected, newest first',
    method: 'get',
    path: '/updates/{updateId}/revisions',
    permission: 'statuspages.read',
    params: UpdateParams,
    response: pageOf(RevisionBody),
    handle: async (ctx, { params }) => ({ items: await listUpdateRevisions(ctx, params.updateId), nextCursor: null }),
  }),
  ...planningEndpoints,
  ...proposalEndpoints,
]
