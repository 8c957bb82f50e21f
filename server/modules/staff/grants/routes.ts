import { roles } from '#modules/workspaces'
import { id, longText, pageOf, pageQuery, personEndpoint, timestamp } from '#platform/http'
import { z } from 'zod'
import { endGrant } from './end-grant.ts'
import { listStaffAccess } from './find-staff-access.ts'
import { guestPermissions, maxHours } from './grant.ts'
import { listGrants, listWorkspaces } from './list-grants.ts'
import { openGrant } from './open-grant.ts'

const WorkspaceBody = z.object({ id: id('wks'), slug: z.string(), name: z.string() })

/** A sentence or two, for the owners to read. */
const Reason = longText.max(500, 'must not be longer than 500 characters')

const GrantBody = z.object({
  id: id('sgr'),
  reason: z.string(),
  openedAt: timestamp,
  endsAt: timestamp,
  endedAt: timestamp.nullable(),
})

export const grantEndpoints = [
  personEndpoint({
    operationId: 'listAllWorkspaces',
    summary: 'Staff: the workspaces of this installation',
    description: 'That they are there, and nothing of what is in them. Needs a second factor and freshness.',
    method: 'get',
    path: '/staff/workspaces',
    query: pageQuery,
    response: pageOf(WorkspaceBody.extend({ createdAt: timestamp, memberCount: z.number().int() })),
    handle: (ctx, { query }) => listWorkspaces(ctx, query),
  }),
  personEndpoint({
    operationId: 'listStaffGrants',
    summary: 'Staff: who was let into which workspace, why and how long',
    description: 'Needs a second factor and freshness.',
    method: 'get',
    path: '/staff/grants',
    query: pageQuery,
    response: pageOf(
      GrantBody.extend({
        open: z.boolean(),
        user: z.object({ id: id('usr'), name: z.string().nullable() }),
        workspace: WorkspaceBody.nullable(),
      }),
    ),
    handle: (ctx, { query }) => listGrants(ctx, query),
  }),
  personEndpoint({
    operationId: 'openStaffGrant',
    summary: 'Staff: look into a workspace for a while',
    description:
      'As a viewer, and at its audit log, in which this, each use and the end are written with the reason. Its owners ' +
      'are mailed. 409: your own workspace, or open already. Needs a second factor and freshness.',
    method: 'post',
    path: '/staff/grants',
    body: z.object({ workspaceId: id('wks'), reason: Reason, hours: z.number().int().min(1).max(maxHours) }),
    response: GrantBody.extend({ workspace: WorkspaceBody }),
    status: 201,
    handle: (ctx, { body }) => openGrant(ctx, body),
  }),
  personEndpoint({
    operationId: 'endStaffGrant',
    summary: 'Staff: end a look into a workspace, one’s own or another’s',
    description:
      'Refused at the next request; open streams end. 409: it has ended. Needs a second factor and freshness.',
    method: 'delete',
    path: '/staff/grants/{grantId}',
    params: z.object({ grantId: id('sgr') }),
    handle: (ctx, { params }) => endGrant(ctx, params.grantId),
  }),
  personEndpoint({
    operationId: 'listStaffAccess',
    summary: 'Into which workspaces one may look now, without being a member',
    description: 'Empty for everyone who does not run the installation.',
    method: 'get',
    path: '/staff/access',
    response: pageOf(
      WorkspaceBody.extend({
        grantId: id('sgr'),
        endsAt: timestamp,
        role: z.enum(roles),
        permissions: z.array(z.string()),
      }),
    ),
    handle: async (ctx) => {
      const found = await listStaffAccess(ctx)
      const items = found.map(({ id: grantId, endsAt, workspace }) => ({
        ...workspace,
        grantId,
        endsAt,
        role: 'viewer' as const,
        permissions: [...guestPermissions],
      }))
      return { items, nextCursor: null }
    },
  }),
]
