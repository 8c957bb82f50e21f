import { z } from 'zod'
import { endpoint, id, longText, pageOf, pageQuery, shortText, slug, timestamp } from '#platform/http'
import { componentStatuses } from './component.ts'
import { createComponent } from './create-component.ts'
import { createPage } from './create-page.ts'
import { createReport } from './create-report.ts'
import { deleteComponent } from './delete-component.ts'
import { deletePage } from './delete-page.ts'
import { deleteSubscriber } from './delete-subscriber.ts'
import { impacts } from './headline.ts'
import { listComponents } from './list-components.ts'
import { getPage, listPages } from './list-pages.ts'
import { getReport, listReports, listUpdates } from './list-reports.ts'
import { listSubscribers } from './list-subscribers.ts'
import { isReservedSlug, isTimeZone, maxComponents } from './page.ts'
import { publishUpdate } from './publish-update.ts'
import { reportStatuses } from './report.ts'
import { subscriberState, type Subscriber } from './subscriber.ts'
import { updateComponent } from './update-component.ts'
import { updatePage } from './update-page.ts'

/** 12 lower-case letters and digits: the ids that the Statuspage API shows. */
const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const PageParams = z.object({ pageId: ShortId })
const ComponentParams = z.object({ componentId: ShortId })
const ReportParams = z.object({ reportId: ShortId })

const Slug = slug.refine((value) => !isReservedSlug(value), 'this name is reserved; choose another one')
const TimeZone = z.string().max(60).refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin')
const Description = z.string().trim().max(1_000, 'must not be longer than 1,000 characters')
const Status = z.enum(componentStatuses)
const ReportStatus = z.enum(reportStatuses)

const PageInput = z.object({
  slug: Slug,
  name: shortText,
  description: Description.optional(),
  timeZone: TimeZone.optional().meta({ description: 'Default: Etc/UTC' }),
})

const PageBody = z.object({
  id: ShortId,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  timeZone: z.string(),
  url: z.string().meta({ description: 'Where the public reads it' }),
  createdAt: timestamp,
  updatedAt: timestamp.meta({ description: 'When something that the public sees last changed' }),
  headline: z.object({ indicator: z.enum([...impacts, 'maintenance']), description: z.string() }),
  subscriberCount: z.number().int().meta({ description: 'Subscribers who confirmed' }),
})

const ComponentBody = z.object({
  id: ShortId,
  name: z.string(),
  description: z.string(),
  status: Status,
  position: z.number().int(),
})

const ComponentState = z.object({ id: ShortId, status: Status })

const UpdateBody = z.object({
  id: ShortId,
  status: ReportStatus,
  body: z.string(),
  createdAt: timestamp,
  components: z.array(ComponentState).meta({ description: 'States that the update brought' }),
  mail: z
    .object({ queued: z.number().int(), sent: z.number().int(), failed: z.number().int() })
    .meta({ description: 'Mails to subscribers; queued counts all of them' }),
})

const ReportBody = z.object({
  id: ShortId,
  pageId: ShortId,
  incidentId: z.string().nullable(),
  title: z.string(),
  impact: z.enum(impacts),
  status: ReportStatus,
  startedAt: timestamp,
  resolvedAt: timestamp.nullable(),
  components: z.array(ComponentState.extend({ name: z.string() })),
  updates: z.array(UpdateBody).meta({ description: 'Newest first' }),
})

const UpdateInput = z.object({
  status: ReportStatus,
  body: longText,
  components: z
    .array(ComponentState)
    .max(maxComponents)
    .optional()
    .meta({ description: 'When resolved, components that are not named go back to operational' }),
  notifySubscribers: z.boolean().default(true),
})

const ReportInput = UpdateInput.extend({
  title: shortText,
  status: ReportStatus.default('investigating'),
  impact: z.enum(impacts).optional().meta({ description: 'Default: follows the states of the components' }),
  incidentId: id('inc').optional().meta({ description: 'The incident that the report tells of' }),
})

const SubscriberBody = z.object({
  id: id('sub'),
  address: z.string(),
  state: z.enum(['pending', 'confirmed', 'unsubscribed']),
  createdAt: timestamp,
  confirmedAt: timestamp.nullable(),
})

const withState = (subscriber: Subscriber) => ({ ...subscriber, state: subscriberState(subscriber) })

