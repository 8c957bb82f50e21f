import { z } from 'zod'
import { endpoint } from '#platform/http'
import { IncidentBody, incidentParams } from '../bodies.ts'
import { describeIncidents } from '../describe-incident.ts'
import { listRelatedIncidents, relations } from './related.ts'

const RelationBody = z.object({
  kind: z.enum(relations),
  value: z.string().meta({ description: 'The trace, host or release; of `minute`: how many minutes apart they began' }),
  count: z.number().int().meta({ description: 'Of `trace` and `host`: how many of its events share one' }),
})

export const relatedEndpoints = [
  endpoint({
    operationId: 'listRelatedIncidents',
    summary: 'Incidents that may have to do with this one, and why: at most 20',
    method: 'get',
    path: '/incidents/{incidentId}/related',
    permission: 'incidents.read',
    params: incidentParams,
    response: z.object({ items: z.array(z.object({ incident: IncidentBody, relations: z.array(RelationBody) })) }),
    handle: async (ctx, { params }) => {
      const related = await listRelatedIncidents(ctx, params.incidentId)
      const described = await describeIncidents(
        ctx,
        related.map(({ incident }) => incident),
      )
      return { items: described.map((incident, index) => ({ incident, relations: related[index]?.relations ?? [] })) }
    },
  }),
]
