import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { remove } from '../repo.ts'
import { withoutSecrets } from './get-check-monitor.ts'
import * as repo from './repo.ts'

/** With its states; results end by their age. Incidents that it opened stay. */
export async function deleteCheckMonitor(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'projects.write')
  await inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    await remove(tx, id)
    const { name, target } = before
    await recordActivity(tx, 'monitor.deleted', { subjectId: id, data: { name, target } })
    await recordAudit(tx, 'monitor.deleted', { targetId: id, before: withoutSecrets(before) })
  })
}
