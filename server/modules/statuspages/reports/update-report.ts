import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Impact } from '../headline.ts'
import * as reportRepo from '../report-repo.ts'
import { impactOfUpdates, type Report } from '../report.ts'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { refusal } from './add-update.ts'
import { describeReport, type ReportView } from './describe-reports.ts'
import { moveStates } from './states.ts'

type Change = {
  title?: string | undefined
  /** Null: follows the components again. */
  impact?: Impact | null | undefined
  startedAt?: Date | undefined
}

/** Fields that are not given stay. Nobody is told; components' histories follow the start. */
export async function updateReport(ctx: Context, id: string, input: Change): Promise<ReportView> {
  requirePermission(ctx, 'statuspages.write')
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await reportRepo.getReport(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const before = await reportRepo.getReport(tx, id)
    const after = await changed(tx, before, input)
    const differing = (['title', 'impact', 'impactGiven', 'startedAt'] as const).filter(
      (key) => before[key].valueOf() !== after[key].valueOf(),
    )
    if (differing.length === 0) return { page: found, view: await describeReport(tx, before) }
    await moveStates(tx, id, before.startedAt, after.startedAt, 'startedAt')
    const saved = { ...after, updatedAt: tx.now() }
    await reportRepo.updateReport(tx, saved)
    await repo.touchPage(tx, pageId)
    const data = { pageId, title: saved.title, changed: differing }
    await recordActivity(tx, 'report.updated', { subjectId: id, data })
    const view = await describeReport(tx, saved)
    await recordAudit(tx, 'report.updated', { targetId: id, before, after: saved })
    return { page: found, view }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}

async function changed(tx: Tx, before: Report, { title, impact, startedAt }: Change): Promise<Report> {
  if (startedAt) await refuseStart(tx, before, startedAt)
  const next = { ...before, title: title ?? before.title, startedAt: startedAt ?? before.startedAt }
  if (impact === undefined) return next
  return impact === null
    ? { ...next, impact: await impactOfComponents(tx, before.id), impactGiven: false }
    : { ...next, impact, impactGiven: true }
}

async function refuseStart(tx: Tx, report: Report, startedAt: Date): Promise<void> {
  const first = (await reportRepo.listUpdates(tx, [report.id])).at(-1)
  if (startedAt > (first?.displayAt ?? tx.now())) throw refusal('startedAt', 'must not be after the first update')
}

async function impactOfComponents(tx: Tx, reportId: string): Promise<Impact> {
  const { updateComponents } = await reportRepo.loadDetails(tx, [reportId])
  return impactOfUpdates([...Map.groupBy(updateComponents, ({ updateId }) => updateId).values()])
}
