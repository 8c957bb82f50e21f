import './tables.ts'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'

export type MaintenanceMark = { id: string; pageId: string; title: string; startsAt: Date; endsAt: Date }

/** Windows of all pages that lie in a range in part, as they went where they have gone; newest first. */
export async function listMaintenancesWithin(
  ctx: Context,
  { from, to, limit }: { from: Date; to: Date; limit: number },
): Promise<MaintenanceMark[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async ({ db, workspaceId }) => {
    const rows = await sql<MaintenanceMark>`
      select id, page_id, title, coalesce(started_at, scheduled_for) as starts_at,
        coalesce(completed_at, scheduled_until) as ends_at
      from maintenances
      where workspace_id = ${workspaceId} and cancelled_at is null
        and coalesce(started_at, scheduled_for) < ${to} and coalesce(completed_at, scheduled_until) >= ${from}
      order by starts_at desc, id desc limit ${limit}`.execute(db)
    return rows.rows
  })
}
