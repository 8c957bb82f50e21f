import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import type { Analysis, Mark } from './analysis.ts'
import * as repo from './repo.ts'

/** Somebody who knows says whether it was so; null takes it back. */
export async function markAnalysis(ctx: Context, id: string, mark: Mark | null): Promise<Analysis> {
  requirePermission(ctx, 'incidents.write')
  return inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    if (before.state !== 'done') throw conflict('it says nothing that could be right or wrong')
    await repo.setMark(tx, id, mark)
    await recordActivity(tx, 'analysis.marked', { subjectId: before.incidentId, data: { analysisId: id, mark } })
    await recordAudit(tx, 'analysis.marked', { targetId: id, before: { mark: before.mark }, after: { mark } })
    return repo.getForUpdate(tx, id)
  })
}
