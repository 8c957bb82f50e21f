import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { resolve, type Incident } from './incident.ts'
import * as repo from './repo.ts'

/** Declares the incident fixed; the next event after this is a regression. */
export async function resolveIncident(ctx: Context, id: string): Promise<Incident> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    const incident = resolve(before, tx.actor.id, tx.now())
    await repo.update(tx, incident)
    await recordActivity(tx, 'incident.resolved', {
      subjectId: id,
      data: { title: incident.title, number: incident.number },
    })
    await recordAudit(tx, 'incident.resolved', { targetId: id, before, after: incident })
    return incident
  })
}
