import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { checkAddress } from '#platform/mail'
import { refuseUnlessMayTouch } from '../members/member.ts'
import { isMembersAddress } from '../members/repo.ts'
import type { Role } from '../permissions.ts'
import { getWorkspaceForUpdate } from '../repo.ts'
import { expiresAt, invitationState, type Invitation } from './invitation.ts'
import { countMail, maxOpenInvitations } from './limits.ts'
import * as repo from './repo.ts'
import { enqueueSending } from './send-invitation.ts'

/**
 * Asks someone by mail to join. Does the same whether or not the address belongs to a user of this installation.
 * Throws conflict for a member's address and for one that is invited already, rate_limited after too many mails.
 */
export async function createInvitation(ctx: Context, input: { email: string; role: Role }): Promise<Invitation> {
  requirePermission(ctx, 'members.write')
  refuseUnlessMayTouch(input.role, ctx)
  const email = checkAddress(input.email)
  await countMail(ctx, email)
  return inTransaction(ctx, async (tx) => {
    await getWorkspaceForUpdate(tx)
    if (await isMembersAddress(tx, email)) throw refused('this person is a member already')
    const earlier = await repo.findInvitationOf(tx, email)
    if (earlier && invitationState(earlier, tx.now()) === 'open') {
      throw refused('this address is invited already: send that invitation again, or revoke it')
    }
    if (earlier) await repo.deleteInvitation(tx, earlier.id)
    if ((await repo.countOpen(tx)) >= maxOpenInvitations) {
      throw conflict(`a workspace has at most ${maxOpenInvitations} open invitations`)
    }
    const createdAt = tx.now()
    const invitation: Invitation = {
      id: newId('inv', createdAt),
      email,
      role: input.role,
      invitedBy: tx.actor.id,
      linkId: newId('inl', createdAt),
      createdAt,
      expiresAt: expiresAt(createdAt),
    }
    await repo.insertInvitation(tx, invitation)
    await enqueueSending(tx, invitation)
    await recordActivity(tx, 'invitation.created', { subjectId: invitation.id, data: { role: input.role } })
    await recordAudit(tx, 'invitation.created', { targetId: invitation.id, after: { role: input.role } })
    return invitation
  })
}

function refused(message: string): AppError {
  return new AppError('conflict', message, { fields: [{ path: 'email', message }] })
}
