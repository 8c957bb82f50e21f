import { sql } from '#platform/database'
import type { Tx } from '#platform/context'
import type { Revision } from './revision.ts'

declare module '#platform/database' {
  interface Tables {
    groupingRevisions: Revision & { workspaceId: string }
  }
}

const columns = ['projectId', 'number', 'version', 'rules', 'transition', 'createdAt', 'createdBy'] as const

/** Newest first, below a number. */
export async function listRevisions(
  tx: Tx,
  projectId: string,
  { below, limit }: { below?: number | undefined; limit: number },
): Promise<Revision[]> {
  const query = tx.db
    .selectFrom('groupingRevisions')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
  return (below === undefined ? query : query.where('number', '<', below))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
}

/** False: somebody else has written a revision of this number. */
export async function insertRevision(tx: Tx, revision: Revision): Promise<boolean> {
  const written = await sql`
    insert into grouping_revisions (workspace_id, project_id, number, version, rules, transition, created_at, created_by)
    select ${tx.workspaceId}, ${revision.projectId}, ${revision.number}, ${revision.version}, ${revision.rules},
      ${revision.transition}, ${revision.createdAt}, ${revision.createdBy}
    where exists (select from projects p where p.workspace_id = ${tx.workspaceId} and p.id = ${revision.projectId})
    on conflict do nothing`.execute(tx.db)
  return Number(written.numAffectedRows ?? 0) > 0
}
