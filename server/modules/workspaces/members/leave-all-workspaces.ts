import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { systemContext, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { announceRevocation } from '#platform/live'
import { endWorkspace } from '../deletion/delete-workspace.ts'
import { findDeletedAt } from '../deletion/repo.ts'
import { getWorkspaceForUpdate, listMemberships } from '../repo.ts'
import { successorOf } from './member.ts'
import * as repo from './repo.ts'

/**
 * Ends all memberships of a person who is erased; returns the ids of the workspaces. Where they were the last owner,
 * whoever follows becomes one; where they were alone, the workspace ends too. One transaction each, so that what is
 * interrupted goes on when it is called again. They stay in the workspaces of `except`, which are under a hold.
 */
export async function leaveAllWorkspaces(
  services: Services,
  userId: string,
  requestId: string,
  except: readonly string[] = [],
): Promise<string[]> {
  const rows = await inPlatformTransaction(services, ({ db }) =>
    db.selectFrom('memberships').select('workspaceId').where('userId', '=', userId).orderBy('workspaceId').execute(),
  )
  const left = rows.map(({ workspaceId }) => workspaceId).filter((workspaceId) => !except.includes(workspaceId))
  for (const workspaceId of left) {
    const deletedAt = await inPlatformTransaction(services, (tx) => findDeletedAt(tx, workspaceId))
    const ctx = systemContext(services, workspaceId, requestId)
    await inTransaction(ctx, (tx) => (deletedAt === null ? leave(tx, userId) : repo.deleteMembership(tx, userId)))
  }
  return left
}

async function leave(tx: Tx, userId: string): Promise<void> {
  const workspace = await getWorkspaceForUpdate(tx)
  const members = await listMemberships(tx)
  const member = members.find((candidate) => candidate.userId === userId)
  if (!member) return
  if (members.length === 1) {
    await endWorkspace(tx, workspace)
    await repo.deleteMembership(tx, userId)
    return
  }
  const successor = successorOf(members, userId)
  await repo.deleteMembership(tx, userId)
  await announceRevocation(tx, `${tx.workspaceId} ${userId}`)
  await recordActivity(tx, 'member.removed', { subjectId: userId })
  if (successor) {
    await repo.setRole(tx, { userId: successor.userId, role: 'owner' })
    await announceRevocation(tx, `${tx.workspaceId} ${successor.userId}`)
    await recordActivity(tx, 'member.roleChanged', { subjectId: successor.userId, data: { role: 'owner' } })
  }
  await recordAudit(tx, 'member.removed', { targetId: userId, before: { role: member.role } })
  if (successor) {
    const change = { before: { role: successor.role }, after: { role: 'owner' } }
    await recordAudit(tx, 'member.roleChanged', { targetId: successor.userId, ...change })
  }
}
