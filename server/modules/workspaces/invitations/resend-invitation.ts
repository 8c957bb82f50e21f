import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { refuseUnlessMayTouch } from '../members/member.ts'
import { getWorkspaceForUpdate } from '../repo.ts'
import { expiresAt, invitationState, type Invitation } from './invitation.ts'
import { countMail, maxOpenInvitations } from './limits.ts'
import * as repo from './repo.ts'
import { enqueueSending } from './send-invitation.ts'

/** Mails a new link that works for the full time; the old one is dead from now on. Also for one that expired. */
export async function resendInvitation(ctx: Context, id: string): Promise<Invitation> {
  requirePermission(ctx, 'members.write')
  const known = await inTransaction(ctx, (tx) => repo.findInvitation(tx, id))
  if (!known) throw notFound('invitation')
  await countMail(ctx, known.email)
  return inTransaction(ctx, async (tx) => {
    await getWorkspaceForUpdate(tx)
    const invitation = await repo.getInvitationForUpdate(tx, id)
    refuseUnlessMayTouch(invitation.role, tx)
    const now = tx.now()
    if (invitationState(invitation, now) === 'expired' && (await repo.countOpen(tx)) >= maxOpenInvitations) {
      throw conflict(`a workspace has at most ${maxOpenInvitations} open invitations`)
    }
    const sent = { ...invitation, linkId: newId('inl', now), expiresAt: expiresAt(now) }
    await repo.updateSending(tx, sent)
    await enqueueSending(tx, sent)
    await recordAudit(tx, 'invitation.sentAgain', {
      targetId: id,
      before: { expiresAt: invitation.expiresAt.toISOString() },
      after: { expiresAt: sent.expiresAt.toISOString() },
    })
    return sent
  })
}
