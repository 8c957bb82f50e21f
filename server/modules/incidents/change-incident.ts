import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { activityOf, applyChange, dataOf, type Change } from './change.ts'
import type { Incident } from './incident.ts'
import * as repo from './repo.ts'

/** Of two who do the same at once the second gets a conflict. */
export async function changeIncident(ctx: Context, id: string, change: Change): Promise<Incident> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    const incident = await applyChange(tx, before, change)
    await repo.update(tx, incident)
    await recordActivity(tx, activityOf[change.type], { subjectId: id, data: dataOf(incident, change) })
    await recordAudit(tx, activityOf[change.type], { targetId: id, before, after: incident })
    return incident
  })
}
