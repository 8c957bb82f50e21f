import { z } from 'zod'
import {
  emailAddress,
  endpoint,
  id,
  pageOf,
  pageQuery,
  personEndpoint,
  publicEndpoint,
  timestamp,
} from '#platform/http'
import { roles } from '../permissions.ts'
import { acceptInvitationByLink } from './accept-invitation.ts'
import { createInvitation } from './create-invitation.ts'
import { deleteInvitation } from './delete-invitation.ts'
import { lookUpInvitation } from './find-invitation.ts'
import { describeInvitations, listInvitations } from './list-invitations.ts'
import type { Context } from '#platform/context'
import type { Invitation } from './invitation.ts'
import { resendInvitation } from './resend-invitation.ts'

const InvitationId = id('inv')
const invitationParams = z.object({ invitationId: InvitationId })

const InvitationBody = z.object({
  id: InvitationId,
  email: z.string(),
  role: z.enum(roles),
  invitedBy: z
    .object({ id: id('usr'), name: z.string() })
    .nullable()
    .meta({ description: 'Null when that person has left, or was a key' }),
  createdAt: timestamp,
  expiresAt: timestamp,
  state: z.enum(['open', 'expired']),
})

/** From the part behind the # of a mailed link. */
const LinkSecret = z.object({ secret: z.string().min(1).max(200) })

export const invitationEndpoints = [
  endpoint({
    operationId: 'listInvitations',
    summary: 'List the invitations that nobody has accepted yet',
    method: 'get',
    path: '/invitations',
    permission: 'members.read',
    query: pageQuery,
    response: pageOf(InvitationBody),
    handle: (ctx, { query }) => listInvitations(ctx, query),
  }),
  endpoint({
    operationId: 'createInvitation',
    summary: 'Invite someone by mail',
    description:
      'The link works for seven days. Only owners invite owners (403). 409: the person is a member, or is invited ' +
      'already. At most 200 open invitations, 100 mails an hour, and 5 a day to one address (429).',
    method: 'post',
    path: '/invitations',
    permission: 'members.write',
    body: z.object({ email: emailAddress, role: z.enum(roles) }),
    response: InvitationBody,
    status: 201,
    handle: async (ctx, { body }) => describe(ctx, await createInvitation(ctx, body)),
  }),
  endpoint({
    operationId: 'resendInvitation',
    summary: 'Mail a new link',
    description: 'It works for seven days again; the old link is dead.',
    method: 'post',
    path: '/invitations/{invitationId}/sending',
    permission: 'members.write',
    params: invitationParams,
    response: InvitationBody,
    status: 202,
    handle: async (ctx, { params }) => describe(ctx, await resendInvitation(ctx, params.invitationId)),
  }),
  endpoint({
    operationId: 'deleteInvitation',
    summary: 'Revoke an invitation',
    method: 'delete',
    path: '/invitations/{invitationId}',
    permission: 'members.write',
    params: invitationParams,
    handle: (ctx, { params }) => deleteInvitation(ctx, params.invitationId),
  }),
  publicEndpoint({
    operationId: 'lookUpInvitation',
    summary: 'What a mailed link invites to',
    description: '410: the invitation has expired, was revoked or used, or was sent again since.',
    method: 'post',
    path: '/invitation-lookups',
    body: LinkSecret,
    response: z.object({
      workspace: z.object({ name: z.string() }),
      email: z.string(),
      role: z.enum(roles),
      invitedBy: z.string().nullable().meta({ description: 'Their name' }),
      expiresAt: timestamp,
      hasUser: z.boolean().meta({ description: 'Whether someone can sign in with the invited address' }),
    }),
    handle: async (services, { body }, request) => {
      const found = await lookUpInvitation(services, body.secret, request.remoteAddress)
      const { workspaceName, invitedByName, email, role, expiresAt, hasUser } = found
      return { workspace: { name: workspaceName }, invitedBy: invitedByName, email, role, expiresAt, hasUser }
    },
  }),
  personEndpoint({
    operationId: 'acceptInvitation',
    summary: 'Join the workspace',
    description: '403: another address was invited. 409: a member already. 410: it has ended.',
    method: 'post',
    path: '/invitations/acceptance',
    body: LinkSecret,
    response: z.object({ workspace: z.object({ id: id('wks'), slug: z.string(), name: z.string() }) }),
    handle: async (ctx, { body }) => ({ workspace: await acceptInvitationByLink(ctx, body.secret) }),
  }),
]

async function describe(ctx: Context, invitation: Invitation) {
  const [described] = await describeInvitations(ctx, [invitation])
  if (!described) throw new Error('one invitation is described as one')
  return described
}
