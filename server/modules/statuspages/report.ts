/** A status report: what the team tells the public about one trouble, update by update, until it is resolved. */
import { conflict } from '#platform/errors'
import { worstStatus, type ComponentStatus } from './component.ts'
import { impactOf, worseImpact, type Impact } from './headline.ts'

export const reportStatuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const
export type ReportStatus = (typeof reportStatuses)[number]

export const reportWords: Record<ReportStatus, string> = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
}

export type Report = {
  id: string
  pageId: string
  /** The incident that the report is about, if it was made from one. */
  incidentId: string | null
  title: string
  impact: Impact
  /** The author set the impact, so that it no longer follows the components. */
  impactGiven: boolean
  status: ReportStatus
  startedAt: Date
  monitoringAt: Date | null
  resolvedAt: Date | null
  createdAt: Date
  updatedAt: Date
  /** How many updates it has; the newest has this number. */
  updateCount: number
}

export type ComponentState = { id: string; status: ComponentStatus }

/** What an update says of one component. */
export type ComponentChange = { id: string; name: string; oldStatus: ComponentStatus; newStatus: ComponentStatus }

/** Keeps a page, its mails and its API bodies bounded; nobody reads the 200th update. */
export const maxUpdates = 200

/** The report after one more update. Throws conflict when it is already resolved or has too many updates. */
export function withUpdate(
  report: Report,
  status: ReportStatus,
  changes: readonly ComponentChange[],
  at: Date,
): Report {
  if (report.status === 'resolved' && report.updateCount > 0) throw conflict('the report is already resolved')
  // Its end can always be told.
  if (report.updateCount >= maxUpdates && status !== 'resolved')
    throw conflict(`a report has at most ${maxUpdates} updates; open a new one`)
  const impact = impactOf(changes.map((change) => change.newStatus))
  return {
    ...report,
    status,
    // The impact that readers were told of is not taken back when the components recover.
    impact: report.impactGiven ? report.impact : worseImpact(report.impact, impact),
    monitoringAt: report.monitoringAt ?? (status === 'monitoring' ? at : null),
    resolvedAt: status === 'resolved' ? at : null,
    updatedAt: at,
    updateCount: report.updateCount + 1,
  }
}

/**
 * The states of all components that the report affects, after an update that names some of them. One that is not named
 * keeps its state; when the report is resolved it goes back to operational, or to what another open report says of it.
 */
export function componentChanges(input: {
  status: ReportStatus
  /** All components of the page. */
  components: readonly { id: string; name: string; status: ComponentStatus }[]
  /** Ids of the components that the report affects so far. */
  affected: readonly string[]
  named: readonly ComponentState[]
  /** What other open reports of the page say. */
  elsewhere: readonly ComponentState[]
}): ComponentChange[] {
  const named = new Map(input.named.map(({ id, status }) => [id, status]))
  const affected = new Set([...input.affected, ...named.keys()])
  return input.components
    .filter(({ id }) => affected.has(id))
    .map(({ id, name, status }) => {
      const elsewhere = input.elsewhere.filter((each) => each.id === id).map((each) => each.status)
      const unnamed = input.status === 'resolved' ? worstStatus(elsewhere) : status
      return { id, name, oldStatus: status, newStatus: named.get(id) ?? unnamed }
    })
}
