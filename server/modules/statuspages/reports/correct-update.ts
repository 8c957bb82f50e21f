import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import * as reportRepo from '../report-repo.ts'
import type { Report } from '../report.ts'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { refusal } from './add-update.ts'
import { describeReport, type ReportView } from './describe-reports.ts'
import * as revisions from './revision-repo.ts'
import { moveStates } from './states.ts'

/** Keeps the trail of one update bounded. */
const maxRevisions = 50

/**
 * Corrects the words of an update, or when it happened; what it said before is kept, and readers see that it was
 * corrected. Nobody is told again. Throws not_found; invalid_request for a time out of the order of the story.
 */
export async function correctUpdate(
  ctx: Context,
  updateId: string,
  input: { body?: string | undefined; at?: Date | undefined },
): Promise<ReportView> {
  requirePermission(ctx, 'statuspages.write')
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const { reportId } = await reportRepo.getUpdate(tx, updateId)
    const { pageId } = await reportRepo.getReport(tx, reportId)
    const found = await repo.getPageForUpdate(tx, pageId)
    const report = await reportRepo.getReport(tx, reportId)
    const before = await reportRepo.getUpdate(tx, updateId)
    const body = input.body ?? before.body
    const displayAt = input.at ?? before.displayAt
    const moved = displayAt.getTime() !== before.displayAt.getTime()
    if (body === before.body && !moved) return { page: found, view: await describeReport(tx, report) }
    if (moved) await move(tx, report, before, displayAt)
    await keepRevision(tx, before)
    await reportRepo.changeUpdate(tx, updateId, { body, displayAt, correctedAt: tx.now() })
    const saved = { ...report, ...timesAfter(report, before, displayAt), updatedAt: tx.now() }
    await reportRepo.updateReport(tx, saved)
    await repo.touchPage(tx, pageId)
    const data = { reportId, pageId, title: report.title, number: before.number, moved }
    await recordActivity(tx, 'update.corrected', { subjectId: updateId, data })
    const view = await describeReport(tx, saved)
    await recordAudit(tx, 'update.corrected', {
      targetId: updateId,
      before: { body: before.body, at: before.displayAt },
      after: { body, at: displayAt },
    })
    return { page: found, view }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}

/** Between its neighbours; states that it brought move with it. Those of the first update begin with the report. */
async function move(tx: Tx, report: Report, update: reportRepo.UpdateRow, to: Date): Promise<void> {
  const updates = await reportRepo.listUpdates(tx, [report.id]) // newest first
  const place = updates.findIndex(({ id }) => id === update.id)
  const earliest = updates[place + 1]?.displayAt ?? report.startedAt
  const latest = updates[place - 1]?.displayAt ?? tx.now()
  if (to < earliest) throw refusal('at', 'must not be before the update before it')
  if (to > latest) throw refusal('at', 'must not be after the update that follows it, or in the future')
  if (update.number > 1) await moveStates(tx, report.id, update.displayAt, to, 'at')
}

/** Since when it is monitored and when it ended are the times of updates. */
function timesAfter(report: Report, update: reportRepo.UpdateRow, to: Date): Partial<Report> {
  const was = (at: Date | null): boolean => at?.getTime() === update.displayAt.getTime()
  return {
    ...(update.status === 'monitoring' && was(report.monitoringAt) && { monitoringAt: to }),
    ...(update.status === 'resolved' && was(report.resolvedAt) && { resolvedAt: to }),
  }
}

async function keepRevision(tx: Tx, { id, body, displayAt }: reportRepo.UpdateRow): Promise<void> {
  const count = await revisions.countRevisions(tx, id)
  if (count >= maxRevisions) throw conflict(`an update is corrected at most ${maxRevisions} times`)
  const replacedBy = tx.actor.kind === 'user' ? tx.actor.id : null
  await revisions.insertRevision(tx, {
    ...{ updateId: id, number: count + 1, body, displayAt, replacedAt: tx.now(), replacedBy },
  })
}
