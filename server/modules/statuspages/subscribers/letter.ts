/** An update as everyone is told of it, whatever it is an update of and through whatever channel. */
import type { Tx } from '#platform/context'
import { componentWords } from '../components/component.ts'
import { describePages } from '../describe-pages.ts'
import { loadMaintenanceTelling, type MaintenanceTelling } from '../maintenance/telling.ts'
import { pageUrl, type StatusPage } from '../page.ts'
import * as reportRepo from '../report-repo.ts'
import { reportWords } from '../report.ts'
import * as repo from '../repo.ts'
import { formatTime } from '../time.ts'
import type { TellingRow } from './delivery-repo.ts'
import * as deliveries from './delivery-repo.ts'
import type { Headline } from '../headline.ts'

export type Letter = {
  workspaceId: string
  page: Pick<StatusPage, 'id' | 'slug' | 'name' | 'timeZone'>
  headline: Headline
  /** Of the page, without a slash at the end. */
  pageUrl: string
  /** Host name for Message-ID and List-Id. */
  host: string
  kind: 'report' | 'maintenance'
  updateId: string
  /** Where it can be read. */
  url: string
  title: string
  /** In one or two words: what is new. */
  word: string
  body: string
  /** Rows of label and value. */
  facts: [string, string][]
  /** As Statuspage's webhooks tell of it. */
  incident: WebhookIncident
}

/** The keys of Statuspage's webhook notifications, in their order; a maintenance is an incident there too. */
export type WebhookIncident = {
  backfilled: boolean
  created_at: string
  impact: string
  impact_override: string | null
  monitoring_at: string | null
  name: string
  resolved_at: string | null
  scheduled_for: string | null
  scheduled_until: string | null
  shortlink: string
  status: string
  updated_at: string
  id: string
  page_id: string
  incident_updates: WebhookUpdate[]
  components: { id: string; name: string; status?: string }[]
}

export type WebhookUpdate = {
  body: string
  created_at: string
  display_at: string
  status: string
  updated_at: string
  id: string
  incident_id: string
}

/** With the activity that the deliveries follow from; undefined when what it tells of was deleted. */
export async function loadLetter(
  tx: Tx,
  updateId: string,
): Promise<{ letter: Letter; telling: TellingRow; queuedId: string | null } | undefined> {
  const telling = await deliveries.findTelling(tx, updateId)
  if (!telling) return undefined
  const page = await repo.getPage(tx, telling.pageId)
  const story =
    telling.kind === 'report' ? await reportStory(tx, page, updateId) : await maintenanceStory(tx, page, updateId)
  if (!story) return undefined
  const [view] = await describePages(tx, [page])
  if (!view) throw new Error('a page without a view')
  const queued = await repo.findLatestActivity(tx, updateId, ['subscriberMail.queued'])
  const letter: Letter = {
    workspaceId: tx.workspaceId,
    page,
    headline: view.headline,
    pageUrl: pageUrl(tx.config, page.slug),
    host: new URL(tx.config.appUrl).hostname,
    kind: telling.kind,
    updateId,
    ...story,
  }
  return { letter, telling, queuedId: queued?.id ?? null }
}

type Story = Pick<Letter, 'url' | 'title' | 'word' | 'body' | 'facts' | 'incident'>

/** What a report's update says. */
export async function loadReportTelling(tx: Tx, updateId: string) {
  const update = await reportRepo.findUpdate(tx, updateId)
  if (!update) return undefined
  const report = await reportRepo.getReport(tx, update.reportId)
  const components = await reportRepo.listUpdateComponents(tx, [updateId])
  return { report, update, components }
}

/** More are in the page's own API; the body of a webhook stays below what receivers take. */
const maxWebhookUpdates = 10

