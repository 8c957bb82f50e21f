import { z } from 'zod'
import { endpoint } from '#platform/http'
import { acknowledgeIncident } from './acknowledge.ts'
import { IncidentBody, incidentParams } from './bodies.ts'
import { MuteUntilBody, OwnerId, ResolutionBody, SeverityBody } from './change-bodies.ts'
import { changeIncident } from './change-incident.ts'
import { describeIncident } from './describe-incident.ts'

const common = { permission: 'incidents.write', params: incidentParams, response: IncidentBody } as const

export const lifeEndpoints = [
  endpoint({
    ...common,
    operationId: 'acknowledgeIncident',
    summary: 'Acknowledge an incident',
    method: 'post',
    path: '/incidents/{incidentId}/acknowledgement',
    handle: async (ctx, { params }) => describeIncident(ctx, await acknowledgeIncident(ctx, params.incidentId)),
  }),
  endpoint({
    ...common,
    operationId: 'unacknowledgeIncident',
    summary: 'Take the acknowledgement back',
    method: 'delete',
    path: '/incidents/{incidentId}/acknowledgement',
    handle: async (ctx, { params }) =>
      describeIncident(ctx, await changeIncident(ctx, params.incidentId, { type: 'unacknowledge' })),
  }),
  endpoint({
    ...common,
    operationId: 'resolveIncident',
    summary: 'Declare an incident fixed, now',
    method: 'post',
    path: '/incidents/{incidentId}/resolution',
    handle: async (ctx, { params }) =>
      describeIncident(
        ctx,
        await changeIncident(ctx, params.incidentId, { type: 'resolve', resolution: { in: 'now' } }),
      ),
  }),
  endpoint({
    ...common,
    operationId: 'resolveIncidentIn',
    summary: 'Declare an incident fixed by a release',
    description: 'Events of a release that does not have the fix are counted and reopen nothing.',
    method: 'put',
    path: '/incidents/{incidentId}/resolution',
    body: ResolutionBody,
    handle: async (ctx, { params, body }) =>
      describeIncident(ctx, await changeIncident(ctx, params.incidentId, { type: 'resolve', resolution: body })),
  }),
  endpoint({
    ...common,
    operationId: 'reopenIncident',
    summary: 'Take the resolution back',
    method: 'delete',
    path: '/incidents/{incidentId}/resolution',
    handle: async (ctx, { params }) =>
      describeIncident(ctx, await changeIncident(ctx, params.incidentId, { type: 'reopen' })),
  }),
  endpoint({
    ...common,
    operationId: 'muteIncident',
    summary: 'Keep an incident quiet until something is so',
    method: 'put',
    path: '/incidents/{incidentId}/mute',
    body: MuteUntilBody,
    handle: async (ctx, { params, body }) =>
      describeIncident(ctx, await changeIncident(ctx, params.incidentId, { type: 'mute', mute: body })),
  }),
  endpoint({
    ...common,
    operationId: 'unmuteIncident',
    summary: 'End the mute',
    method: 'delete',
    path: '/incidents/{incidentId}/mute',
    handle: async (ctx, { params }) =>
      describeIncident(ctx, await changeIncident(ctx, params.incidentId, { type: 'unmute' })),
  }),
  endpoint({
    ...common,
    operationId: 'setIncidentOwner',
    summary: 'Say whose incident it is',
    method: 'put',
    path: '/incidents/{incidentId}/owner',
    body: z.object({ userId: OwnerId.meta({ description: 'A member of the workspace' }) }),
    handle: async (ctx, { params, body }) =>
      describeIncident(ctx, await changeIncident(ctx, params.incidentId, { type: 'setOwner', userId: body.userId })),
  }),
  endpoint({
    ...common,
    operationId: 'clearIncidentOwner',
    summary: 'Say that it is nobody’s',
    method: 'delete',
    path: '/incidents/{incidentId}/owner',
    handle: async (ctx, { params }) =>
      describeIncident(ctx, await changeIncident(ctx, params.incidentId, { type: 'setOwner', userId: null })),
  }),
  endpoint({
    ...common,
    operationId: 'setIncidentSeverity',
    summary: 'Set the severity by hand',
    description: 'From then on the rules leave it alone.',
    method: 'put',
    path: '/incidents/{incidentId}/severity',
    body: z.object({ severity: SeverityBody }),
    handle: async (ctx, { params, body }) =>
      describeIncident(
        ctx,
        await changeIncident(ctx, params.incidentId, { type: 'setSeverity', severity: body.severity }),
      ),
  }),
  endpoint({
    ...common,
    operationId: 'clearIncidentSeverity',
    summary: 'Leave the severity to the rules again',
    method: 'delete',
    path: '/incidents/{incidentId}/severity',
    handle: async (ctx, { params }) =>
      describeIncident(ctx, await changeIncident(ctx, params.incidentId, { type: 'setSeverity', severity: null })),
  }),
]
