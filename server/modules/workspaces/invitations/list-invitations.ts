import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { listMemberNames } from '../members/repo.ts'
import type { Role } from '../permissions.ts'
import { invitationState, type Invitation } from './invitation.ts'
import * as repo from './repo.ts'

export type DescribedInvitation = {
  id: string
  email: string
  role: Role
  /** Null when that person is no member any more, or was a key. */
  invitedBy: { id: string; name: string } | null
  createdAt: Date
  expiresAt: Date
  state: 'open' | 'expired'
}

/** Newest first: what is open, and what expired not long ago and can be sent again. */
export async function listInvitations(
  ctx: Context,
  { cursor, limit }: PageQuery,
): Promise<{ items: DescribedInvitation[]; nextCursor: string | null }> {
  requirePermission(ctx, 'members.read')
  const before = positionOf(cursor)
  const found = await inTransaction(ctx, (tx) => repo.listInvitations(tx, { before, limit: limit + 1 }))
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const more = found.length > limit && last !== undefined
  return {
    items: await describeInvitations(ctx, shown),
    nextCursor: more ? encodeCursor([last.createdAt.toISOString(), last.id]) : null,
  }
}

export async function describeInvitations(
  ctx: Context,
  invitations: readonly Invitation[],
): Promise<DescribedInvitation[]> {
  const inviters = [...new Set(invitations.map(({ invitedBy }) => invitedBy))]
  const names = await inTransaction(ctx, (tx) => listMemberNames(tx, inviters))
  return invitations.map(({ invitedBy, linkId: _, ...invitation }) => {
    const name = names.get(invitedBy)
    return {
      ...invitation,
      invitedBy: name === undefined ? null : { id: invitedBy, name },
      state: invitationState(invitation, ctx.now()),
    }
  })
}

function positionOf(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  const [at, id] = decodeCursor(cursor, 2)
  if (at === undefined || id === undefined) return undefined
  const createdAt = new Date(at)
  if (Number.isNaN(createdAt.getTime())) throw invalidRequest('cursor: not one that this list gave')
  return { createdAt, id }
}
