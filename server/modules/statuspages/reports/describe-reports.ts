import type { Tx } from '#platform/context'
import type { ComponentState, Report } from '../report.ts'
import { countMails, type MailCounts } from '../subscribers/delivery-repo.ts'
import * as reportRepo from '../report-repo.ts'

/** `mail.queued` counts all mails of the update, those sent and failed included. */
export type UpdateView = {
  id: string
  number: number
  status: Report['status']
  body: string
  createdAt: Date
  displayAt: Date
  correctedAt: Date | null
  components: ComponentState[]
  mail: MailCounts
}

/** A report as its members see it; updates newest first, components with their state in it. */
export type ReportView = Report & { components: (ComponentState & { name: string })[]; updates: UpdateView[] }

export async function describeReport(tx: Tx, report: Report): Promise<ReportView> {
  const [view] = await describeReports(tx, [report])
  return view ?? { ...report, components: [], updates: [] }
}

/** In the order given. */
export async function describeReports(tx: Tx, reports: readonly Report[]): Promise<ReportView[]> {
  const ids = reports.map((report) => report.id)
  const { reportComponents, updates, updateComponents } = await reportRepo.loadDetails(tx, ids)
  const mails = await countMails(
    tx,
    updates.map((update) => update.id),
  )
  const changesOf = Map.groupBy(updateComponents, (change) => change.updateId)
  const componentsOf = Map.groupBy(reportComponents, (component) => component.reportId)
  const updatesOf = Map.groupBy(updates, (update) => update.reportId)
  return reports.map((report) => ({
    ...report,
    components: (componentsOf.get(report.id) ?? []).map(({ componentId, name, status }) => ({
      id: componentId,
      name,
      status,
    })),
    updates: (updatesOf.get(report.id) ?? []).map(
      ({ id, number, status, body, createdAt, displayAt, correctedAt }) => ({
        ...{ id, number, status, body, createdAt, displayAt, correctedAt },
        components: (changesOf.get(id) ?? []).map((change) => ({ id: change.id, status: change.newStatus })),
        mail: mails.get(id) ?? { queued: 0, sent: 0, failed: 0 },
      }),
    ),
  }))
}
