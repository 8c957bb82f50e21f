import { z } from 'zod'
import { endpoint, id, timestamp } from '#platform/http'
import { listAnnotations, maxOfKind } from './list-annotations.ts'

const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text))

const AnnotationBody = z.object({
  id: z.string(),
  kind: z.enum(['incident', 'deploy', 'maintenance', 'alert']),
  at: timestamp,
  endsAt: timestamp.nullable().meta({ description: 'Null: a moment, or not over' }),
  title: z.string(),
  text: z.string(),
  projectId: id('prj').nullable(),
  path: z.string().nullable().meta({ description: 'In the app, below the workspace' }),
})

export const annotationEndpoints = [
  endpoint({
    operationId: 'listDashboardAnnotations',
    summary: 'List what happened in a range of time: incidents, deploys, maintenance, alerts',
    description: `At most ${maxOfKind} of each kind, the newest ones, in the order in which they happened.`,
    method: 'get',
    path: '/dashboards/annotations',
    permission: 'dashboards.read',
    query: z.object({ from: Moment, to: Moment, projectId: id('prj').optional() }),
    response: z.object({
      items: z.array(AnnotationBody),
      isComplete: z.boolean().meta({ description: 'False: there were more' }),
    }),
    handle: (ctx, { query }) => listAnnotations(ctx, query),
  }),
]
