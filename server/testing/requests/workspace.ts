/** Valid requests of the endpoints of a workspace itself: its settings, members, invitations and files of configuration. */
import type { Context } from '#platform/context'
import { newShortId } from '#platform/ids'
import { at, made, member, type Make } from './make.ts'

export const workspaceSettingRequests: Record<string, Make> = {
  getWorkspace: () => at('/workspace'),
  updateWorkspace: () => at('/workspace', { name: 'Acme Ltd' }),
  deleteWorkspace: async (ctx) => at('/workspace', { slug: (await made(ctx, 'GET', '/workspace')).slug }),
  getDeletionPlan: () => at('/workspace/deletion-plan'),
  transferOwnership: async (ctx) => at('/workspace/ownership', { userId: await member(ctx, 'member') }),
  listMembers: () => at('/members'),
  setMemberRole: async (ctx) => at(`/members/${await member(ctx, 'member')}`, { role: 'viewer' }),
  removeMember: async (ctx) => {
    // Everyone may leave, as long as another owner stays.
    await member(ctx, 'owner')
    return at(`/members/${ctx.actor.id}`)
  },
  listInvitations: () => at('/invitations'),
  createInvitation: () => at('/invitations', { email: guestAddress(), role: 'member' }),
  resendInvitation: async (ctx) => at(`/invitations/${await invitation(ctx)}/sending`),
  deleteInvitation: async (ctx) => at(`/invitations/${await invitation(ctx)}`),
  listConfigurations: () => at('/configurations'),
  getConfiguration: () => at('/configurations/shop'),
  setConfiguration: () => at('/configurations/shop', { things: [{ kind: 'monitor', id: 'mon_1' }] }),
}

const guestAddress = () => `guest-${newShortId()}@example.com`

async function invitation(ctx: Context): Promise<string> {
  return (await made(ctx, 'POST', '/invitations', { email: guestAddress(), role: 'member' })).id
}
