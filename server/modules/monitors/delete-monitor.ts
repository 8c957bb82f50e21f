import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from './repo.ts'

/** With its check-ins. Incidents that it opened stay. A further check-in makes it anew. */
export async function deleteMonitor(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'projects.write')
  await inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    await repo.remove(tx, id)
    await recordActivity(tx, 'monitor.deleted', { subjectId: id, data: { name: before.name, slug: before.slug } })
    await recordAudit(tx, 'monitor.deleted', { targetId: id, before })
  })
}
