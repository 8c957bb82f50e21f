/** What is thought of beforehand: templates, and posts that publish themselves. */
import { z } from 'zod'
import { endpoint, id, longText, pageOf, shortText, timestamp } from '#platform/http'
import { deleteScheduledPost, listScheduledPosts, schedulePost, updateScheduledPost } from './schedule-posts.ts'
import { postState, postStates, type ScheduledPost } from './scheduled-post.ts'
import { componentStates, Impact, PageParams, ReportStatus, ShortId, time, UpdateInput } from './schemas.ts'
import { createTemplate, deleteTemplate, fillTemplate, listTemplates, updateTemplate } from './templates.ts'

const TemplateParams = z.object({ templateId: id('tpl') })
const PostParams = z.object({ postId: id('pst') })

const templateFields = {
  name: shortText.meta({ description: 'By which people find it; unique on the page' }),
  title: shortText.meta({ description: 'May hold names to fill in: {{region}}' }),
  body: longText,
  status: ReportStatus,
  impact: Impact.nullable().meta({ description: 'Null: follows the components' }),
  components: componentStates,
}
const TemplateInput = z.object({
  ...templateFields,
  status: ReportStatus.default('investigating'),
  impact: Impact.nullable().default(null),
  components: componentStates.default([]),
})
const TemplateBody = z.object({
  ...templateFields,
  id: id('tpl'),
  pageId: ShortId,
  placeholders: z.array(z.string()).meta({ description: 'The names that stand in its texts' }),
  updatedAt: timestamp,
})

const PostBody = z.object({
  id: id('pst'),
  pageId: ShortId,
  reportId: ShortId.nullable().meta({ description: 'The report that it adds an update to; null: a new report' }),
  title: z.string().nullable(),
  impact: Impact.nullable(),
  status: ReportStatus,
  body: z.string(),
  components: componentStates,
  notifySubscribers: z.boolean(),
  publishAt: timestamp,
  createdAt: timestamp,
  createdBy: z.string().nullable(),
  state: z.enum(postStates),
  failure: z.string().nullable().meta({ description: 'Why it was not published' }),
})

const postBody = ({ notified, ...post }: ScheduledPost) => ({
  ...post,
  notifySubscribers: notified,
  state: postState({ notified, ...post }),
})

export const endpoints = [
  endpoint({
    operationId: 'listReportTemplates',
    summary: 'List the templates of a status page by name',
    method: 'get',
    path: '/status-pages/{pageId}/report-templates',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(TemplateBody),
    handle: async (ctx, { params }) => ({ items: await listTemplates(ctx, params.pageId), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createReportTemplate',
    summary: 'Add a template',
    method: 'post',
    path: '/status-pages/{pageId}/report-templates',
    permission: 'statuspages.write',
    params: PageParams,
    body: TemplateInput,
    response: TemplateBody,
    status: 201,
    handle: (ctx, { params, body }) => createTemplate(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'updateReportTemplate',
    summary: 'Change a template',
    method: 'patch',
    path: '/report-templates/{templateId}',
    permission: 'statuspages.write',
    params: TemplateParams,
    body: z.object(templateFields).partial(),
    response: TemplateBody,
    handle: (ctx, { params, body }) => updateTemplate(ctx, params.templateId, body),
  }),
  endpoint({
    operationId: 'deleteReportTemplate',
    summary: 'Delete a template; what was published with it stays',
    method: 'delete',
    path: '/report-templates/{templateId}',
    permission: 'statuspages.write',
    params: TemplateParams,
    handle: (ctx, { params }) => deleteTemplate(ctx, params.templateId),
  }),
  endpoint({
    operationId: 'fillReportTemplate',
    summary: 'The texts of a template with its names filled in; publishes nothing',
    onlyReads: true,
    method: 'post',
    path: '/report-templates/{templateId}/text',
    permission: 'statuspages.read',
    params: TemplateParams,
    body: z.object({
      values: z
        .record(z.string().max(40), z.string().max(200))
        .refine((values) => Object.keys(values).length <= 30, 'at most 30 values')
        .default({}),
      componentIds: z.array(ShortId).max(200).optional().meta({ description: 'For {{components}}' }),
    }),
    response: z.object({
      title: z.string(),
      body: z.string(),
      components: componentStates,
      missing: z.array(z.string()).meta({ description: 'Names without a value; they stand in the texts as they were' }),
    }),
    handle: (ctx, { params, body }) => fillTemplate(ctx, params.templateId, body),
  }),
  endpoint({
    operationId: 'listScheduledPosts',
    summary: 'List what is to be published and what could not be, the next first',
    method: 'get',
    path: '/status-pages/{pageId}/scheduled-posts',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(PostBody),
    handle: async (ctx, { params }) => ({
      items: (await listScheduledPosts(ctx, params.pageId)).map(postBody),
      nextCursor: null,
    }),
  }),
  endpoint({
    operationId: 'schedulePost',
    summary: 'Publish a report, or an update of one, at a time to come',
    method: 'post',
    path: '/status-pages/{pageId}/scheduled-posts',
    permission: 'statuspages.write',
    params: PageParams,
    body: UpdateInput.extend({
      publishAt: time,
      reportId: ShortId.optional().meta({ description: 'The report that it adds an update to' }),
      title: shortText.optional().meta({ description: 'Of a new report' }),
      impact: Impact.optional(),
    }),
    response: PostBody,
    status: 201,
    handle: async (ctx, { params, body }) => postBody(await schedulePost(ctx, params.pageId, body)),
  }),
  endpoint({
    operationId: 'updateScheduledPost',
    summary: 'Give a post another time or other words; one that failed waits again',
    method: 'patch',
    path: '/scheduled-posts/{postId}',
    permission: 'statuspages.write',
    params: PostParams,
    body: z.object({ title: shortText.optional(), body: longText.optional(), publishAt: time.optional() }),
    response: PostBody,
    handle: async (ctx, { params, body }) => postBody(await updateScheduledPost(ctx, params.postId, body)),
  }),
  endpoint({
    operationId: 'deleteScheduledPost',
    summary: 'Do not publish it after all',
    method: 'delete',
    path: '/scheduled-posts/{postId}',
    permission: 'statuspages.write',
    params: PostParams,
    handle: (ctx, { params }) => deleteScheduledPost(ctx, params.postId),
  }),
]
