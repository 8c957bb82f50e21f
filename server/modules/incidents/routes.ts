import { z } from 'zod'
import { endpoint, pageOf, pageQuery, type Endpoint } from '#platform/http'
import { GroupingBody, IncidentBody, IncidentId, incidentParams } from './bodies.ts'
import { bulkEndpoints } from './bulk/routes.ts'
import { describeIncident, describeIncidents } from './describe-incident.ts'
import { eventEndpoints } from './event-routes.ts'
import { filterFields, sorting } from './filter.ts'
import { groupEndpoints } from './groups/routes.ts'
import { lifeEndpoints } from './life-routes.ts'
import { countIncidentUsers } from './list-incident-events.ts'
import { getIncident, listIncidents } from './list-incidents.ts'
import { listMergedIncidents } from './merges/list-merged.ts'
import { mergeEndpoints } from './merges/routes.ts'
import { noteEndpoints } from './notes/routes.ts'
import { relatedEndpoints } from './related/routes.ts'
import { releaseEndpoints } from './releases/routes.ts'
import { severityEndpoints } from './severity/routes.ts'
import { trailEndpoints } from './trail-routes.ts'
import { viewEndpoints } from './views/routes.ts'

const FullIncidentBody = IncidentBody.extend({
  userCount: z.number().int().meta({ description: 'How many different people the events name' }),
  grouping: GroupingBody.meta({ description: 'Why these events were put together' }),
  mergedFrom: z
    .array(z.object({ id: IncidentId, number: z.number().int() }))
    .meta({ description: 'The incidents that are part of this one' }),
})

const Count = z.number().int()

export const endpoints: Endpoint[] = [
  endpoint({
    operationId: 'listIncidents',
    summary: 'List incidents',
    method: 'get',
    path: '/incidents',
    permission: 'incidents.read',
    query: pageQuery.extend({ ...filterFields.shape, sort: sorting.default('lastSeen') }),
    response: pageOf(IncidentBody).extend({
      counts: z
        .object({ open: Count, acknowledged: Count, muted: Count, resolved: Count })
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
      const mergedFrom = await listMergedIncidents(ctx, incident.id)
      return { ...(await describeIncident(ctx, incident)), userCount, mergedFrom }
    },
  }),
  ...eventEndpoints,
  ...trailEndpoints,
  ...lifeEndpoints,
  ...groupEndpoints,
  ...mergeEndpoints,
  ...severityEndpoints,
  ...noteEndpoints,
  ...relatedEndpoints,
  ...releaseEndpoints,
  ...bulkEndpoints,
  ...viewEndpoints,
]
