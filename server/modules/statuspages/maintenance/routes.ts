import { z } from 'zod'
import { endpoint, id, longText, pageOf, pageQuery, shortText, timestamp } from '#platform/http'
import { isTimeZone, maxComponents } from '../page.ts'
import { cancelMaintenance, endSeries } from './cancel-maintenance.ts'
import { createMaintenance } from './create-maintenance.ts'
import { isStart } from './input.ts'
import {
  getMaintenance,
  listOpenMaintenances,
  listPastMaintenances,
  getSeries,
  listSeries,
  type ListedSeries,
} from './list-maintenances.ts'
import {
  maintenanceStatuses,
  maxDurationMinutes,
  maxMonitors,
  maxRemindMinutes,
  minDurationMinutes,
  updateKinds,
} from './maintenance.ts'
import { maxRuleLength } from './occurrences.ts'
import { previewMaintenance } from './preview.ts'
import { publishMaintenanceUpdate } from './publish-maintenance-update.ts'
import { recordMaintenance } from './record-maintenance.ts'
import { updateMaintenance } from './update-maintenance.ts'
import { updateSeries } from './update-series.ts'

/** 12 lower-case letters and digits, as those of pages. */
const ShortId = z.string().regex(/^[a-z0-9]{12}$/, 'expected an id of 12 lower-case letters and digits')
const PageParams = z.object({ pageId: ShortId })
const MaintenanceParams = z.object({ maintenanceId: ShortId })
const SeriesParams = z.object({ seriesId: id('mse') })

const TimeZone = z.string().max(60).refine(isTimeZone, 'expected an IANA time zone such as Europe/Berlin')
const Start = z
  .string()
  .max(40)
  .refine(
    isStart,
    'expected a local time such as 2026-12-01T02:00, or one with its offset such as 2026-12-01T02:00:00Z',
  )
const Duration = z.number().int().min(minDurationMinutes).max(maxDurationMinutes)
const Verify = z.number().int().min(0).max(maxDurationMinutes)
const Remind = z.number().int().min(5).max(maxRemindMinutes).nullable()
const Rule = z.string().min(1).max(maxRuleLength)
const unique = (ids: readonly string[]): boolean => new Set(ids).size === ids.length
const ComponentIds = z.array(ShortId).max(maxComponents).refine(unique, 'names a component twice')
const MonitorIds = z.array(id('mon')).max(maxMonitors).refine(unique, 'names a monitor twice')

const when = {
  scheduledFor: Start.meta({ description: 'Local time in the time zone, or RFC 3339 with its offset' }),
  durationMinutes: Duration.meta({ description: 'Of the clock that never jumps' }),
  timeZone: TimeZone.optional().meta({ description: 'Default: the page’s' }),
  recurrence: Rule.optional().meta({
    description:
      'RFC 5545 rule in local time, with FREQ (DAILY to YEARLY), INTERVAL, COUNT, UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS, WKST',
    examples: ['FREQ=WEEKLY;BYDAY=TU'],
  }),
}

const MaintenanceInput = z.object({
  title: shortText,
  body: longText.meta({ description: 'What is going to happen' }),
  ...when,
  componentIds: ComponentIds.optional(),
  monitorIds: MonitorIds.optional().meta({ description: 'Monitors whose failures open no incident meanwhile' }),
  setsComponents: z.boolean().optional().meta({ description: 'Show the components under maintenance; default: true' }),
  verifyMinutes: Verify.optional().meta({ description: 'The last minutes of the window; default: 0' }),
  remindMinutes: Remind.optional().meta({ description: 'Before the start; default: 1440; null: no reminder' }),
  tellsStart: z.boolean().optional().meta({ description: 'Tell subscribers when it begins; default: true' }),
  tellsEnd: z.boolean().optional().meta({ description: 'Tell subscribers when it is completed; default: true' }),
  notifySubscribers: z.boolean().optional().meta({ description: 'Tell them now; default: true' }),
})

const MaintenanceChange = z.object({
  title: shortText.optional(),
  scheduledFor: Start.optional(),
  durationMinutes: Duration.optional(),
  componentIds: ComponentIds.optional(),
  monitorIds: MonitorIds.optional(),
  verifyMinutes: Verify.optional(),
  remindMinutes: Remind.optional(),
  tellsStart: z.boolean().optional(),
  tellsEnd: z.boolean().optional(),
  reason: longText.optional().meta({ description: 'Published when the times change' }),
  notifySubscribers: z.boolean().optional().meta({ description: 'Tell them of new times; default: true' }),
})

const SeriesChange = MaintenanceInput.omit({ timeZone: true })
  .partial()
  .extend({
    scheduledFor: Start.optional().meta({ description: 'The first start of the rule from now on' }),
    reason: longText.optional().meta({ description: 'Published when the times change' }),
    notifySubscribers: z.boolean().optional().meta({ description: 'Tell them of the next new time; default: true' }),
  })

