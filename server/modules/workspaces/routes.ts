import { z } from 'zod'
import { endpoint, id, pageOf, shortText, timestamp } from '#platform/http'
import { configurationEndpoints } from './configurations/routes.ts'
import { createProject } from './create-project.ts'
import { invitationEndpoints } from './invitations/routes.ts'
import { getProject, listProjects } from './list-projects.ts'
import { memberEndpoints } from './members/routes.ts'
import { maxEventsPerMinute, maxOrigins, parseOrigin } from './project-settings.ts'
import { updateProject } from './update-project.ts'
import { workspaceEndpoints } from './workspace-routes.ts'

const ProjectId = id('prj')

const ProjectBody = z.object({
  id: ProjectId,
  number: z.number().int().meta({ description: 'The project id in a DSN' }),
  name: z.string(),
  slug: z.string().meta({ description: 'The name in lower case with dashes' }),
  createdAt: timestamp,
  firstEventAt: timestamp.nullable().meta({ description: 'Null until the first event arrived' }),
  ingestKey: z.string().nullable(),
  dsn: z.string().nullable(),
  allowedOrigins: z.array(z.string()).meta({ description: 'Pages that may send; empty: all' }),
  eventsPerMinute: z.number().int().nullable().meta({ description: 'Null: no limit of its own' }),
})

const Origin = z
  .string()
  .max(300)
  .transform((text, ctx) => {
    const origin = parseOrigin(text)
    if (origin !== undefined) return origin
    ctx.addIssue('expected an origin like https://shop.example or https://*.shop.example')
    return z.NEVER
  })

const projectEndpoints = [
  endpoint({
    operationId: 'listProjects',
    summary: 'List the projects of the workspace',
    method: 'get',
    path: '/projects',
    permission: 'projects.read',
    response: pageOf(ProjectBody),
    handle: async (ctx) => ({ items: await listProjects(ctx), nextCursor: null }),
  }),
  endpoint({
    operationId: 'createProject',
    summary: 'Add a project with its first ingest key',
    description: '409: a project with this slug is still being deleted.',
    method: 'post',
    path: '/projects',
    permission: 'projects.write',
    body: z.object({ name: shortText }),
    response: ProjectBody,
    status: 201,
    handle: (ctx, { body }) => createProject(ctx, body),
  }),
  endpoint({
    operationId: 'getProject',
    summary: 'Read one project',
    method: 'get',
    path: '/projects/{projectId}',
    permission: 'projects.read',
    params: z.object({ projectId: ProjectId }),
    response: ProjectBody,
    handle: (ctx, { params }) => getProject(ctx, params.projectId),
  }),
  endpoint({
    operationId: 'updateProject',
    summary: 'Change a project’s name and what it takes in',
    description:
      'Takes effect within a second. What is left out stays. 409: a project with this slug is still being deleted.',
    method: 'patch',
    path: '/projects/{projectId}',
    permission: 'projects.write',
    params: z.object({ projectId: ProjectId }),
    body: z
      .object({
        name: shortText.optional(),
        allowedOrigins: z.array(Origin).max(maxOrigins).optional(),
        eventsPerMinute: z.number().int().min(1).max(maxEventsPerMinute).nullable().optional(),
      })
      .refine((changes) => Object.keys(changes).length > 0, 'name what is to be changed'),
    response: ProjectBody,
    handle: (ctx, { params, body }) => updateProject(ctx, params.projectId, body),
  }),
]

export const endpoints = [
  ...workspaceEndpoints,
  ...memberEndpoints,
  ...invitationEndpoints,
  ...projectEndpoints,
  ...configurationEndpoints,
]