export const endpoints = [
  endpoint({
    operationId: 'listStatusPages',
    summary: 'List the status pages of the workspace',
    method: 'get',
    path: '/status-pages',
    permission: 'statuspages.read',
    response: pageOf(PageBody),
    handle: async (ctx) => ({ items: await listPages(ctx), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createStatusPage',
    summary: 'Add a status page; it is public at once',
    method: 'post',
    path: '/status-pages',
    permission: 'statuspages.write',
    body: PageInput,
    response: PageBody,
    status: 201,
    handle: (ctx, { body }) => createPage(ctx, body),
  }),
  endpoint({
    operationId: 'getStatusPage',
    summary: 'Read one status page',
    method: 'get',
    path: '/status-pages/{pageId}',
    permission: 'statuspages.read',
    params: PageParams,
    response: PageBody,
    handle: (ctx, { params }) => getPage(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'updateStatusPage',
    summary: 'Change name, slug, description or time zone of a status page',
    method: 'patch',
    path: '/status-pages/{pageId}',
    permission: 'statuspages.write',
    params: PageParams,
    body: PageInput.partial(),
    response: PageBody,
    handle: (ctx, { params, body }) => updatePage(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'deleteStatusPage',
    summary: 'Delete a status page with its reports and subscribers',
    method: 'delete',
    path: '/status-pages/{pageId}',
    permission: 'statuspages.write',
    params: PageParams,
    handle: (ctx, { params }) => deletePage(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'listComponents',
    summary: 'List the components of a status page in their order',
    method: 'get',
    path: '/status-pages/{pageId}/components',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(ComponentBody),
    handle: async (ctx, { params }) => ({ items: await listComponents(ctx, params.pageId), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createComponent',
    summary: 'Add a component at the end of a status page',
    method: 'post',
    path: '/status-pages/{pageId}/components',
    permission: 'statuspages.write',
    params: PageParams,
    body: z.object({ name: shortText, description: Description.optional() }),
    response: ComponentBody,
    status: 201,
    handle: (ctx, { params, body }) => createComponent(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'updateComponent',
    summary: 'Change name, description, status or position of a component',
    method: 'patch',
    path: '/components/{componentId}',
    permission: 'statuspages.write',
    params: ComponentParams,
    body: z.object({
      name: shortText.optional(),
      description: Description.optional(),
      status: Status.optional(),
      position: z.number().int().min(1).max(maxComponents).optional(),
    }),
    response: ComponentBody,
    handle: (ctx, { params, body }) => updateComponent(ctx, params.componentId, body),
  }),
  endpoint({
    operationId: 'deleteComponent',
    summary: 'Remove a component; what updates said of it stays',
    method: 'delete',
    path: '/components/{componentId}',
    permission: 'statuspages.write',
    params: ComponentParams,
    handle: (ctx, { params }) => deleteComponent(ctx, params.componentId),
  }),
  endpoint({
    operationId: 'listReports',
    summary: 'List the reports of a status page, newest first',
    method: 'get',
    path: '/status-pages/{pageId}/reports',
    permission: 'statuspages.read',
    params: PageParams,
    query: pageQuery,
    response: pageOf(ReportBody),
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
    summary: 'Publish an update of a report and tell the subscribers',
    description: 'Answers 409 once the report is resolved.',
    method: 'post',
    path: '/reports/{reportId}/updates',
    permission: 'statuspages.write',
    params: ReportParams,
    body: UpdateInput,
    response: UpdateBody,
    status: 201,
    handle: (ctx, { params, body }) => publishUpdate(ctx, params.reportId, body),
  }),
  endpoint({
    operationId: 'listSubscribers',
    summary: 'List who subscribed to a status page, newest first',
    method: 'get',
    path: '/status-pages/{pageId}/subscribers',
    permission: 'statuspages.write',
    params: PageParams,
    query: pageQuery,
    response: pageOf(SubscriberBody),
    handle: async (ctx, { params, query }) => {
      const { items, nextCursor } = await listSubscribers(ctx, params.pageId, query)
      return { items: items.map(withState), nextCursor }
    },
  }),
  endpoint({
    operationId: 'deleteSubscriber',
    summary: 'Forget a subscriber',
    method: 'delete',
    path: '/subscribers/{subscriberId}',
    permission: 'statuspages.write',
    params: z.object({ subscriberId: id('sub') }),
    handle: (ctx, { params }) => deleteSubscriber(ctx, params.subscriberId),
  }),
]