async function reportStory(tx: Tx, page: StatusPage, updateId: string): Promise<Story | undefined> {
  const found = await loadReportTelling(tx, updateId)
  if (!found) return undefined
  const { report, update, components } = found
  const updates = await reportRepo.listUpdates(tx, [report.id])
  const url = `${pageUrl(tx.config, page.slug)}/reports/${report.id}`
  const word = reportWords[update.status]
  const facts: [string, string][] = [['Status', word]]
  if (components.length > 0) {
    const lines = components.map(
      ({ name, newStatus }) => `${oneLine(name)}: ${componentWords[newStatus].toLowerCase()}`,
    )
    facts.push(['Components', lines.join('\n')])
  }
  facts.push(['Posted', formatTime(update.createdAt, page.timeZone)])
  const incident: WebhookIncident = {
    backfilled:
      report.startedAt < report.createdAt && report.resolvedAt !== null && report.resolvedAt <= report.createdAt,
    created_at: report.createdAt.toISOString(),
    impact: report.impact,
    impact_override: report.impactGiven ? report.impact : null,
    monitoring_at: time(report.monitoringAt),
    name: report.title,
    resolved_at: time(report.resolvedAt),
    ...{ scheduled_for: null, scheduled_until: null, shortlink: url },
    status: report.status,
    updated_at: report.updatedAt.toISOString(),
    id: report.id,
    page_id: page.id,
    incident_updates: updates
      .filter(({ number }) => number <= update.number)
      .slice(0, maxWebhookUpdates)
      .map((each) => webhookUpdate(each, report.id)),
    components: components.map(({ id, name, newStatus }) => ({ id, name, status: newStatus })),
  }
  return { url, title: report.title, word, body: update.body, facts, incident }
}

function webhookUpdate(
  { id, body, status, createdAt }: { id: string; body: string; status: string; createdAt: Date },
  incidentId: string,
): WebhookUpdate {
  const at = createdAt.toISOString()
  return { body, created_at: at, display_at: at, status, updated_at: at, id, incident_id: incidentId }
}

const maintenanceWords: Record<MaintenanceTelling['kind'], string> = {
  created: 'Maintenance planned',
  reminder: 'Maintenance soon',
  started: 'Maintenance started',
  verifying: 'Maintenance: verifying',
  note: 'Maintenance update',
  moved: 'Maintenance moved',
  cancelled: 'Maintenance cancelled',
  completed: 'Maintenance completed',
}

async function maintenanceStory(tx: Tx, page: StatusPage, updateId: string): Promise<Story | undefined> {
  const found = await loadMaintenanceTelling(tx, updateId)
  if (!found) return undefined
  const { title, kind, status, body, scheduledFor, scheduledUntil, timeZone, components, createdAt, windowId } = found
  const facts: [string, string][] = [
    ['Status', maintenanceWords[kind]],
    ['From', formatTime(scheduledFor, timeZone)],
    ['Until', formatTime(scheduledUntil, timeZone)],
  ]
  if (components.length > 0) facts.push(['Components', components.map(({ name }) => oneLine(name)).join('\n')])
  const url = `${pageUrl(tx.config, page.slug)}/maintenance/${windowId}`
  const at = createdAt.toISOString()
  const incident: WebhookIncident = {
    backfilled: false,
    created_at: at,
    ...{ impact: 'maintenance', impact_override: null, monitoring_at: null },
    name: title,
    resolved_at: status === 'completed' || status === 'cancelled' ? at : null,
    scheduled_for: scheduledFor.toISOString(),
    scheduled_until: scheduledUntil.toISOString(),
    shortlink: url,
    // Statuspage knows no cancelled maintenance: it is over.
    status: status === 'cancelled' ? 'completed' : status,
    updated_at: at,
    id: windowId,
    page_id: page.id,
    incident_updates: [webhookUpdate({ id: updateId, body, status, createdAt }, windowId)],
    components,
  }
  return { url, title, word: maintenanceWords[kind], body, facts, incident }
}

function time(at: Date | null): string | null {
  return at?.toISOString() ?? null
}

/** No character that could end a line or be taken for one (the mail adapter refuses them). */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim()
}