const RecordInput = z.object({
  title: shortText,
  body: longText.meta({ description: 'What was done' }),
  scheduledFor: when.scheduledFor,
  durationMinutes: when.durationMinutes,
  timeZone: when.timeZone,
  componentIds: ComponentIds.optional(),
  setsComponents: z.boolean().optional().meta({
    description: 'Correct the history of the components for that time; default: true',
  }),
  notifySubscribers: z.boolean().optional().meta({ description: 'Default: false' }),
})

const UpdateInput = z.object({
  body: longText,
  status: z.enum(['in_progress', 'verifying', 'completed']).optional().meta({ description: 'Default: as it is' }),
  notifySubscribers: z.boolean().optional().meta({ description: 'Default: true' }),
})

const Cancellation = z.object({
  reason: longText.optional().meta({ description: 'Published with it' }),
  notifySubscribers: z.boolean().optional().meta({ description: 'Default: true' }),
})

const NamedMonitor = z.object({ id: id('mon'), name: z.string() })

const MaintenanceBody = z.object({
  id: ShortId,
  pageId: ShortId,
  title: z.string(),
  body: z.string(),
  status: z.enum(maintenanceStatuses),
  scheduledFor: timestamp,
  scheduledUntil: timestamp,
  timeZone: z.string(),
  verifyMinutes: z.number().int(),
  remindMinutes: z.number().int().nullable(),
  tellsStart: z.boolean(),
  tellsEnd: z.boolean(),
  setsComponents: z.boolean(),
  startedAt: timestamp.nullable(),
  completedAt: timestamp.nullable(),
  cancelledAt: timestamp.nullable(),
  nextAt: timestamp.nullable().meta({ description: 'When the clock does something with it next' }),
  createdAt: timestamp,
  updatedAt: timestamp,
  series: z
    .object({ id: id('mse'), recurrence: z.string(), words: z.string(), endedAt: timestamp.nullable() })
    .nullable()
    .meta({ description: 'The series that it belongs to' }),
  components: z.array(z.object({ id: ShortId, name: z.string() })),
  monitorIds: z.array(z.string()),
  monitors: z.array(NamedMonitor),
  updates: z
    .array(
      z.object({
        id: ShortId,
        number: z.number().int(),
        kind: z.enum(updateKinds),
        status: z.enum(maintenanceStatuses),
        body: z.string(),
        notified: z.boolean(),
        createdAt: timestamp.meta({ description: 'When it happened' }),
      }),
    )
    .meta({ description: 'Newest first' }),
})

const SeriesBody = z.object({
  id: id('mse'),
  pageId: ShortId,
  title: z.string(),
  body: z.string(),
  timeZone: z.string(),
  startsLocal: z.string(),
  durationMinutes: z.number().int(),
  recurrence: z.string(),
  words: z.string().meta({ description: 'The rule as a sentence' }),
  verifyMinutes: z.number().int(),
  remindMinutes: z.number().int().nullable(),
  tellsStart: z.boolean(),
  tellsEnd: z.boolean(),
  setsComponents: z.boolean(),
  componentIds: z.array(ShortId),
  monitors: z.array(NamedMonitor),
  endedAt: timestamp.nullable(),
  createdAt: timestamp,
})

const PreviewBody = z.object({
  timeZone: z.string(),
  words: z.string().nullable(),
  windows: z.array(
    z.object({
      scheduledFor: timestamp,
      scheduledUntil: timestamp,
      startsLocal: z.string(),
      endsLocal: z.string(),
      clock: z
        .enum(['once', 'skipped', 'twice'])
        .meta({ description: 'skipped: the clock skips this time, so it was moved forward; twice: the first of two' }),
    }),
  ),
  goesOn: z.boolean().meta({ description: 'There are more than are shown' }),
})

const seriesBody = (series: ListedSeries) => ({ ...series, recurrence: series.rule })

