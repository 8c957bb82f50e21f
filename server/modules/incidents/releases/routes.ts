import { z } from 'zod'
import { endpoint, id } from '#platform/http'
import { IncidentBody } from '../bodies.ts'
import { describeIncidents } from '../describe-incident.ts'
import { countReleaseIncidents, listReleaseIncidents, releaseRelations } from './list-release-incidents.ts'

const count = z.number().int()
const query = z.object({ projectId: id('prj'), environment: z.string().max(200).optional() })

export const releaseEndpoints = [
  endpoint({
    operationId: 'listReleaseIncidents',
    summary: 'Incidents that began in a release, were seen in it, or were resolved by it: at most 50 of each',
    method: 'get',
    path: '/releases/{version}/incidents',
    permission: 'incidents.read',
    params: z.object({ version: z.string().min(1).max(250) }),
    query,
    response: z.object({
      items: z.array(
        z.object({
          incident: IncidentBody,
          relations: z.array(z.enum(releaseRelations)),
          eventsInRelease: count.meta({ description: 'Those that are still stored' }),
        }),
      ),
      counts: z
        .object({ new: count, seen: count, resolved: count })
        .meta({ description: 'Also of those that are not listed; of `seen` at most 500 groups are counted' }),
    }),
    handle: async (ctx, { params, query: asked }) => {
      const { items, counts } = await listReleaseIncidents(ctx, { ...params, ...asked })
      const described = await describeIncidents(
        ctx,
        items.map(({ incident }) => incident),
      )
      return {
        items: items.flatMap((item, index) => {
          const incident = described[index]
          return incident ? [{ ...item, incident }] : []
        }),
        counts,
      }
    },
  }),
  endpoint({
    operationId: 'countReleaseIncidents',
    summary: 'How many incidents began in each release of a project',
    description: 'Of the newest thousand releases; those without any are left out.',
    method: 'get',
    path: '/release-incident-counts',
    permission: 'incidents.read',
    query,
    response: z.object({ items: z.array(z.object({ version: z.string(), newIncidents: count })) }),
    handle: async (ctx, { query: asked }) => ({ items: await countReleaseIncidents(ctx, asked) }),
  }),
]
