import { recordAudit } from '#modules/audit'
import { getIncident } from '#modules/incidents'
import { recordActivity, type ActivityType } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newShortId } from '#platform/ids'
import { addUpdate, type UpdateInput } from './add-update.ts'
import { describeReport, type ReportView } from './describe-reports.ts'
import type { Impact } from './headline.ts'
import * as reportRepo from './report-repo.ts'
import type { Report } from './report.ts'
import * as repo from './repo.ts'
import { forgetSnapshot } from './snapshot-cache.ts'

export type ReportInput = UpdateInput & {
  title: string
  /** Without it the impact follows the components. */
  impact?: Impact | undefined
  /** The incident that the report tells of. */
  incidentId?: string | undefined
}

/** Publishes a report with its first update. Throws not_found for an unknown page or incident. */
export async function createReport(ctx: Context, pageId: string, input: ReportInput): Promise<ReportView> {
  requirePermission(ctx, 'statuspages.write')
  if (input.incidentId !== undefined) await getIncident(ctx, input.incidentId)
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const found = await repo.getPageForUpdate(tx, pageId)
    const report = newReport(tx, pageId, input)
    await reportRepo.insertReport(tx, report)
    const published = await recordActivity(tx, 'report.published', {
      subjectId: report.id,
      causedBy: await causeOf(tx, report.incidentId),
      data: { title: report.title, pageId, pageName: found.name },
    })
    const { report: saved } = await addUpdate(tx, found, report, input, published.id)
    const view = await describeReport(tx, saved)
    await recordAudit(tx, 'report.published', { targetId: report.id, after: { pageId, ...input } })
    return { page: found, view }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}

function newReport(tx: Tx, pageId: string, input: ReportInput): Report {
  const at = tx.now()
  return {
    id: newShortId(),
    pageId,
    incidentId: input.incidentId ?? null,
    title: input.title,
    impact: input.impact ?? 'none',
    impactGiven: input.impact !== undefined,
    status: input.status,
    startedAt: at,
    monitoringAt: null,
    resolvedAt: null,
    createdAt: at,
    updatedAt: at,
    updateCount: 0,
  }
}

const incidentActivities: ActivityType[] = [
  'incident.opened',
  'incident.regressed',
  'incident.acknowledged',
  'incident.unacknowledged',
  'incident.resolved',
  'incident.reopened',
]

/** What last happened to the incident is what the report answers to. */
async function causeOf(tx: Tx, incidentId: string | null): Promise<string | null> {
  if (incidentId === null) return null
  return (await repo.findLatestActivity(tx, incidentId, incidentActivities))?.id ?? null
}
