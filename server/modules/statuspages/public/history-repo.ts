/** SQL of what only the public pages need. */
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { HistoryEntry } from '../snapshot.ts'

/** Of a year. A page with more than this shows the newest. */
const maxHistory = 500

/** Reports and windows that began since then, newest first. What is planned or was cancelled is no history. */
export async function listHistory(tx: Tx, pageId: string, since: Date): Promise<HistoryEntry[]> {
  const found = await sql<HistoryEntry>`
    select * from (
      select 'report' as kind, id, title, impact, started_at, resolved_at as ended_at
      from status_reports
      where workspace_id = ${tx.workspaceId} and page_id = ${pageId} and started_at >= ${since}
      union all
      select 'maintenance', id, title, 'none', coalesce(started_at, scheduled_for), completed_at
      from maintenances
      where workspace_id = ${tx.workspaceId} and page_id = ${pageId} and scheduled_for >= ${since}
        and status not in ('scheduled', 'cancelled')
    ) history order by started_at desc, id limit ${maxHistory}`.execute(tx.db)
  return found.rows
}

/** Whose pages these public names are, and when what they show last changed. A workspace being deleted has none. */
export async function findPagesBySlugs(
  tx: PlatformTx,
  slugs: readonly string[],
): Promise<{ slug: string; id: string; workspaceId: string; updatedAt: Date }[]> {
  const found = await sql<{ slug: string; id: string; workspaceId: string; updatedAt: Date }>`
    select p.slug, p.id, p.workspace_id, p.updated_at
    from status_pages p join workspaces w on w.id = p.workspace_id and w.deleted_at is null
    where p.slug = any(${[...slugs]}::text[])`.execute(tx.db)
  return found.rows
}
