import { z } from 'zod'
import { endpoint } from '#platform/http'
import { IncidentId } from '../bodies.ts'
import { ChangeBody } from '../change-bodies.ts'
import { changeIncidents, maxBulk } from './change-incidents.ts'

export const bulkEndpoints = [
  endpoint({
    operationId: 'changeIncidents',
    summary: 'The same change for up to 100 incidents',
    description: 'If one of them does not exist, nothing happens. Where it is so already, that one is refused alone.',
    method: 'post',
    path: '/incidents/changes',
    permission: 'incidents.write',
    body: z.object({ incidentIds: z.array(IncidentId).min(1).max(maxBulk), change: ChangeBody }),
    response: z.object({
      results: z.array(
        z.object({
          incidentId: IncidentId,
          outcome: z.enum(['done', 'refused']),
          reason: z.string().nullable().meta({ description: 'Why it was refused' }),
        }),
      ),
    }),
    handle: async (ctx, { body }) => ({ results: await changeIncidents(ctx, body.incidentIds, body.change) }),
  }),
]
