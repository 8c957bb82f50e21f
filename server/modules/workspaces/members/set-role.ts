import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { forbidden } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import type { Role } from '../permissions.ts'
import { getWorkspaceForUpdate, listMemberships } from '../repo.ts'
import type { Membership } from '../workspace.ts'
import { actingNow } from './acting.ts'
import { changeRole } from './member.ts'
import * as repo from './repo.ts'

/** Counts from the member's next request on; their open streams end and come back with what they may see now. */
export async function setMemberRole(ctx: Context, userId: string, role: Role): Promise<Membership> {
  requirePermission(ctx, 'members.write')
  return inTransaction(ctx, async (tx) => {
    await getWorkspaceForUpdate(tx)
    const members = await listMemberships(tx)
    const acting = actingNow(tx, members)
    if (!acting.permissions.has('members.write')) throw forbidden('this needs the permission members.write')
    const changed = changeRole(members, userId, role, acting)
    await repo.setRole(tx, changed)
    await announceRevocation(tx, `${tx.workspaceId} ${userId}`)
    const before = { role: members.find((member) => member.userId === userId)?.role ?? role }
    await recordActivity(tx, 'member.roleChanged', { subjectId: userId, data: { role } })
    await recordAudit(tx, 'member.roleChanged', { targetId: userId, before, after: { role } })
    return changed
  })
}
