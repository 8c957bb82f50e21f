/** SQL of who may read a page. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { publicAccess, type PageAccess } from './access.ts'

export async function loadAccess(tx: Tx, pageId: string): Promise<PageAccess> {
  const query = tx.db.selectFrom('pageAccess').select(['kind', 'passwordHash', 'announced', 'ranges'])
  const row = await query.where('workspaceId', '=', tx.workspaceId).where('pageId', '=', pageId).executeTakeFirst()
  if (!row) return publicAccess
  const { kind, passwordHash, announced, ranges } = row
  if (kind === 'ranges') return { kind, ranges }
  if (kind !== 'password') return { kind }
  // The table has no other; whoever meets one all the same gets nothing rather than everything.
  return passwordHash === null ? { kind: 'unpublished' } : { kind, passwordHash, announced }
}

export async function saveAccess(tx: Tx, pageId: string, access: PageAccess): Promise<void> {
  const row = {
    kind: access.kind,
    passwordHash: access.kind === 'password' ? access.passwordHash : null,
    announced: access.kind === 'password' && access.announced,
    ranges: access.kind === 'ranges' ? access.ranges : [],
    updatedAt: tx.now(),
  }
  await tx.db
    .insertInto('pageAccess')
    .values({ ...row, workspaceId: tx.workspaceId, pageId })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'pageId']).doUpdateSet(row))
    .execute()
}
