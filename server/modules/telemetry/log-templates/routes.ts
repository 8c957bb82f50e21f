import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, timestamp } from '#platform/http'
import { getLogTemplate, listLogTemplates } from './list-log-templates.ts'
import { templateSorts } from './repo.ts'

const LogTemplateBody = z.object({
  id: id('tpl').meta({ description: 'Stays when the template becomes wider' }),
  projectId: id('prj'),
  template: z.string().meta({ description: '`<*>` stands where lines differ' }),
  source: z.enum(['mined', 'sender']).meta({ description: 'Learnt from lines, or said by their sender' }),
  lineCount: z.number().int(),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp,
})

export const endpoints = [
  endpoint({
    operationId: 'listLogTemplates',
    summary: 'List the templates of log lines',
    method: 'get',
    path: '/log-templates',
    permission: 'incidents.read',
    query: pageQuery.extend({
      projectId: id('prj').optional(),
      query: z.string().max(200).optional().meta({ description: 'Text within the template' }),
      sort: z.enum(templateSorts).default('lastSeen'),
    }),
    response: pageOf(LogTemplateBody),
    handle: (ctx, { query }) => listLogTemplates(ctx, query),
  }),
  endpoint({
    operationId: 'getLogTemplate',
    summary: 'Read one template of log lines',
    description: 'One that turned out to be a form of a wider one is answered with that.',
    method: 'get',
    path: '/log-templates/{templateId}',
    permission: 'incidents.read',
    params: z.object({ templateId: id('tpl') }),
    response: LogTemplateBody,
    handle: (ctx, { params }) => getLogTemplate(ctx, params.templateId),
  }),
]
