/** Publishing a report, whoever does it: a person, a key, or a post at its time. Runs under the page's lock. */
import { recordActivity, type ActivityType } from '#platform/activity'
import type { Tx } from '#platform/context'
import { newShortId } from '#platform/ids'
import type { Impact } from '../headline.ts'
import type { StatusPage } from '../page.ts'
import * as reportRepo from '../report-repo.ts'
import { isOver, type Report } from '../report.ts'
import * as repo from '../repo.ts'
import { addUpdate, refusal, type UpdateInput } from './add-update.ts'

export type ReportInput = Omit<UpdateInput, 'at'> & {
  title: string
  /** Without it the impact follows the components. */
  impact?: Impact | undefined
  /** The incident that the report tells of. */
  incidentId?: string | undefined
  /** When the trouble began. Default: now. */
  startedAt?: Date | undefined
  /** How it ended, of a report that is written down when all is over. */
  resolution?: { body: string; at: Date } | undefined
}

/** The oldest story that can be written down. */
const maxAgeMs = 5 * 366 * 86_400_000

/** The report with its first update, and with its end when that is known. `causedBy`: the activity behind it. */
export async function publishReport(
  tx: Tx,
  page: StatusPage,
  input: ReportInput,
  causedBy: string | null,
): Promise<{ report: Report; updateId: string }> {
  refuseTimes(tx, input)
  const { resolution } = input
  const report = newReport(tx, page.id, input)
  await reportRepo.insertReport(tx, report)
  const published = await recordActivity(tx, 'report.published', {
    subjectId: report.id,
    causedBy: causedBy ?? (await causeOf(tx, report.incidentId)),
    data: { title: report.title, pageId: page.id, pageName: page.name },
  })
  // Nobody is told twice at once: of a story that is over the end alone is sent.
  const first = resolution ? { ...input, at: report.startedAt, notifySubscribers: false } : input
  const lasted = resolution && { from: report.startedAt, to: resolution.at }
  const begun = await addUpdate(tx, page, report, first, published.id, lasted)
  if (!resolution) return begun
  const { body, at } = resolution
  const end = { status: 'resolved' as const, body, at, notifySubscribers: input.notifySubscribers ?? false }
  return addUpdate(tx, page, begun.report, end, published.id, 'ended')
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
    startedAt: input.startedAt ?? at,
    monitoringAt: null,
    resolvedAt: null,
    createdAt: at,
    updatedAt: at,
    updateCount: 0,
    backfilled: input.resolution !== undefined,
  }
}

function refuseTimes(tx: Tx, { status, startedAt, resolution }: ReportInput): void {
  const now = tx.now()
  if (status === 'postmortem') throw refusal('status', 'a postmortem looks back: it follows the end of a report')
  if (startedAt && startedAt > now) throw refusal('startedAt', 'must not be in the future; schedule it instead')
  if (startedAt && now.getTime() - startedAt.getTime() > maxAgeMs)
    throw refusal('startedAt', 'must be within five years')
  if (!resolution) return
  if (isOver(status)) throw refusal('status', 'of a report with its resolution this is how it began')
  if (!startedAt) throw refusal('startedAt', 'say when it began')
  if (resolution.at <= startedAt) throw refusal('resolution.at', 'must be after it began')
  if (resolution.at > now) throw refusal('resolution.at', 'must not be in the future')
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
