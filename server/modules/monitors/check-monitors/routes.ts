import { z } from 'zod'
import { endpoint, id, pageOf, pageQuery, shortText, timestamp } from '#platform/http'
import { checkSpec } from '../checks/index.ts'
import { here } from '../engine/check-state.ts'
import { bounds, checkConditions, checkSorts, defaults, maxCheckMonitors } from './check-monitor.ts'
import { createCheckMonitor } from './create-check-monitor.ts'
import { deleteCheckMonitor } from './delete-check-monitor.ts'
import { getCheckMonitor } from './get-check-monitor.ts'
import { getCheckHistory, getCheckLatency, listCheckResults } from './history.ts'
import { listCheckFacets, listCheckMonitors } from './list-check-monitors.ts'
import { testCheck } from './test-check.ts'
import { updateCheckMonitor } from './update-check-monitor.ts'

const whole = z.number().int()
const between = ({ least, most }: { least: number; most: number }) => whole.min(least).max(most)
const threshold = between(bounds.threshold)
const outcome = z.enum(['up', 'degraded', 'down', 'unknown'])
const condition = z
  .enum(checkConditions)
  .meta({ description: '`unknown`: nobody could look, which says nothing of it' })

const place = z.union([z.literal(here), id('prb')]).meta({ description: '`here`: this server; else the id of a probe' })
const label = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_.:/-]{0,59}$/u, 'letters, digits and _ . : / -, 60 at most')
  .meta({ examples: ['team:shop'] })
const settings = {
  name: shortText,
  intervalSeconds: between(bounds.intervalSeconds),
  timeoutMs: between(bounds.timeoutMs).meta({ description: 'Shorter than the interval' }),
  retrySeconds: between(bounds.retrySeconds).meta({
    description: 'How soon a result that is not confirmed is looked at again',
  }),
  failuresToOpen: threshold.meta({ description: 'Failures in a row that open an incident' }),
  successesToResolve: threshold.meta({ description: 'Successes in a row that resolve it' }),
  slowToShow: threshold.meta({ description: 'Slow answers in a row that make it degraded' }),
  quorum: whole.min(1).max(bounds.places).meta({ description: 'So many places must say down' }),
  places: z.array(place).min(1).max(bounds.places),
  groupName: shortText.nullable(),
  labels: z.array(label).max(bounds.labels),
}
const optional = z.object(settings).partial()

const ListedBody = z
  .object({
    id: id('mon'),
    projectId: id('prj'),
    name: z.string(),
    type: z.string(),
    target: z.string(),
    groupName: z.string().nullable(),
    labels: z.array(z.string()),
    intervalSeconds: whole,
    pausedAt: timestamp.nullable(),
    condition,
    since: timestamp,
    failingSince: timestamp.nullable().meta({ description: 'Since when there is something to resolve' }),
    flapping: z.boolean().meta({ description: 'It goes back and forth: its incident stays until it is steady' }),
    checkedAt: timestamp.nullable(),
    latencyMs: z.number().nullable(),
    reason: z.string(),
    recent: z.string().meta({ description: 'The newest outcomes, oldest first: u up, s degraded, d down, ? unknown' }),
  })
  .meta({ id: 'ListedCheckMonitor' })

const facts = z.record(z.string(), z.union([z.string(), z.number()]))

const DetailBody = z
  .object({
    ...ListedBody.shape,
    ...settings,
    spec: checkSpec,
    code: z.string(),
    facts,
    createdAt: timestamp,
    updatedAt: timestamp,
    nextAt: timestamp.nullable(),
    seenFrom: z.array(
      z.object({
        place: z.string(),
        verdict: z.enum(['waiting', 'up', 'degraded', 'down', 'unknown']),
        outcome,
        failuresInRow: whole,
        successesInRow: whole,
        slowInRow: whole,
        scheduledAt: timestamp,
        latencyMs: z.number().nullable(),
        reason: z.string(),
        code: z.string(),
      }),
    ),
  })
  .meta({ id: 'CheckMonitor' })

const ResultBody = z
  .object({
    scheduledAt: timestamp,
    startedAt: timestamp,
    place: z.string(),
    outcome,
    latencyMs: z.number().nullable(),
    code: z.string(),
    reason: z.string(),
    facts,
  })
  .meta({ id: 'StoredCheckResult' })

const uptime = {
  from: timestamp,
  to: timestamp,
  uptime: z.number().nullable().meta({ description: 'From 0 to 1 of the time that was watched; null: none was' }),
  coverage: z.number().nullable().meta({ description: 'From 0 to 1: how much of the time was watched' }),
  downMs: whole,
}
const moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const range = z.object({ from: moment, to: moment })
const params = z.object({ monitorId: id('mon') })
const count = whole

