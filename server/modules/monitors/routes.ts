import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, shortText, timestamp } from '#platform/http'
import { createMonitor } from './create-monitor.ts'
import { deleteMonitor } from './delete-monitor.ts'
import { getMonitor, listCheckIns, listMonitors } from './list-monitors.ts'
import { conditions, maxMinutes, maxThreshold, newSlug } from './monitor.ts'
import { updateMonitor } from './update-monitor.ts'

const ScheduleBody = z.union([
  z.strictObject({
    cron: z
      .string()
      .min(1)
      .max(100)
      .meta({ examples: ['0 3 * * *'] }),
    timeZone: z
      .string()
      .min(1)
      .max(64)
      .meta({ examples: ['Europe/Berlin'] }),
  }),
  z.strictObject({
    every: z.number().int().min(1),
    unit: z.enum(['minute', 'hour', 'day', 'week', 'month', 'year']),
  }),
])

const checkInStates = ['inProgress', 'ok', 'error', 'missed', 'timedOut', 'unknown'] as const
const states = ['waiting', 'ok', 'error', 'missed', 'timedOut'] as const

const StatusBody = z.object({
  environment: z.string(),
  state: z.enum(states),
  failuresInRow: z.number().int(),
  successesInRow: z.number().int(),
  lastCheckInAt: timestamp.nullable(),
  expectedAt: timestamp.nullable(),
  dueAt: timestamp.nullable().meta({ description: 'From then on it is missed' }),
  failingSince: timestamp.nullable(),
})

const minutes = z.number().int().max(maxMinutes)
const threshold = z.number().int().min(1).max(maxThreshold)

const MonitorBody = z
  .object({
    id: id('mon'),
    projectId: id('prj'),
    slug: z.string(),
    name: z.string(),
    schedule: ScheduleBody.nullable().meta({ description: 'Null: nobody said when it is expected' }),
    marginMinutes: minutes,
    maxRunMinutes: minutes,
    failuresToOpen: threshold,
    successesToResolve: threshold,
    pausedAt: timestamp.nullable(),
    createdAt: timestamp,
    updatedAt: timestamp,
    environments: z.array(StatusBody),
    recent: z
      .array(
        z.object({
          id: id('chk'),
          environment: z.string(),
          state: z.enum(checkInStates),
          startedAt: timestamp,
          durationMs: z.number().int().nullable(),
        }),
      )
      .meta({ description: 'The newest thirty check-ins, newest first' }),
  })
  .meta({ id: 'Monitor' })

const CheckInBody = z
  .object({
    id: id('chk'),
    environment: z.string(),
    state: z.enum(checkInStates).meta({ description: '`unknown`: nobody was there to hear of it' }),
    startedAt: timestamp,
    finishedAt: timestamp.nullable(),
    durationMs: z.number().int().nullable(),
    expectedAt: timestamp.nullable(),
    release: z.string().nullable(),
    traceId: z.string().nullable(),
  })
  .meta({ id: 'CheckIn' })

const count = z.number().int()
const settings = {
  marginMinutes: minutes.min(0).optional(),
  maxRunMinutes: minutes.min(1).optional(),
  failuresToOpen: threshold.optional(),
  successesToResolve: threshold.optional(),
}
const monitorParams = z.object({ monitorId: id('mon') })

export const endpoints = [
  endpoint({
    operationId: 'listMonitors',
    summary: 'List monitors by their slug',
    method: 'get',
    path: '/monitors',
    permission: 'incidents.read',
    query: pageQuery.extend({
      projectId: id('prj').optional(),
      query: z.string().max(200).optional().meta({ description: 'Words in slug or name' }),
      condition: z.enum(conditions).optional(),
    }),
    response: pageOf(MonitorBody).extend({
      counts: z
        .object({ failing: count, ok: count, waiting: count, paused: count })
        .meta({ description: 'Of all that match the filter but for the condition' }),
    }),
    handle: (ctx, { query }) => listMonitors(ctx, query),
  }),
  endpoint({
    operationId: 'createMonitor',
    summary: 'Create a monitor before its first check-in',
    description:
      'Its program reports by `GET` or `POST` of `/api/{project number}/cron/{slug}/{ingest key}`, or by a Sentry SDK.',
    method: 'post',
    path: '/monitors',
    permission: 'projects.write',
    body: z.object({
      projectId: id('prj'),
      slug: z
        .string()
        .regex(newSlug, 'use 1 to 50 lower-case letters, digits, underscores and inner dashes')
        .meta({ examples: ['nightly-backup'] }),
      name: shortText.optional().meta({ description: 'Default: the slug' }),
      schedule: ScheduleBody.nullable().optional(),
      ...settings,
    }),
    status: 201,
    response: MonitorBody,
    handle: (ctx, { body }) => createMonitor(ctx, body),
  }),
  endpoint({
    operationId: 'getMonitor',
    summary: 'Read one monitor with its state in each environment',
    method: 'get',
    path: '/monitors/{monitorId}',
    permission: 'incidents.read',
    params: monitorParams,
    response: MonitorBody,
    handle: (ctx, { params }) => getMonitor(ctx, params.monitorId),
  }),
  endpoint({
    operationId: 'listCheckIns',
    summary: 'List the check-ins of a monitor, newest first',
    method: 'get',
    path: '/monitors/{monitorId}/check-ins',
    permission: 'incidents.read',
    params: monitorParams,
    query: pageQuery.extend({ environment: z.string().max(200).optional() }),
    response: pageOf(CheckInBody),
    handle: (ctx, { params, query }) => listCheckIns(ctx, params.monitorId, query),
  }),
  endpoint({
    operationId: 'updateMonitor',
    summary: 'Change or pause a monitor',
    description: 'A check-in that brings a schedule of its own changes it again.',
    method: 'patch',
    path: '/monitors/{monitorId}',
    permission: 'projects.write',
    params: monitorParams,
    body: z.object({
      name: shortText.optional(),
      schedule: ScheduleBody.nullable().optional(),
      ...settings,
      paused: z.boolean().optional(),
    }),
    response: MonitorBody,
    handle: (ctx, { params, body }) => updateMonitor(ctx, params.monitorId, body),
  }),
  endpoint({
    operationId: 'deleteMonitor',
    summary: 'Delete a monitor with its check-ins',
    method: 'delete',
    path: '/monitors/{monitorId}',
    permission: 'projects.write',
    params: monitorParams,
    handle: (ctx, { params }) => deleteMonitor(ctx, params.monitorId),
  }),
]
