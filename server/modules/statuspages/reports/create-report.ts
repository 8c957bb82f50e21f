import { recordAudit } from '#modules/audit'
import { getIncident } from '#modules/incidents'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { describeReport, type ReportView } from './describe-reports.ts'
import { publishReport, type ReportInput } from './publish-report.ts'

/** Publishes a report with its first update. Throws not_found for an unknown page or incident. */
export async function createReport(ctx: Context, pageId: string, input: ReportInput): Promise<ReportView> {
  requirePermission(ctx, 'statuspages.write')
  if (input.incidentId !== undefined) await getIncident(ctx, input.incidentId)
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const found = await repo.getPageForUpdate(tx, pageId)
    const { report } = await publishReport(tx, found, input, null)
    const view = await describeReport(tx, report)
    await recordAudit(tx, 'report.published', { targetId: report.id, after: { pageId, ...input } })
    return { page: found, view }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}
