import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { systemContext, type Context, type Origin, type PersonContext, type Tx } from '#platform/context'
import { inPlatformTransaction, inWorkspace, type PlatformTx } from '#platform/database'
import { conflict, forbidden, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { findMembership, findPerson } from '../members/repo.ts'
import { getWorkspaceForUpdate, insertMembership } from '../repo.ts'
import type { Workspace } from '../workspace.ts'
import { invitationGone, isInvited, readLinkSecret, type Invitation } from './invitation.ts'
import * as repo from './repo.ts'

/** The signed-in person joins. Throws not_found for what is no link of ours; otherwise as `acceptInvitation`. */
export async function acceptInvitationByLink(ctx: PersonContext, secret: string): Promise<Workspace> {
  const linkId = readLinkSecret(ctx.vault, secret)
  if (linkId === undefined) throw notFound('invitation')
  return inPlatformTransaction(ctx, (tx) => accept(tx, { linkId }, ctx.person.id, ctx))
}

/**
 * Makes a person a member with the role that they were invited to; the invitation is used up. Throws gone when it has
 * ended, forbidden for anybody but the one whose address was invited, and conflict for who is a member already.
 */
export function acceptInvitation(
  tx: PlatformTx,
  invitationId: string,
  userId: string,
  request: Request = { requestId: newId('req', tx.now()), origin: null },
): Promise<Workspace> {
  return accept(tx, { id: invitationId }, userId, request)
}

type Request = { requestId: string; origin: Origin | null }

async function accept(
  platformTx: PlatformTx,
  by: { id: string } | { linkId: string },
  userId: string,
  { requestId, origin }: Request,
): Promise<Workspace> {
  const place = await repo.locateInvitation(platformTx, by)
  const person = await findPerson(platformTx, { id: userId })
  if (!place || !person) throw invitationGone()
  const { db: _, ...services } = platformTx
  const ctx: Context = {
    ...systemContext(services, place.workspaceId, requestId),
    actor: { kind: 'user', id: person.id, name: person.name },
    origin,
  }
  return inWorkspace(platformTx, ctx, async (tx) => {
    const workspace = await getWorkspaceForUpdate(tx)
    const invitation = await repo.findInvitationForUpdate(tx, place.id)
    // Accepted, revoked or sent again by someone who was faster.
    const ended = !invitation || ('linkId' in by && invitation.linkId !== by.linkId)
    if (ended || invitation.expiresAt <= tx.now()) throw invitationGone()
    if (!isInvited(invitation, person.email)) {
      throw forbidden('this invitation is for another address: sign in with the one that it was sent to')
    }
    if (await findMembership(tx, userId)) throw conflict('you are a member of this workspace already')
    await repo.deleteInvitation(tx, invitation.id)
    await join(tx, userId, invitation)
    return workspace
  })
}

async function join(tx: Tx, userId: string, { id, role }: Invitation): Promise<void> {
  await insertMembership(tx, { userId, role, joinedAt: tx.now() })
  await recordActivity(tx, 'member.joined', { subjectId: userId, data: { role, invitationId: id } })
  await recordAudit(tx, 'member.joined', { targetId: userId, after: { role, invitationId: id } })
}
