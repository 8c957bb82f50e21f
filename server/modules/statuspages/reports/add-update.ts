/** What publishing a report and publishing a further update of it have in common. Runs under the page's lock. */
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { invalidRequest } from '#platform/errors'
import { newShortId } from '#platform/ids'
import { correctStates } from '../components/correct-states.ts'
import { restingStatuses } from '../components/resting.ts'
import { setComponentStatuses } from '../components/set-statuses.ts'
import type { StatusPage } from '../page.ts'
import * as reportRepo from '../report-repo.ts'
import {
  componentChanges,
  withUpdate,
  type ComponentChange,
  type ComponentState,
  type Report,
  type ReportStatus,
} from '../report.ts'
import * as repo from '../repo.ts'
import { tellSubscribers } from '../subscribers/tell.ts'

export type UpdateInput = {
  status: ReportStatus
  body: string
  /** States of the components that this update names; each at most once, all of the report's page. */
  components?: ComponentState[] | undefined
  notifySubscribers?: boolean | undefined
  /** From when on it counts, for what is written down late. Default: now. */
  at?: Date | undefined
}

/** Of a story that is over: its states lasted for `[from, to)`, or ended with it. What is shown now stays. */
export type Past = { from: Date; to: Date } | 'ended'

/**
 * Saves the update, the states that it brings, and a message for each subscriber: all of it or nothing. `causedBy` is
 * the activity `report.published`. The states of the first update hold since the report's start, those of the others
 * since their own time; with `past` they are history.
 */
export async function addUpdate(
  tx: Tx,
  page: StatusPage,
  before: Report,
  input: UpdateInput,
  causedBy: string | null,
  past?: Past,
): Promise<{ report: Report; updateId: string }> {
  const now = tx.now()
  const at = input.at ?? now
  await refuseTime(tx, before, at, now)
  const changes = await changesOf(tx, page, before, input, past)
  const report = withUpdate(before, input.status, changes, at, now)
  const notified = input.notifySubscribers ?? true
  const { status, body } = input
  const update = {
    ...{ id: newShortId(), reportId: report.id, number: report.updateCount, status, body, notified },
    ...{ createdAt: now, displayAt: at, correctedAt: null },
  }
  await reportRepo.updateReport(tx, report)
  await reportRepo.saveUpdate(tx, update, changes)
  await setStates(tx, page.id, report, changes, past ?? (update.number === 1 ? report.startedAt : at))
  await repo.touchPage(tx, page.id)
  const published = await recordActivity(tx, 'update.published', {
    subjectId: update.id,
    causedBy,
    data: { reportId: report.id, pageId: page.id, title: report.title, status },
  })
  if (notified) {
    const componentIds = (await reportRepo.listReportComponents(tx, [report.id])).map((each) => each.componentId)
    await tellSubscribers(tx, {
      ...{ pageId: page.id, kind: 'report', subjectId: report.id, updateId: update.id, number: update.number },
      ...{ isFinal: status === 'resolved', componentIds, causedBy: published.id },
    })
  }
  return { report, updateId: update.id }
}

async function setStates(
  tx: Tx,
  pageId: string,
  { id: reportId }: Report,
  changes: readonly ComponentChange[],
  when: Date | Past,
): Promise<void> {
  const cause = { kind: 'report', id: reportId } as const
  if (when instanceof Date) await setComponentStatuses(tx, pageId, changes, cause, when)
  else if (when !== 'ended') {
    const were = changes.filter(({ newStatus }) => newStatus !== 'operational')
    const corrections = were.map(({ id, newStatus }) => ({ id, status: newStatus, ...when }))
    await correctStates(tx, pageId, corrections, cause)
  }
}

/** A postmortem looks back: it changes no component. */
async function changesOf(tx: Tx, page: StatusPage, report: Report, input: UpdateInput, past: Past | undefined) {
  const named = input.components ?? []
  if (input.status === 'postmortem') {
    if (named.length > 0) throw refusal('components', 'a postmortem changes no component')
    return []
  }
  const components = await repo.listComponents(tx, [page.id])
  refuseStrangers(named, new Set(components.map((component) => component.id)))
  const claimed = new Map(
    (await reportRepo.listReportComponents(tx, [report.id])).map((each) => [each.componentId, each.status]),
  )
  const affected = [...claimed.keys()]
  const { status } = input
  if (past) {
    // What they are now has nothing to do with what they were.
    const then = components.map(({ id, name }) => ({ id, name, status: claimed.get(id) ?? 'operational' }) as const)
    return componentChanges({ status, components: then, affected, named, resting: new Map() })
  }
  const resting = await restingStatuses(tx, page.id, affected, report.id)
  return componentChanges({ status, components, affected, named, resting })
}

/** A story is told in the order in which it happened, and none of it in the future. */
async function refuseTime(tx: Tx, report: Report, at: Date, now: Date): Promise<void> {
  if (at > now) throw refusal('at', 'must not be in the future; schedule it instead')
  if (at < report.startedAt) throw refusal('at', 'must not be before the report began')
  const [latest] = report.updateCount === 0 ? [] : await reportRepo.listUpdates(tx, [report.id])
  if (latest && at < latest.displayAt) throw refusal('at', 'must not be before the update before it')
}

export function refuseStrangers(named: readonly ComponentState[], known: ReadonlySet<string>): void {
  const problems = named.flatMap(({ id }, index) => {
    const path = `components.${index}.id`
    if (!known.has(id)) return [{ path, message: 'no such component on this page' }]
    return named.findIndex((each) => each.id === id) < index ? [{ path, message: 'named twice' }] : []
  })
  const first = problems[0]
  if (first) throw invalidRequest(`${first.path}: ${first.message}`, problems)
}

export function refusal(path: string, message: string) {
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
