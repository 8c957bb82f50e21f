import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { restingStatuses } from '../components/resting.ts'
import { setComponentStatuses } from '../components/set-statuses.ts'
import * as reportRepo from '../report-repo.ts'
import { isOver } from '../report.ts'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { takeBackStates } from './states.ts'

/**
 * Takes a report back, as if it had never been published: its updates, messages that still wait, and what it said of
 * components go. Mails that were sent stay where they are.
 */
export async function deleteReport(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  const page = await inTransaction(ctx, async (tx) => {
    const { pageId } = await reportRepo.getReport(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const report = await reportRepo.getReport(tx, id)
    if (!isOver(report.status)) {
      const affected = (await reportRepo.listReportComponents(tx, [id])).map(({ componentId }) => componentId)
      const resting = await restingStatuses(tx, pageId, affected, id)
      const changes = [...resting].map(([componentId, newStatus]) => ({ id: componentId, newStatus }))
      await setComponentStatuses(tx, pageId, changes, { kind: 'report', id })
    }
    await takeBackStates(tx, id)
    await reportRepo.deleteReport(tx, id)
    await repo.touchPage(tx, pageId)
    const { title, status, impact, startedAt, resolvedAt } = report
    await recordActivity(tx, 'report.deleted', { subjectId: id, data: { title, pageId } })
    await recordAudit(tx, 'report.deleted', {
      targetId: id,
      before: { pageId, title, status, impact, startedAt, resolvedAt },
    })
    return found
  })
  forgetSnapshot(ctx, page.slug)
}
