import { z } from 'zod'
import { endpoint, timestamp } from '#platform/http'
import { GroupingBody, IncidentId, incidentParams, PersonBody } from '../bodies.ts'
import { nameActors } from '../describe-incident.ts'
import { explainGrouping } from './why.ts'

const GroupBody = z.object({
  key: z.string().meta({ description: '32 hex digits; what POST …/unmerges takes' }),
  cause: z.enum(['signal', 'algorithm', 'merge', 'split']).meta({ description: 'How it came to be here' }),
  since: timestamp,
  movedBy: PersonBody.nullable(),
  homeIncidentId: IncidentId.meta({ description: 'Where it goes when the merge is taken back' }),
  homeNumber: z.number().int().nullable().meta({ description: 'Its number, if it is another incident' }),
  title: z.string(),
  culprit: z.string(),
  eventCount: z.number().int(),
  firstSeenAt: timestamp,
  lastSeenAt: timestamp,
  firstRelease: z.string().nullable(),
  lastRelease: z.string().nullable(),
  environments: z.array(z.string()),
  grouping: GroupingBody,
})

export const groupEndpoints = [
  endpoint({
    operationId: 'getIncidentWhy',
    summary: 'Why these events are one incident: its groups, what made each, and how it came here',
    method: 'get',
    path: '/incidents/{incidentId}/why',
    permission: 'incidents.read',
    params: incidentParams,
    response: z.object({ groups: z.array(GroupBody) }),
    handle: async (ctx, { params }) => {
      const groups = await explainGrouping(ctx, params.incidentId)
      const name = await nameActors(
        ctx,
        groups.map(({ movedBy }) => movedBy),
      )
      return {
        groups: groups.map((group) => ({ ...group, movedBy: group.movedBy === null ? null : name(group.movedBy) })),
      }
    },
  }),
]
