import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requireFresh, requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, forbidden } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import { getWorkspaceForUpdate, listMemberships } from '../repo.ts'
import { actingNow } from './acting.ts'
import { changeRole } from './member.ts'
import * as repo from './repo.ts'

/** Another member becomes an owner and whoever acts an admin, both or neither. Other owners stay what they are. */
export async function transferOwnership(ctx: Context, userId: string): Promise<void> {
  requirePermission(ctx, 'workspace.admin')
  requireFresh(ctx)
  await inTransaction(ctx, async (tx) => {
    await getWorkspaceForUpdate(tx)
    const members = await listMemberships(tx)
    const acting = actingNow(tx, members)
    if (!acting.permissions.has('workspace.admin')) throw forbidden('only an owner can hand the ownership on')
    if (userId === acting.userId) throw conflict('you are an owner already')
    const before = { owner: tx.actor.id, role: members.find((member) => member.userId === userId)?.role ?? null }
    const successor = changeRole(members, userId, 'owner', acting)
    await repo.setRole(tx, successor)
    await repo.setRole(tx, { userId: tx.actor.id, role: 'admin' })
    for (const id of [userId, tx.actor.id]) await announceRevocation(tx, `${tx.workspaceId} ${id}`)
    await recordActivity(tx, 'workspace.ownershipTransferred', { subjectId: tx.workspaceId, data: { to: userId } })
    await recordAudit(tx, 'workspace.ownershipTransferred', {
      targetId: tx.workspaceId,
      before,
      after: { owner: userId, role: 'owner' },
    })
  })
}
