import { z } from 'zod'
import { endpoint } from '#platform/http'
import { IncidentBody, IncidentId, incidentParams } from '../bodies.ts'
import { describeIncident, describeIncidents } from '../describe-incident.ts'
import { maxGroups, maxMergedAtOnce } from './merge.ts'
import { mergeIncidents } from './merge-incidents.ts'
import { unmergeIncident } from './unmerge-incident.ts'

export const mergeEndpoints = [
  endpoint({
    operationId: 'mergeIncidents',
    summary: 'Make other incidents part of this one',
    description: 'Reversible: each keeps what it counted, and says where it went.',
    method: 'post',
    path: '/incidents/{incidentId}/merges',
    permission: 'incidents.write',
    params: incidentParams,
    body: z.object({ incidentIds: z.array(IncidentId).min(1).max(maxMergedAtOnce) }),
    response: IncidentBody,
    handle: async (ctx, { params, body }) =>
      describeIncident(ctx, await mergeIncidents(ctx, params.incidentId, body.incidentIds)),
  }),
  endpoint({
    operationId: 'unmergeIncident',
    summary: 'Take groups out of this incident',
    description: 'They return to where they came from; those that came from nowhere else become a new incident.',
    method: 'post',
    path: '/incidents/{incidentId}/unmerges',
    permission: 'incidents.write',
    params: incidentParams,
    body: z.object({
      keys: z
        .array(z.string().regex(/^[0-9a-f]{32}$/, 'expected 32 hex digits'))
        .min(1)
        .max(maxGroups)
        .meta({ description: 'As GET …/why names them' }),
    }),
    response: z.object({ incident: IncidentBody, others: z.array(IncidentBody) }),
    handle: async (ctx, { params, body }) => {
      const { incident, others } = await unmergeIncident(ctx, params.incidentId, body.keys)
      return { incident: await describeIncident(ctx, incident), others: await describeIncidents(ctx, others) }
    },
  }),
]
