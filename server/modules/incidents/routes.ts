import { z } from 'zod'
import { EventBody, eventLevels } from '#modules/telemetry'
import { endpoint, id, pageOf, pageQuery, timestamp } from '#platform/http'
import { acknowledgeIncident } from './acknowledge.ts'
import { describeIncident, describeIncidents, nameActors } from './describe-incident.ts'
import { getIncidentTimeline, getIncidentTrail } from './get-trail.ts'
import { incidentStatuses } from './incident.ts'
import { countIncidentUsers, getIncidentEvent, listIncidentEvents } from './list-incident-events.ts'
import { getIncident, listIncidents } from './list-incidents.ts'
import { reopenIncident } from './reopen.ts'
import { resolveIncident } from './resolve.ts'
import { unacknowledgeIncident } from './unacknowledge.ts'

const IncidentId = id('inc')
const incidentParams = z.object({ incidentId: IncidentId })
const PersonBody = z.object({ id: z.string(), name: z.string() })

const IncidentBody = z.object({
  id: IncidentId,
  number: z.number().int().meta({ description: 'Counts up within the workspace' }),
  projectId: id('prj'),
  projectName: z.string(),
  kind: z.enum(['exception', 'message', 'log']),
  level: z.enum(eventLevels),
  title: z.string(),
  culprit: z.string().meta({ description: 'Where it happens; empty where nothing is known' }),
  status: z.enum(incidentStatuses),
  eventCount: z.number().int(),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp,
  firstRelease: z.string().nullable(),
  lastRelease: z.string().nullable(),
  environments: z.array(z.string()),
  openedAt: timestamp,
  acknowledgedAt: timestamp.nullable(),
  acknowledgedBy: PersonBody.nullable(),
  resolvedAt: timestamp.nullable(),
  resolvedBy: PersonBody.nullable(),
  regressedAt: timestamp.nullable().meta({ description: 'When it last came back after a resolution' }),
  regressionCount: z.number().int(),
})

const GroupingBody = z.object({
  method: z.string(),
  version: z.number().int(),
  parts: z.array(z.object({ kind: z.string(), value: z.string(), counted: z.boolean(), why: z.string().optional() })),
})

const FullIncidentBody = IncidentBody.extend({
  userCount: z.number().int().meta({ description: 'How many different people the events name' }),
  grouping: GroupingBody.meta({ description: 'Why these events were put together' }),
})

const EventSummaryBody = z.object({
  id: z.string(),
  occurredAt: timestamp,
  receivedAt: timestamp,
  title: z.string(),
  level: z.enum(eventLevels),
  environment: z.string().nullable(),
  release: z.string().nullable(),
  user: z.string().nullable(),
  payloadRemoved: z.boolean().meta({ description: 'It was removed by age; title and user went with it' }),
})

const ActorBody = z.object({ kind: z.string(), id: z.string(), name: z.string() })

const StepBody = z.object({
  id: z.string(),
  type: z.string().meta({ description: '`noun.pastTense`' }),
  at: timestamp,
  subjectId: z.string(),
  causedBy: z.string().nullable().meta({ description: 'Id of the step that led to this one' }),
  actor: ActorBody,
  outcome: z.enum(['done', 'waiting', 'failed', 'skipped']),
  data: z.record(z.string(), z.unknown()),
})

/** `open,acknowledged` */
const StatusList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(incidentStatuses)))

