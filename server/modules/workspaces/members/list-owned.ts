import { systemContext } from '#platform/context'
import { inWorkspace, type PlatformTx } from '#platform/database'
import { newId } from '#platform/ids'
import { findDeletedAt } from '../deletion/repo.ts'
import { getWorkspaceForUpdate, listMemberships } from '../repo.ts'
import type { Workspace } from '../workspace.ts'

export type OwnedForClosing = Pick<Workspace, 'id' | 'slug' | 'name'> & {
  /** All owners, the person too. */
  ownerIds: string[]
  memberCount: number
}

/**
 * The live workspaces that the person owns. They are locked until the transaction ends, in the order of their ids, so
 * that no other owner leaves while this one does.
 */
export async function listOwnedForClosing(tx: PlatformTx, userId: string): Promise<OwnedForClosing[]> {
  const query = tx.db.selectFrom('memberships').select('workspaceId').where('userId', '=', userId)
  const rows = await query.where('role', '=', 'owner').orderBy('workspaceId').execute()
  const owned: OwnedForClosing[] = []
  for (const { workspaceId } of rows) {
    if ((await findDeletedAt(tx, workspaceId)) !== null) continue
    const ctx = systemContext(tx, workspaceId, newId('run', tx.now()))
    const found = await inWorkspace(tx, ctx, async (inside) => {
      const { id, slug, name } = await getWorkspaceForUpdate(inside)
      const members = await listMemberships(inside)
      const ownerIds = members.flatMap((member) => (member.role === 'owner' ? [member.userId] : []))
      return { id, slug, name, ownerIds, memberCount: members.length }
    })
    if (found.ownerIds.includes(userId)) owned.push(found)
  }
  return owned
}
