/** SQL of suspensions. */
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { PageAccess } from '../access/access.ts'
import { loadAccess } from '../access/repo.ts'
import type { Suspension } from './tables.ts'

/** Who may read the page now: nobody, while it is suspended, whatever its members have set. */
export async function loadShownAccess(tx: Tx, pageId: string): Promise<PageAccess> {
  const found = await findSuspensions(tx, [pageId])
  return found.has(pageId) ? { kind: 'unpublished' } : loadAccess(tx, pageId)
}

export async function findSuspensions(tx: Tx, pageIds: readonly string[]): Promise<Map<string, Suspension>> {
  if (pageIds.length === 0) return new Map()
  const query = tx.db.selectFrom('pageSuspensions').select(['pageId', 'reason', 'suspendedAt'])
  const rows = await query.where('workspaceId', '=', tx.workspaceId).where('pageId', 'in', pageIds).execute()
  return new Map(rows.map(({ pageId, ...suspension }) => [pageId, suspension]))
}

/** False when it is suspended already. */
export async function insertSuspension(tx: Tx, pageId: string, suspension: Suspension): Promise<boolean> {
  const added = await tx.db
    .insertInto('pageSuspensions')
    .values({ ...suspension, pageId, workspaceId: tx.workspaceId })
    .onConflict((conflict) => conflict.doNothing())
    .returning('pageId')
    .executeTakeFirst()
  return added !== undefined
}

export async function deleteSuspension(tx: Tx, pageId: string): Promise<void> {
  const query = tx.db.deleteFrom('pageSuspensions').where('workspaceId', '=', tx.workspaceId)
  await query.where('pageId', '=', pageId).execute()
}

export type PagePlace = { workspaceId: string; pageId: string; slug: string }

/** Whose page this public name is; a workspace that is being deleted has none. */
export async function findPlace(tx: PlatformTx, by: { slug: string } | { pageId: string }): Promise<PagePlace[]> {
  const { rows } = await sql<PagePlace>`
    select p.workspace_id, p.id as page_id, p.slug from status_pages p
    join workspaces w on w.id = p.workspace_id and w.deleted_at is null
    where ${'slug' in by ? sql`p.slug = ${by.slug}` : sql`p.id = ${by.pageId}`}`.execute(tx.db)
  return rows
}

/** Of the whole installation, the latest first. */
export async function listSuspended(tx: PlatformTx, limit: number): Promise<(PagePlace & Suspension)[]> {
  const { rows } = await sql<PagePlace & Suspension>`
    select s.workspace_id, s.page_id, p.slug, s.reason, s.suspended_at from page_suspensions s
    join status_pages p on p.workspace_id = s.workspace_id and p.id = s.page_id
    order by s.suspended_at desc, s.page_id limit ${limit}`.execute(tx.db)
  return rows
}
