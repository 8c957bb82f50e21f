import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, notFound } from '#platform/errors'
import { activityOf, applyChange, dataOf, type Change } from '../change.ts'
import type { Incident } from '../incident.ts'
import * as repo from '../repo.ts'

export const maxBulk = 100

export type BulkResult = {
  incidentId: string
  outcome: 'done' | 'refused'
  /** Why it was refused, for people. */
  reason: string | null
}

/**
 * The same change for many incidents, in one transaction. One that is not there, or is another workspace's, refuses all
 * of them. One that is so already is refused alone; the answer says which.
 */
export async function changeIncidents(ctx: Context, ids: readonly string[], change: Change): Promise<BulkResult[]> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const wanted = [...new Set(ids)]
    const incidents = await repo.listForUpdate(tx, wanted)
    if (incidents.length < wanted.length) throw notFound('incident')
    const results = new Map<string, BulkResult>()
    for (const incident of incidents) results.set(incident.id, await changeOne(tx, incident, change))
    const done = [...results.values()].filter(({ outcome }) => outcome === 'done')
    if (done.length > 0) {
      const incidentIds = done.map(({ incidentId }) => incidentId)
      await recordAudit(tx, 'incidents.changed', {
        targetId: tx.workspaceId,
        after: { action: activityOf[change.type], ...dataFor(change), incidentIds },
      })
    }
    return wanted.flatMap((id) => results.get(id) ?? [])
  })
}

async function changeOne(tx: Tx, before: Incident, change: Change): Promise<BulkResult> {
  const { id: incidentId } = before
  try {
    repo.refuseMerged(before)
    const incident = await applyChange(tx, before, change)
    await repo.update(tx, incident)
    await recordActivity(tx, activityOf[change.type], { subjectId: incidentId, data: dataOf(incident, change) })
    return { incidentId, outcome: 'done', reason: null }
  } catch (error) {
    // Decided before anything was written, so the transaction goes on.
    if (!(error instanceof AppError) || error.code !== 'conflict') throw error
    return { incidentId, outcome: 'refused', reason: error.message }
  }
}

function dataFor({ type: _type, ...rest }: Change): object {
  return rest
}
