/** What publishing a report and publishing a further update of it have in common. Runs under the page's lock. */
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { newShortId } from '#platform/ids'
import { enqueue } from '#platform/jobs'
import { deliverSubscriberMails } from './deliver-mails.ts'
import { queueMails } from './mail-repo.ts'
import type { StatusPage } from './page.ts'
import * as reportRepo from './report-repo.ts'
import { componentChanges, withUpdate, type ComponentState, type Report, type ReportStatus } from './report.ts'
import * as repo from './repo.ts'

export type UpdateInput = {
  status: ReportStatus
  body: string
  /** States of the components that this update names; each at most once, all of the report's page. */
  components?: ComponentState[] | undefined
  notifySubscribers?: boolean | undefined
}

/**
 * Saves the update, the states that it brings, and a mail for each subscriber: all of it or nothing. `causedBy` is the
 * activity `report.published`.
 */
export async function addUpdate(
  tx: Tx,
  page: StatusPage,
  before: Report,
  input: UpdateInput,
  causedBy: string | null,
): Promise<{ report: Report; updateId: string }> {
  const components = await repo.listComponents(tx, [page.id])
  const named = input.components ?? []
  refuseStrangers(named, new Set(components.map((component) => component.id)))
  const affected = await reportRepo.listReportComponents(tx, [before.id])
  const changes = componentChanges({
    status: input.status,
    components,
    affected: affected.map((each) => each.componentId),
    named,
    elsewhere: await reportRepo.listOpenClaims(tx, page.id, before.id),
  })
  const report = withUpdate(before, input.status, changes, tx.now())
  const notified = input.notifySubscribers ?? true
  const { status, body } = input
  const update = {
    id: newShortId(),
    reportId: report.id,
    number: report.updateCount,
    status,
    body,
    notified,
    createdAt: tx.now(),
  }
  await reportRepo.updateReport(tx, report)
  await reportRepo.saveUpdate(tx, update, changes)
  await repo.setComponentStatuses(tx, changes)
  await repo.touchPage(tx, page.id)
  const published = await recordActivity(tx, 'update.published', {
    subjectId: update.id,
    causedBy,
    data: { reportId: report.id, pageId: page.id, title: report.title, status },
  })
  if (notified) await tellSubscribers(tx, page, report, update.id, published.id)
  return { report, updateId: update.id }
}

async function tellSubscribers(
  tx: Tx,
  page: StatusPage,
  report: Report,
  updateId: string,
  causedBy: string,
): Promise<void> {
  const mail = { pageId: page.id, reportId: report.id, updateId, number: report.updateCount }
  const count = await queueMails(tx, mail)
  await recordActivity(tx, 'subscriberMail.queued', { subjectId: updateId, causedBy, data: { count } })
  if (count > 0) await enqueue(tx, deliverSubscriberMails, { updateId })
}

function refuseStrangers(named: readonly ComponentState[], known: ReadonlySet<string>): void {
  const problems = named.flatMap(({ id }, index) => {
    const path = `components.${index}.id`
    if (!known.has(id)) return [{ path, message: 'no such component on this page' }]
    return named.findIndex((each) => each.id === id) < index ? [{ path, message: 'named twice' }] : []
  })
  const first = problems[0]
  if (first) throw invalidRequest(`${first.path}: ${first.message}`, problems)
}
