import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { reopen, type Incident } from './incident.ts'
import * as repo from './repo.ts'

/** Takes the resolution back. */
export async function reopenIncident(ctx: Context, id: string): Promise<Incident> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const incident = reopen(await repo.getForUpdate(tx, id))
    await repo.update(tx, incident)
    await recordActivity(tx, 'incident.reopened', {
      subjectId: id,
      data: { title: incident.title, number: incident.number },
    })
    return incident
  })
}
