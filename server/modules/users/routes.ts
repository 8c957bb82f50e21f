import { z } from 'zod'
import { listWorkspacesOf, permissionsOf, roles } from '#modules/workspaces'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { unauthenticated } from '#platform/errors'
import { emailAddress, endpoint, id, pageOf, publicEndpoint, shortText, slug, timestamp } from '#platform/http'
import { listMembers } from './list-members.ts'
import { endSession, findSignedIn } from './sessions.ts'
import { isSetUp, setUp } from './set-up.ts'
import { signIn } from './sign-in.ts'
import type { User } from './user.ts'

/** No rules of composition; the upper bound keeps a request from costing more than its hash. */
const NewPassword = z
  .string()
  .min(12, 'must be at least 12 characters long')
  .max(1_000, 'must not be longer than 1,000 characters')

const SessionBody = z.object({
  user: z.object({ id: id('usr'), name: z.string(), email: z.string() }),
  workspaces: z.array(
    z.object({
      id: id('wks'),
      slug: z.string(),
      name: z.string(),
      role: z.enum(roles),
      permissions: z.array(z.string()),
    }),
  ),
})

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
  publicEndpoint({
    operationId: 'signIn',
    summary: 'Sign in',
    method: 'post',
    path: '/session',
    body: z.object({ email: z.string().max(254), password: z.string().max(1_000) }),
    response: SessionBody,
    status: 201,
    handle: async (services, { body }, request) => sessionOf(services, await signIn(services, body, request)),
  }),
  publicEndpoint({
    operationId: 'getSession',
    summary: 'Who is signed in, and in which workspaces',
    method: 'get',
    path: '/session',
    response: SessionBody,
    handle: async (services, _input, request) => {
      const user = await findSignedIn(services, request)
      if (!user) throw unauthenticated('nobody is signed in')
      return sessionOf(services, user.person)
    },
  }),
  publicEndpoint({
    operationId: 'signOut',
    summary: 'Sign out',
    method: 'delete',
    path: '/session',
    handle: (services, _input, request) => endSession(services, request),
  }),
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
      }),
    ),
    handle: async (ctx) => ({ items: await listMembers(ctx), nextCursor: null }),
  }),
]

async function sessionOf(services: Services, user: Pick<User, 'id' | 'name' | 'email'>) {
  const workspaces = await inPlatformTransaction(services, (tx) => listWorkspacesOf(tx, user.id))
  return {
    user,
    workspaces: workspaces.map((workspace) => ({ ...workspace, permissions: [...permissionsOf(workspace.role)] })),
  }
}
