import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { refuseUnlessMayTouch } from '../members/member.ts'
import * as repo from './repo.ts'

/** Revokes it: its link is dead, and the address is forgotten. */
export async function deleteInvitation(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'members.write')
  await inTransaction(ctx, async (tx) => {
    const { role } = await repo.getInvitationForUpdate(tx, id)
    refuseUnlessMayTouch(role, tx)
    await repo.deleteInvitation(tx, id)
    await recordActivity(tx, 'invitation.revoked', { subjectId: id })
    await recordAudit(tx, 'invitation.revoked', { targetId: id, before: { role } })
  })
}
