/** An update as everyone is told of it, whatever it is an update of, through whatever channel and in whatever language. */
import type { Tx } from '#platform/context'
import type { ComponentStatus } from '../components/component.ts'
import { describePages } from '../describe-pages.ts'
import type { Locale } from '../look/locale.ts'
import { loadMaintenanceTelling } from '../maintenance/telling.ts'
import { pageUrl, type StatusPage } from '../page.ts'
import * as reportRepo from '../report-repo.ts'
import { formatMoment, wordsOf } from '../public/words.ts'
import * as repo from '../repo.ts'
import type { TellingRow } from './delivery-repo.ts'
import * as deliveries from './delivery-repo.ts'
import type { TellingKind } from './delivery.ts'
import type { Headline } from '../headline.ts'
import { languageQuery } from './language.ts'
import { subscriberWords } from './words/words.ts'

export type Letter = {
  workspaceId: string
  page: Pick<StatusPage, 'id' | 'slug' | 'name' | 'timeZone' | 'locale'>
  /** In which it is written; what members wrote stays as they wrote it. */
  locale: Locale
  headline: Headline
  /** Of the page, without a slash at the end. */
  pageUrl: string
  /** Host name for Message-ID and List-Id. */
  host: string
  kind: TellingKind
  updateId: string
  /** Where it can be read. */
  url: string
  title: string
  /** In one or two words: what is new. */
  word: string
  body: string
  /** Rows of label and value; the status comes first. */
  facts: [string, string][]
  /** As Statuspage's webhooks tell of it, by its name there. */
  told: { incident: WebhookIncident } | WebhookComponentUpdate
}

/** The keys of Statuspage's notification of a component's change, in their order. */
export type WebhookComponentUpdate = {
  component_update: {
    created_at: string
    new_status: string
    old_status: string
    id: string
    component_id: string
  }
  component: { created_at: string; id: string; name: string; status: string }
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

/** The letter in one language; null: the page's own. The same object each time. */
export type Letters = (locale: Locale | null) => Letter

/** With the activity that the deliveries follow from; undefined when what it tells of was deleted. */
export async function loadLetters(
  tx: Tx,
  updateId: string,
): Promise<{ letters: Letters; telling: TellingRow; queuedId: string | null } | undefined> {
  const telling = await deliveries.findTelling(tx, updateId)
  if (!telling) return undefined
  const page = await repo.getPage(tx, telling.pageId)
  const story = await storyOf(tx, page, telling)
  if (!story) return undefined
  const [view] = await describePages(tx, [page])
  if (!view) throw new Error('a page without a view')
  const queued = await repo.findLatestActivity(tx, updateId, ['subscriberMail.queued'])
  const alike = {
    ...{ workspaceId: tx.workspaceId, page, headline: view.headline, kind: telling.kind, updateId },
    pageUrl: pageUrl(tx.config, page.slug),
    host: new URL(tx.config.appUrl).hostname,
  }
  const { say, ...told } = story
  const written = new Map<Locale, Letter>()
  const letters: Letters = (chosen) => {
    const locale = chosen ?? page.locale
    const letter = written.get(locale) ?? { ...alike, ...told, locale, ...say(locale) }
    written.set(locale, letter)
    return letter
  }
  return { letters, telling, queuedId: queued?.id ?? null }
}

type Said = Pick<Letter, 'word' | 'facts'>
type Story = Pick<Letter, 'url' | 'title' | 'body' | 'told'> & { say: (locale: Locale) => Said }

function storyOf(tx: Tx, page: StatusPage, telling: TellingRow): Promise<Story | undefined> {
  if (telling.kind === 'report') return reportStory(tx, page, telling.id)
  if (telling.kind === 'maintenance') return maintenanceStory(tx, page, telling.id)
  return componentStory(tx, page, telling)
}

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
  const say = (locale: Locale): Said => {
    const words = subscriberWords[locale].letter
    const word = wordsOf[locale].report[update.status]
    const facts: [string, string][] = [[words.status, word]]
    if (components.length > 0) {
      const lines = components.map(({ name, newStatus }) => `${oneLine(name)}: ${stateWords(newStatus, locale)}`)
      facts.push([words.components, lines.join('\n')])
    }
    facts.push([words.posted, formatMoment(update.createdAt, page.timeZone, locale)])
    return { word, facts }
  }
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
  return { url, title: report.title, say, body: update.body, told: { incident } }
}

/** In the middle of a line: English and the Romance languages write it small there. */
function stateWords(status: ComponentStatus, locale: Locale): string {
  const word = wordsOf[locale].state[status]
  return ['en', 'fr', 'es'].includes(locale) ? word.toLocaleLowerCase(locale) : word
}

function webhookUpdate(
  { id, body, status, createdAt }: { id: string; body: string; status: string; createdAt: Date },
  incidentId: string,
): WebhookUpdate {
  const at = createdAt.toISOString()
  return { body, created_at: at, display_at: at, status, updated_at: at, id, incident_id: incidentId }
}

async function maintenanceStory(tx: Tx, page: StatusPage, updateId: string): Promise<Story | undefined> {
  const found = await loadMaintenanceTelling(tx, updateId)
  if (!found) return undefined
  const { title, kind, status, body, scheduledFor, scheduledUntil, timeZone, components, createdAt, windowId } = found
  const say = (locale: Locale): Said => {
    const words = subscriberWords[locale].letter
    const facts: [string, string][] = [
      [words.status, words.maintenance[kind]],
      [words.from, formatMoment(scheduledFor, timeZone, locale)],
      [words.until, formatMoment(scheduledUntil, timeZone, locale)],
    ]
    if (components.length > 0) facts.push([words.components, components.map(({ name }) => oneLine(name)).join('\n')])
    return { word: words.maintenance[kind], facts }
  }
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
  return { url, title, say, body, told: { incident } }
}

async function componentStory(
  tx: Tx,
  page: StatusPage,
  { id, subjectId, oldStatus, newStatus, createdAt }: TellingRow,
): Promise<Story | undefined> {
  const component = await repo.findComponent(tx, subjectId)
  if (!component || oldStatus === null || newStatus === null) return undefined
  const { name } = component
  const say = (locale: Locale): Said => {
    const words = subscriberWords[locale].letter
    const word = wordsOf[locale].state[newStatus]
    return {
      word,
      facts: [
        [words.status, word],
        [words.posted, formatMoment(createdAt, page.timeZone, locale)],
      ],
    }
  }
  const told: WebhookComponentUpdate = {
    component_update: {
      created_at: createdAt.toISOString(),
      ...{ new_status: newStatus, old_status: oldStatus, id, component_id: subjectId },
    },
    component: { created_at: component.createdAt.toISOString(), id: subjectId, name, status: newStatus },
  }
  return { url: pageUrl(tx.config, page.slug), title: name, say, body: '', told }
}

function time(at: Date | null): string | null {
  return at?.toISOString() ?? null
}

/** In the language of the letter. */
export function unsubscribeUrl({ pageUrl: base, locale, page }: Letter, secret: string): string {
  return `${base}/unsubscribe/${secret}${languageQuery(locale, page.locale)}`
}

/** No character that could end a line or be taken for one (the mail adapter refuses them). */
export function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ').trim()
}
