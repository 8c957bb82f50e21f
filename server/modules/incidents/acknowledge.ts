import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { acknowledge, type Incident } from './incident.ts'
import * as repo from './repo.ts'

/** Whoever acts takes the incident; of two at once the second gets a conflict. */
export async function acknowledgeIncident(ctx: Context, id: string): Promise<Incident> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    const incident = acknowledge(before, tx.actor.id, tx.now())
    await repo.update(tx, incident)
    await recordActivity(tx, 'incident.acknowledged', {
      subjectId: id,
      data: { title: incident.title, number: incident.number },
    })
    await recordAudit(tx, 'incident.acknowledged', { targetId: id, before, after: incident })
    return incident
  })
}