export const endpoints = [
  endpoint({
    operationId: 'listIncidents',
    summary: 'List incidents',
    method: 'get',
    path: '/incidents',
    permission: 'incidents.read',
    query: pageQuery.extend({
      status: StatusList.optional().meta({ description: 'One or several, separated by commas' }),
      query: z.string().max(200).optional().meta({ description: 'Words in title or place' }),
      projectId: id('prj').optional(),
      environment: z.string().max(200).optional(),
      release: z.string().max(250).optional(),
      level: z.enum(eventLevels).optional(),
      sort: z.enum(['lastSeen', 'firstSeen', 'events']).default('lastSeen'),
    }),
    response: pageOf(IncidentBody).extend({
      counts: z
        .object({ open: z.number().int(), acknowledged: z.number().int(), resolved: z.number().int() })
        .meta({ description: 'Of all that match the filter but for the status' }),
    }),
    handle: async (ctx, { query }) => {
      const page = await listIncidents(ctx, query)
      return { ...page, items: await describeIncidents(ctx, page.items) }
    },
  }),
  endpoint({
    operationId: 'getIncident',
    summary: 'Read one incident',
    method: 'get',
    path: '/incidents/{incidentId}',
    permission: 'incidents.read',
    params: incidentParams,
    response: FullIncidentBody,
    handle: async (ctx, { params }) => {
      const incident = await getIncident(ctx, params.incidentId)
      const userCount = await countIncidentUsers(ctx, incident.id)
      return { ...(await describeIncident(ctx, incident)), userCount }
    },
  }),
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
    response: EventBody.extend({ previousId: z.string().nullable(), nextId: z.string().nullable() }),
    handle: (ctx, { params }) => getIncidentEvent(ctx, params.incidentId, params.eventId),
  }),
  endpoint({
    operationId: 'getIncidentTimeline',
    summary: 'What happened to the incident itself, newest first',
    method: 'get',
    path: '/incidents/{incidentId}/timeline',
    permission: 'incidents.read',
    params: incidentParams,
    response: z.object({ items: z.array(StepBody.omit({ outcome: true })) }),
    handle: async (ctx, { params }) => {
      const activities = await getIncidentTimeline(ctx, params.incidentId)
      const name = await nameActors(
        ctx,
        activities.map(({ actorId }) => actorId),
      )
      const items = activities.map(({ actorKind, actorId, ...rest }) => ({
        ...rest,
        actor: { kind: actorKind, ...name(actorId) },
      }))
      return { items }
    },
  }),
  endpoint({
    operationId: 'getIncidentTrail',
    summary: 'All that followed from the incident: who was told, when, through what, and who was not and why',
    method: 'get',
    path: '/incidents/{incidentId}/trail',
    permission: 'incidents.read',
    params: incidentParams,
    response: z.object({ incidentId: IncidentId, steps: z.array(StepBody) }),
    handle: async (ctx, { params }) => {
      const steps = await getIncidentTrail(ctx, params.incidentId)
      const name = await nameActors(
        ctx,
        steps.map(({ actor }) => actor.id),
      )
      return {
        incidentId: params.incidentId,
        steps: steps.map((step) => ({ ...step, actor: { kind: step.actor.kind, ...name(step.actor.id) } })),
      }
    },
  }),
  endpoint({
    operationId: 'acknowledgeIncident',
    summary: 'Acknowledge an incident',
    method: 'post',
    path: '/incidents/{incidentId}/acknowledgement',
    permission: 'incidents.write',
    params: incidentParams,
    response: IncidentBody,
    handle: async (ctx, { params }) => describeIncident(ctx, await acknowledgeIncident(ctx, params.incidentId)),
  }),
  endpoint({
    operationId: 'unacknowledgeIncident',
    summary: 'Take the acknowledgement back',
    method: 'delete',
    path: '/incidents/{incidentId}/acknowledgement',
    permission: 'incidents.write',
    params: incidentParams,
    response: IncidentBody,
    handle: async (ctx, { params }) => describeIncident(ctx, await unacknowledgeIncident(ctx, params.incidentId)),
  }),
  endpoint({
    operationId: 'resolveIncident',
    summary: 'Declare an incident fixed',
    method: 'post',
    path: '/incidents/{incidentId}/resolution',
    permission: 'incidents.write',
    params: incidentParams,
    response: IncidentBody,
    handle: async (ctx, { params }) => describeIncident(ctx, await resolveIncident(ctx, params.incidentId)),
  }),
  endpoint({
    operationId: 'reopenIncident',
    summary: 'Take the resolution back',
    method: 'delete',
    path: '/incidents/{incidentId}/resolution',
    permission: 'incidents.write',
    params: incidentParams,
    response: IncidentBody,
    handle: async (ctx, { params }) => describeIncident(ctx, await reopenIncident(ctx, params.incidentId)),
  }),
]
