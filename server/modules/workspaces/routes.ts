import { z } from 'zod'
import { endpoint, id, pageOf, shortText, timestamp } from '#platform/http'
import { createProject } from './create-project.ts'
import { getProject, listProjects } from './list-projects.ts'

const ProjectId = id('prj')

const ProjectBody = z.object({
  id: ProjectId,
  number: z.number().int().meta({ description: 'The project id in a DSN' }),
  name: z.string(),
  createdAt: timestamp,
  firstEventAt: timestamp.nullable().meta({ description: 'Null until the first event arrived' }),
  ingestKey: z.string().nullable(),
  dsn: z.string().nullable(),
})

export const endpoints = [
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
]
