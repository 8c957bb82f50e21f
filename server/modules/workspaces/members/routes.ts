import { z } from 'zod'
import { endpoint, id, timestamp } from '#platform/http'
import { roles } from '../permissions.ts'
import { removeMember } from './remove-member.ts'
import { setMemberRole } from './set-role.ts'
import { transferOwnership } from './transfer-ownership.ts'

const UserId = id('usr')
const memberParams = z.object({ userId: UserId })

/** `GET /members` stands in users, which knows what people are called. */
export const memberEndpoints = [
  endpoint({
    operationId: 'setMemberRole',
    summary: 'Change the role of a member',
    description: 'Only owners make an owner or change one (403); the last owner stays one (409).',
    method: 'patch',
    path: '/members/{userId}',
    permission: 'members.write',
    params: memberParams,
    body: z.object({ role: z.enum(roles) }),
    response: z.object({ userId: UserId, role: z.enum(roles), joinedAt: timestamp }),
    handle: (ctx, { params, body }) => setMemberRole(ctx, params.userId, body.role),
  }),
  endpoint({
    operationId: 'removeMember',
    summary: 'Remove a member, or leave the workspace',
    description:
      'Somebody else with the permission members.write, oneself with any role. Only owners remove an owner (403); the ' +
      'last owner stays (409). What the member made stays with the workspace.',
    method: 'delete',
    path: '/members/{userId}',
    permission: 'members.read',
    params: memberParams,
    handle: (ctx, { params }) => removeMember(ctx, params.userId),
  }),
  endpoint({
    operationId: 'transferOwnership',
    summary: 'Hand the ownership on to another member',
    description: 'That member becomes an owner and you an admin. Needs a factor that was proved just now.',
    method: 'post',
    path: '/workspace/ownership',
    permission: 'workspace.admin',
    body: z.object({ userId: UserId }),
    handle: (ctx, { body }) => transferOwnership(ctx, body.userId),
  }),
]
