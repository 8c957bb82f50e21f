import { z } from 'zod'
import { endpoint, id, timestamp, type Endpoint } from '#platform/http'
import { deleteProject, getProjectDeletionPlan, listProjectDeletions } from './delete-project.ts'
import type { ProjectPlaces } from './places.ts'

const project = z.object({ projectId: id('prj') })
const records = z.number().int()

export function createProjectEndpoints(places: ProjectPlaces): Endpoint[] {
  return [
    endpoint({
      operationId: 'getProjectDeletionPlan',
      summary: 'What would go with a project, in numbers',
      description: 'Changes nothing. What happens meanwhile goes too.',
      method: 'get',
      path: '/projects/{projectId}/deletion-plan',
      permission: 'projects.write',
      params: project,
      response: z.object({
        slug: z.string().meta({ description: 'To be typed by whoever deletes it' }),
        deleted: z.object({
          incidents: records,
          events: records,
          logs: records,
          spans: records,
          sourceMaps: records,
          attachments: records,
          monitors: records,
          ingestKeys: records,
          others: records.meta({ description: 'Releases, notes, analyses, deliveries, counters …' }),
        }),
        held: z.boolean().meta({ description: 'A legal hold protects the workspace: it cannot be deleted for now' }),
      }),
      handle: (ctx, { params }) => getProjectDeletionPlan(ctx, places, params.projectId),
    }),
    endpoint({
      operationId: 'deleteProject',
      summary: 'Delete a project with all that is in it',
      description:
        'Within a second what its keys send is refused, and it is in no list. Then its data is removed; until that is ' +
        'done its slug stays taken. It cannot be undone. Needs a factor that was proved just now. 409: a legal hold ' +
        'protects the workspace.',
      method: 'delete',
      path: '/projects/{projectId}',
      permission: 'projects.write',
      params: project,
      body: z.object({ slug: z.string().max(400).meta({ description: 'Of this project, to be sure' }) }),
      status: 202,
      handle: (ctx, { params, body }) => deleteProject(ctx, params.projectId, body),
    }),
    endpoint({
      operationId: 'listProjectDeletions',
      summary: 'Projects that are being deleted, and how far that is',
      method: 'get',
      path: '/project-deletions',
      permission: 'projects.read',
      response: z.object({
        items: z.array(
          z.object({
            ...{ id: id('prj'), number: z.number().int(), name: z.string(), slug: z.string(), requestedAt: timestamp },
            state: z
              .enum(['erasing', 'held'])
              .meta({ description: 'held: a legal hold stops it until it is released' }),
            toErase: records.nullable().meta({ description: 'Records when it began; null: not counted yet' }),
            erased: records.meta({ description: 'Records that are gone; what came meanwhile counts too' }),
          }),
        ),
      }),
      handle: async (ctx) => ({ items: await listProjectDeletions(ctx) }),
    }),
  ]
}
