import { z } from 'zod'
import { EventBody, eventLevels } from '#modules/telemetry'
import { endpoint, pageOf, pageQuery, timestamp } from '#platform/http'
import { incidentParams, moment } from './bodies.ts'
import { intervals, maxReleases } from './columns.ts'
import { getIncidentEvent, listIncidentEvents } from './list-incident-events.ts'
import { countOccurrences, getDistribution, listIncidentReleases } from './occurrences/occurrences.ts'

const EventSummaryBody = z.object({
  id: z.string(),
  occurredAt: timestamp,
  receivedAt: timestamp,
  title: z.string(),
  level: z.enum(eventLevels),
  environment: z.string().nullable(),
  release: z.string().nullable(),
  times: z.number().int().meta({ description: 'How often it happened: of log lines how many it stands for' }),
  user: z.string().nullable(),
  payloadRemoved: z.boolean().meta({ description: 'It was removed by age; title and user went with it' }),
})

export const eventEndpoints = [
  endpoint({
    operationId: 'listIncidentEvents',
    summary: 'List the events of an incident, newest first',
    method: 'get',
    path: '/incidents/{incidentId}/events',
    permission: 'incidents.read',
    params: incidentParams,
    query: pageQuery,
    response: pageOf(EventSummaryBody),
    handle: (ctx, { params, query }) => listIncidentEvents(ctx, params.incidentId, query),
  }),
  endpoint({
    operationId: 'getIncidentEvent',
    summary: 'Read one event in full',
    method: 'get',
    path: '/incidents/{incidentId}/events/{eventId}',
    permission: 'incidents.read',
    params: incidentParams.extend({
      eventId: z
        .string()
        .regex(/^([0-9a-f]{32}|latest|first)$/, 'expected an event id, latest or first')
        .meta({ description: 'An event id, `latest` or `first`' }),
    }),
    query: z.object({
      release: z.string().max(250).optional().meta({ description: 'Of `latest` and `first`: in this release' }),
    }),
    response: EventBody.extend({ previousId: z.string().nullable(), nextId: z.string().nullable() }),
    handle: (ctx, { params, query }) => getIncidentEvent(ctx, params.incidentId, params.eventId, query.release),
  }),
  endpoint({
    operationId: 'getIncidentOccurrences',
    summary: 'How many events there were in each hour or day',
    method: 'get',
    path: '/incidents/{incidentId}/occurrences',
    permission: 'incidents.read',
    params: incidentParams,
    query: z.object({
      interval: z.enum(intervals).default('hour'),
      from: moment.optional().meta({ description: 'Default: 48 hours or 30 days ago' }),
      until: moment.optional().meta({ description: 'Default: now' }),
    }),
    response: z.object({
      interval: z.enum(intervals),
      from: timestamp,
      until: timestamp,
      buckets: z.array(z.object({ at: timestamp, count: z.number().int() })),
    }),
    handle: (ctx, { params, query }) => countOccurrences(ctx, params.incidentId, query),
  }),
  endpoint({
    operationId: 'listIncidentReleases',
    summary: 'How often each release had this error',
    description: `The ${maxReleases} newest releases, by when each had it first.`,
    method: 'get',
    path: '/incidents/{incidentId}/releases',
    permission: 'incidents.read',
    params: incidentParams,
    response: z.object({
      items: z.array(
        z.object({
          version: z.string().meta({ description: 'Empty for events that name none' }),
          count: z.number().int(),
          users: z.number().int(),
          firstSeenAt: timestamp,
          lastSeenAt: timestamp,
          firstEventId: z.string(),
          lastEventId: z.string(),
        }),
      ),
    }),
    handle: async (ctx, { params }) => ({ items: await listIncidentReleases(ctx, params.incidentId) }),
  }),
  endpoint({
    operationId: 'getIncidentAttributes',
    summary: 'The most frequent values of attributes, releases, environments and hosts',
    method: 'get',
    path: '/incidents/{incidentId}/attributes',
    permission: 'incidents.read',
    params: incidentParams,
    response: z.object({
      eventCount: z.number().int().meta({ description: 'Events looked at: the newest, at most 10,000' }),
      userCount: z.number().int(),
      attributes: z.array(
        z.object({ name: z.string(), values: z.array(z.object({ value: z.string(), count: z.number().int() })) }),
      ),
    }),
    handle: (ctx, { params }) => getDistribution(ctx, params.incidentId),
  }),
]
