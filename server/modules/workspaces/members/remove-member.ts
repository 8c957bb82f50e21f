import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { announceRevocation } from '#platform/live'
import { getWorkspaceForUpdate, listMemberships } from '../repo.ts'
import { actingNow } from './acting.ts'
import { removeMember as endMembership } from './member.ts'
import * as repo from './repo.ts'

/**
 * Ends a membership: somebody else's with `members.write`, one's own with any role. Counts from the next request on,
 * and open streams end. What the person made stays with the workspace.
 */
export async function removeMember(ctx: Context, userId: string): Promise<void> {
  requirePermission(ctx, 'members.read')
  await inTransaction(ctx, async (tx) => {
    await getWorkspaceForUpdate(tx)
    const members = await listMemberships(tx)
    const { role } = endMembership(members, userId, actingNow(tx, members))
    await repo.deleteMembership(tx, userId)
    await announceRevocation(tx, `${tx.workspaceId} ${userId}`)
    const action = userId === tx.actor.id ? 'member.left' : 'member.removed'
    await recordActivity(tx, action, { subjectId: userId })
    await recordAudit(tx, action, { targetId: userId, before: { role } })
  })
}