export const endpoints = [
  endpoint({
    operationId: 'listOpenMaintenances',
    summary: 'List what goes on and what comes, the next to begin first',
    method: 'get',
    path: '/status-pages/{pageId}/maintenance-windows',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(MaintenanceBody),
    handle: (ctx, { params }) => listOpenMaintenances(ctx, params.pageId),
  }),
  endpoint({
    operationId: 'listPastMaintenances',
    summary: 'List completed and cancelled maintenances, the latest first',
    method: 'get',
    path: '/status-pages/{pageId}/past-maintenance-windows',
    permission: 'statuspages.read',
    params: PageParams,
    query: pageQuery,
    response: pageOf(MaintenanceBody),
    handle: (ctx, { params, query }) => listPastMaintenances(ctx, params.pageId, query),
  }),
  endpoint({
    operationId: 'createMaintenance',
    summary: 'Plan a maintenance, or a series of them',
    description: 'Answers the first window of a series; the others are made some weeks ahead.',
    method: 'post',
    path: '/status-pages/{pageId}/maintenance-windows',
    permission: 'statuspages.write',
    params: PageParams,
    body: MaintenanceInput,
    response: MaintenanceBody,
    status: 201,
    handle: (ctx, { params, body }) => createMaintenance(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'recordMaintenance',
    summary: 'Record a maintenance afterwards',
    description: 'Nobody is told unless that is asked for. The history of its components is corrected.',
    method: 'post',
    path: '/status-pages/{pageId}/past-maintenance-windows',
    permission: 'statuspages.write',
    params: PageParams,
    body: RecordInput,
    response: MaintenanceBody,
    status: 201,
    handle: (ctx, { params, body }) => recordMaintenance(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'previewMaintenance',
    summary: 'See the next windows of a rule without planning anything',
    method: 'post',
    path: '/status-pages/{pageId}/maintenance-previews',
    permission: 'statuspages.read',
    onlyReads: true,
    params: PageParams,
    body: z.object(when),
    response: PreviewBody,
    handle: (ctx, { params, body }) => previewMaintenance(ctx, params.pageId, body),
  }),
  endpoint({
    operationId: 'listMaintenanceSeries',
    summary: 'List the series that go on',
    method: 'get',
    path: '/status-pages/{pageId}/maintenance-series',
    permission: 'statuspages.read',
    params: PageParams,
    response: pageOf(SeriesBody),
    handle: async (ctx, { params }) => ({
      items: (await listSeries(ctx, params.pageId)).map(seriesBody),
      nextCursor: null,
    }),
  }),
  endpoint({
    operationId: 'getMaintenanceSeries',
    summary: 'Read one series',
    method: 'get',
    path: '/maintenance-series/{seriesId}',
    permission: 'statuspages.read',
    params: SeriesParams,
    response: SeriesBody,
    handle: async (ctx, { params }) => seriesBody(await getSeries(ctx, params.seriesId)),
  }),
  endpoint({
    operationId: 'updateMaintenanceSeries',
    summary: 'Change a series from now on; what has begun or is over stays',
    description:
      'New times move all windows that have not begun, also those that were moved by hand. Answers 409 when it has ended.',
    method: 'patch',
    path: '/maintenance-series/{seriesId}',
    permission: 'statuspages.write',
    params: SeriesParams,
    body: SeriesChange,
    response: SeriesBody,
    handle: async (ctx, { params, body }) => {
      await updateSeries(ctx, params.seriesId, body)
      return seriesBody(await getSeries(ctx, params.seriesId))
    },
  }),
  endpoint({
    operationId: 'endMaintenanceSeries',
    summary: 'End a series: its windows that have not begun are cancelled',
    description: 'Answers 409 when it has ended already.',
    method: 'post',
    path: '/maintenance-series/{seriesId}/ending',
    permission: 'statuspages.write',
    params: SeriesParams,
    body: Cancellation,
    response: SeriesBody,
    handle: async (ctx, { params, body }) => {
      await endSeries(ctx, params.seriesId, body)
      return seriesBody(await getSeries(ctx, params.seriesId))
    },
  }),
  endpoint({
    operationId: 'getMaintenance',
    summary: 'Read one maintenance with its updates',
    method: 'get',
    path: '/maintenance-windows/{maintenanceId}',
    permission: 'statuspages.read',
    params: MaintenanceParams,
    response: MaintenanceBody,
    handle: (ctx, { params }) => getMaintenance(ctx, params.maintenanceId),
  }),
  endpoint({
    operationId: 'updateMaintenance',
    summary: 'Change or reschedule one maintenance; a series goes on as it is',
    description: 'Answers 409 when it is over, or when the start of one that has begun is to be moved.',
    method: 'patch',
    path: '/maintenance-windows/{maintenanceId}',
    permission: 'statuspages.write',
    params: MaintenanceParams,
    body: MaintenanceChange,
    response: MaintenanceBody,
    handle: (ctx, { params, body }) => updateMaintenance(ctx, params.maintenanceId, body),
  }),
  endpoint({
    operationId: 'publishMaintenanceUpdate',
    summary: 'Publish an update of a maintenance; begin or complete it by hand',
    description: 'Answers 409 when it is over, or cannot go to that state.',
    method: 'post',
    path: '/maintenance-windows/{maintenanceId}/updates',
    permission: 'statuspages.write',
    params: MaintenanceParams,
    body: UpdateInput,
    response: MaintenanceBody,
    status: 201,
    handle: (ctx, { params, body }) => publishMaintenanceUpdate(ctx, params.maintenanceId, body),
  }),
  endpoint({
    operationId: 'cancelMaintenance',
    summary: 'Cancel one maintenance; its series goes on',
    description: 'Answers 409 once it has begun.',
    method: 'post',
    path: '/maintenance-windows/{maintenanceId}/withdrawal',
    permission: 'statuspages.write',
    params: MaintenanceParams,
    body: Cancellation,
    response: MaintenanceBody,
    handle: (ctx, { params, body }) => cancelMaintenance(ctx, params.maintenanceId, body),
  }),
]
