/** A status report: what the team tells the public about one trouble, update by update, until it is resolved. */
import { conflict } from '#platform/errors'
import type { ComponentStatus } from './components/component.ts'
import { impactOf, worseImpact, type Impact } from './headline.ts'

export const reportStatuses = ['investigating', 'identified', 'monitoring', 'resolved', 'postmortem'] as const
export type ReportStatus = (typeof reportStatuses)[number]

/** A report with a postmortem is over, as in the Statuspage API. */
export function isOver(status: ReportStatus): boolean {
  return status === 'resolved' || status === 'postmortem'
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
  /** It was over before it was published. */
  backfilled: boolean
}

export type ComponentState = { id: string; status: ComponentStatus }

/** What an update says of one component. */
export type ComponentChange = { id: string; name: string; oldStatus: ComponentStatus; newStatus: ComponentStatus }

/** Keeps a page, its mails and its API bodies bounded; nobody reads the 200th update. */
export const maxUpdates = 200

/**
 * The report after one more update that counts from `at` on. Throws conflict when it has ended, or has too many updates.
 * What follows the end is one postmortem.
 */
export function withUpdate(
  report: Report,
  status: ReportStatus,
  changes: readonly ComponentChange[],
  at: Date,
  now: Date = at,
): Report {
  refuseAfterEnd(report, status)
  // Its end can always be told.
  if (report.updateCount >= maxUpdates && !isOver(status))
    throw conflict(`a report has at most ${maxUpdates} updates; open a new one`)
  const impact = impactOf(changes.map((change) => change.newStatus))
  return {
    ...report,
    status,
    // The impact that readers were told of is not taken back when the components recover.
    impact: report.impactGiven ? report.impact : worseImpact(report.impact, impact),
    monitoringAt: report.monitoringAt ?? (status === 'monitoring' ? at : null),
    resolvedAt: status === 'resolved' ? at : report.resolvedAt,
    updatedAt: now,
    updateCount: report.updateCount + 1,
  }
}

function refuseAfterEnd(report: Report, status: ReportStatus): void {
  const ended = report.updateCount > 0 && isOver(report.status)
  if (status === 'postmortem') {
    if (!ended) throw conflict('a postmortem looks back: resolve the report first')
    if (report.status === 'postmortem') throw conflict('the report has a postmortem already; correct that one')
  } else if (ended) throw conflict('the report is already resolved')
}

/** The impact that the components of these updates give, the worst of them. */
export function impactOfUpdates(updates: readonly (readonly ComponentChange[])[]): Impact {
  return updates.map((changes) => impactOf(changes.map(({ newStatus }) => newStatus))).reduce(worseImpact, 'none')
}

/**
 * The states of all components that the report affects, after an update that names some of them. One that is not named
 * keeps its state; when the report is resolved it goes back to what it rests at.
 */
export function componentChanges(input: {
  status: ReportStatus
  /** All components of the page. */
  components: readonly { id: string; name: string; status: ComponentStatus }[]
  /** Ids of the components that the report affects so far. */
  affected: readonly string[]
  named: readonly ComponentState[]
  /** What they fall back to without this report; operational where nothing is said. */
  resting: ReadonlyMap<string, ComponentStatus>
}): ComponentChange[] {
  const named = new Map(input.named.map(({ id, status }) => [id, status]))
  const affected = new Set([...input.affected, ...named.keys()])
  return input.components
    .filter(({ id }) => affected.has(id))
    .map(({ id, name, status }) => {
      const unnamed = input.status === 'resolved' ? (input.resting.get(id) ?? 'operational') : status
      return { id, name, oldStatus: status, newStatus: named.get(id) ?? unnamed }
    })
}
