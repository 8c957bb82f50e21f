import { z } from 'zod'
import { endpoint, timestamp } from '#platform/http'
import { IncidentId, incidentParams } from './bodies.ts'
import { nameActors } from './describe-incident.ts'
import { getIncidentTimeline, getIncidentTrail } from './get-trail.ts'

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

export const trailEndpoints = [
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
]
