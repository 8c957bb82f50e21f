/** Workspaces as those see them who run the installation: that they are there, and nothing of what is in them. */
import { sql, type PlatformTx } from '#platform/database'
import type { Workspace } from './workspace.ts'

/** Newest first, one more than `limit` when there are more; without those that are being deleted. */
export async function listAllWorkspaces(
  tx: PlatformTx,
  { before, limit }: { before: { createdAt: string; id: string } | undefined; limit: number },
): Promise<(Workspace & { memberCount: number })[]> {
  const older = before ? sql`and (created_at, id) < (${before.createdAt}::timestamptz, ${before.id})` : sql``
  const found = await sql<Workspace & { memberCount: number }>`
    select id, slug, name, created_at,
      (select count(*) from memberships m where m.workspace_id = w.id) as member_count
    from workspaces w where deleted_at is null ${older}
    order by created_at desc, id desc limit ${limit + 1}`.execute(tx.db)
  return found.rows
}

/** Those of the ids that are live workspaces. */
export async function findWorkspaces(
  tx: PlatformTx,
  ids: readonly string[],
): Promise<Map<string, Pick<Workspace, 'id' | 'slug' | 'name'>>> {
  if (ids.length === 0) return new Map()
  const query = tx.db.selectFrom('workspaces').select(['id', 'slug', 'name']).where('id', 'in', ids)
  const rows = await query.where('deletedAt', 'is', null).execute()
  return new Map(rows.map((workspace) => [workspace.id, workspace]))
}

export type OwnedWorkspace = { userId: string; workspaceId: string; name: string }

/** Who owns which of the live workspaces; `null` for all of them. */
export async function listOwners(tx: PlatformTx, workspaceIds: readonly string[] | null): Promise<OwnedWorkspace[]> {
  let query = tx.db
    .selectFrom('memberships')
    .innerJoin('workspaces', 'workspaces.id', 'memberships.workspaceId')
    .select(['memberships.userId', 'workspaces.id as workspaceId', 'workspaces.name'])
    .where('memberships.role', '=', 'owner')
    .where('workspaces.deletedAt', 'is', null)
  if (workspaceIds) query = query.where('workspaces.id', 'in', [...workspaceIds, ''])
  return query.orderBy('memberships.userId').orderBy('workspaces.name').execute()
}
