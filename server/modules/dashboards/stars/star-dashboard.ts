import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { getJson } from '../list-dashboards.ts'
import * as repo from '../repo.ts'

/** For whoever acts alone; whoever sees a dashboard may. Throws not_found. */
export async function addStar(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'dashboards.read')
  await inTransaction(ctx, async (tx) => {
    await getJson(tx, id)
    await repo.addStar(tx, id)
    await recordAudit(tx, 'dashboard.starred', { targetId: id })
  })
}

export async function removeStar(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'dashboards.read')
  await inTransaction(ctx, async (tx) => {
    await getJson(tx, id)
    await repo.removeStar(tx, id)
    await recordAudit(tx, 'dashboard.unstarred', { targetId: id })
  })
}