export const checkEndpoints = [
  endpoint({
    operationId: 'listCheckMonitors',
    summary: 'List monitors that are checked',
    method: 'get',
    path: '/check-monitors',
    permission: 'incidents.read',
    query: pageQuery.extend({
      projectId: id('prj').optional(),
      query: z.string().max(200).optional().meta({ description: 'Words in name, target or group' }),
      condition: z.enum(checkConditions).optional(),
      type: z.string().max(40).optional(),
      group: z.string().max(200).optional(),
      label: z.string().max(60).optional(),
      sort: z.enum(checkSorts).default('state').meta({ description: '`state`: the worst first' }),
      offset: z.coerce.number().int().min(0).max(maxCheckMonitors).optional().meta({
        description: 'Begins behind so many, instead of a cursor: for a part of a long list',
      }),
    }),
    response: pageOf(ListedBody).extend({
      counts: z
        .object({ down: count, degraded: count, unknown: count, waiting: count, up: count, paused: count })
        .meta({ description: 'Of all that match the filter but for the condition' }),
    }),
    handle: (ctx, { query }) => listCheckMonitors(ctx, query),
  }),
  endpoint({
    operationId: 'listCheckFacets',
    summary: 'List groups, labels and types of monitors that are checked',
    method: 'get',
    path: '/check-monitor-facets',
    permission: 'incidents.read',
    response: z.object({ groups: z.array(z.string()), labels: z.array(z.string()), types: z.array(z.string()) }),
    handle: (ctx) => listCheckFacets(ctx),
  }),
  endpoint({
    operationId: 'createCheckMonitor',
    summary: 'Create a monitor that is checked',
    description: `Without settings of its own it is checked every ${defaults.intervalSeconds} seconds from this server.`,
    method: 'post',
    path: '/check-monitors',
    permission: 'projects.write',
    body: optional.extend({ projectId: id('prj'), name: shortText, spec: checkSpec }),
    status: 201,
    response: DetailBody,
    handle: (ctx, { body }) => createCheckMonitor(ctx, body),
  }),
  endpoint({
    operationId: 'testCheck',
    summary: 'Run a check once, and change nothing',
    method: 'post',
    path: '/check-tests',
    permission: 'projects.write',
    onlyReads: true,
    body: z.object({
      spec: checkSpec,
      timeoutMs: whole.min(bounds.timeoutMs.least).max(30_000).default(10_000),
      monitorId: id('mon').optional().meta({ description: 'Whose secrets stand where the spec hides them' }),
    }),
    response: ResultBody.omit({ scheduledAt: true, startedAt: true, place: true }).meta({ id: 'CheckTest' }),
    handle: (ctx, { body }) => testCheck(ctx, body),
  }),
  endpoint({
    operationId: 'getCheckMonitor',
    summary: 'Read one monitor that is checked, and how it is',
    method: 'get',
    path: '/check-monitors/{monitorId}',
    permission: 'incidents.read',
    params,
    response: DetailBody,
    handle: (ctx, input) => getCheckMonitor(ctx, input.params.monitorId),
  }),
  endpoint({
    operationId: 'updateCheckMonitor',
    summary: 'Change a monitor that is checked, or pause it',
    description: 'A secret that is sent hidden, as it was read, stays as it is.',
    method: 'patch',
    path: '/check-monitors/{monitorId}',
    permission: 'projects.write',
    params,
    body: optional.extend({ spec: checkSpec.optional(), paused: z.boolean().optional() }),
    response: DetailBody,
    handle: (ctx, input) => updateCheckMonitor(ctx, input.params.monitorId, input.body),
  }),
  endpoint({
    operationId: 'deleteCheckMonitor',
    summary: 'Delete a monitor that is checked',
    method: 'delete',
    path: '/check-monitors/{monitorId}',
    permission: 'projects.write',
    params,
    handle: (ctx, input) => deleteCheckMonitor(ctx, input.params.monitorId),
  }),
  endpoint({
    operationId: 'listCheckResults',
    summary: 'List the results of a monitor, newest first',
    method: 'get',
    path: '/check-monitors/{monitorId}/results',
    permission: 'incidents.read',
    params,
    query: pageQuery.extend({ outcome: outcome.optional(), place: place.optional() }),
    response: pageOf(ResultBody),
    handle: (ctx, input) => listCheckResults(ctx, input.params.monitorId, input.query),
  }),
  endpoint({
    operationId: 'getCheckLatency',
    summary: 'How long answers took over a time, in at most 240 steps',
    method: 'get',
    path: '/check-monitors/{monitorId}/latency',
    permission: 'incidents.read',
    params,
    query: range.extend({ place: place.optional() }),
    response: z.object({
      stepSeconds: whole,
      points: z.array(
        z.object({
          at: timestamp,
          checks: whole,
          failed: whole,
          unknown: whole,
          medianMs: z.number().nullable(),
          p95Ms: z.number().nullable(),
          maxMs: z.number().nullable(),
        }),
      ),
    }),
    handle: (ctx, input) => getCheckLatency(ctx, input.params.monitorId, input.query),
  }),
  endpoint({
    operationId: 'getCheckHistory',
    summary: 'What a monitor was in over a time, with uptime and coverage',
    method: 'get',
    path: '/check-monitors/{monitorId}/history',
    permission: 'incidents.read',
    params,
    query: range,
    response: z.object({
      intervals: z.array(
        z.object({
          fromAt: timestamp,
          toAt: timestamp.nullable(),
          state: z.enum(['waiting', 'up', 'degraded', 'down', 'unknown', 'paused']),
          reason: z.string(),
          code: z.string(),
        }),
      ),
      uptime: z.object(uptime),
      periods: z.array(z.object({ hours: whole, ...uptime })),
    }),
    handle: (ctx, input) => getCheckHistory(ctx, input.params.monitorId, input.query),
  }),
]
