import { z } from 'zod'
import { endpoint, id, personEndpoint, shortText, slug, timestamp } from '#platform/http'
import { createOwnWorkspace } from './create-workspace.ts'
import { deleteWorkspace } from './deletion/delete-workspace.ts'
import { describeWorkspace } from './get-workspace.ts'
import { updateWorkspace } from './update-workspace.ts'

const WorkspaceBody = z.object({ id: id('wks'), slug: z.string(), name: z.string() })

export const workspaceEndpoints = [
  personEndpoint({
    operationId: 'createWorkspace',
    summary: 'Open a workspace, as its owner',
    description: '409: the slug is taken, or this person owns 20 workspaces already.',
    method: 'post',
    path: '/workspaces',
    body: z.object({ name: shortText, slug }),
    response: WorkspaceBody,
    status: 201,
    handle: (ctx, { body }) => createOwnWorkspace(ctx, body),
  }),
  endpoint({
    operationId: 'getWorkspace',
    summary: 'Read the workspace',
    method: 'get',
    path: '/workspace',
    permission: 'workspace.read',
    response: WorkspaceBody.extend({
      createdAt: timestamp,
      memberCount: z.number().int(),
      projectCount: z.number().int(),
    }),
    handle: (ctx) => describeWorkspace(ctx),
  }),
  endpoint({
    operationId: 'updateWorkspace',
    summary: 'Change the name or the slug',
    description: 'Links with the old slug lead nowhere from now on. 409: the slug is taken.',
    method: 'patch',
    path: '/workspace',
    permission: 'workspace.write',
    body: z
      .object({ name: shortText.optional(), slug: slug.optional() })
      .refine((changes) => Object.keys(changes).length > 0, 'name what is to be changed'),
    response: WorkspaceBody,
    handle: (ctx, { body }) => updateWorkspace(ctx, body),
  }),
  endpoint({
    operationId: 'deleteWorkspace',
    summary: 'Delete the workspace with all that is in it',
    description:
      'At once nobody gets in, neither people nor keys, and its status pages are gone. Then the data is removed; until ' +
      'that is done the slug stays taken. It cannot be undone. Needs a factor that was proved just now.',
    method: 'delete',
    path: '/workspace',
    permission: 'workspace.admin',
    body: z.object({ slug: z.string().max(100).meta({ description: 'Of this workspace, to be sure' }) }),
    status: 202,
    handle: (ctx, { body }) => deleteWorkspace(ctx, body),
  }),
]
