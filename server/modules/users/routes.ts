import { z } from 'zod'
import { roles } from '#modules/workspaces'
import { emailAddress, endpoint, id, pageOf, publicEndpoint, shortText, slug, timestamp } from '#platform/http'
import { factorEndpoints } from './factors/routes.ts'
import { listMembers } from './list-members.ts'
import { NewPassword } from './password-rules.ts'
import { personEndpoints } from './person-routes.ts'
import { providerEndpoints } from './providers/routes.ts'
import { sessionEndpoints } from './session-routes.ts'
import { isSetUp, setUp } from './set-up.ts'
import { signUpEndpoints } from './sign-up-routes.ts'

export const endpoints = [
  publicEndpoint({
    operationId: 'getSetup',
    summary: 'Whether this installation still has to be set up',
    method: 'get',
    path: '/setup',
    response: z.object({ required: z.boolean() }),
    handle: async (services) => ({ required: !(await isSetUp(services)) }),
  }),
  publicEndpoint({
    operationId: 'setUp',
    summary: 'Set up the installation: first user, workspace, project and keys',
    description: 'Works once; afterwards it answers 409. The API key is shown in this answer only.',
    method: 'post',
    path: '/setup',
    body: z.object({
      name: shortText,
      email: emailAddress,
      password: NewPassword,
      workspace: z.object({ name: shortText, slug }),
    }),
    response: z.object({
      workspaceId: id('wks'),
      projectId: id('prj'),
      dsn: z.string(),
      ingestKey: z.string(),
      apiKey: z.string(),
    }),
    status: 201,
    handle: (services, { body }, request) => setUp(services, body, request),
  }),
  ...sessionEndpoints,
  ...signUpEndpoints,
  ...personEndpoints,
  ...factorEndpoints,
  ...providerEndpoints,
  endpoint({
    operationId: 'listMembers',
    summary: 'List the members of the workspace',
    method: 'get',
    path: '/members',
    permission: 'members.read',
    response: pageOf(
      z.object({
        userId: id('usr'),
        name: z.string(),
        email: z.string(),
        role: z.enum(roles),
        joinedAt: timestamp,
        secondFactor: z.boolean().meta({ description: 'Whether they need more than a password to sign in' }),
      }),
    ),
    handle: async (ctx) => ({ items: await listMembers(ctx), nextCursor: null }),
  }),
]
