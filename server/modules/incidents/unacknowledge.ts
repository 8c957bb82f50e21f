import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { unacknowledge, type Incident } from './incident.ts'
import * as repo from './repo.ts'

/** Takes the acknowledgement back. */
export async function unacknowledgeIncident(ctx: Context, id: string): Promise<Incident> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    const incident = unacknowledge(before)
    await repo.update(tx, incident)
    await recordActivity(tx, 'incident.unacknowledged', {
      subjectId: id,
      data: { title: incident.title, number: incident.number },
    })
    await recordAudit(tx, 'incident.unacknowledged', { targetId: id, before, after: incident })
    return incident
  })
}
