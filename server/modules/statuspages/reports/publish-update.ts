import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as reportRepo from '../report-repo.ts'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { addUpdate, type UpdateInput } from './add-update.ts'
import { describeReport, type UpdateView } from './describe-reports.ts'

/**
 * Adds an update to a report, or its postmortem. Throws conflict when the report is resolved: what comes back is a new
 * report.
 */
export async function publishUpdate(ctx: Context, reportId: string, input: UpdateInput): Promise<UpdateView> {
  requirePermission(ctx, 'statuspages.write')
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await reportRepo.getReport(tx, reportId)
    const found = await repo.getPageForUpdate(tx, pageId)
    const report = await reportRepo.getReport(tx, reportId) // again: as it is under the lock
    const published = await repo.findLatestActivity(tx, reportId, ['report.published'])
    const { report: saved, updateId } = await addUpdate(tx, found, report, input, published?.id ?? null)
    const { updates } = await describeReport(tx, saved)
    await recordAudit(tx, 'update.published', { targetId: updateId, after: { pageId, reportId, ...input } })
    return { page: found, view: updates.find((update) => update.id === updateId) }
  })
  forgetSnapshot(ctx, page.slug)
  if (!view) throw new Error('an update that was just written is not there')
  return view
}
