/** What a file or another page's API comes to: what would be added, and what cannot be, with its reason. Pure. */
import { createHash } from 'node:crypto'
import type { ComponentStatus } from '../components/component.ts'
import type { Impact } from '../headline.ts'
import type { ShownMaintenanceStatus } from '../maintenance/maintenance.ts'
import type { ReportStatus } from '../report.ts'
import type { PlannedMonitor } from './planned-monitor.ts'

export const sourceKinds = ['statuspage', 'uptimeKuma'] as const
export type SourceKind = (typeof sourceKinds)[number]

export const skippedKinds = [
  ...(['file', 'page', 'group', 'component', 'report', 'update', 'maintenance', 'monitor'] as const),
] as const
export type Skipped = { what: (typeof skippedKinds)[number]; name: string; reason: string }

export type Plan = { kind: SourceKind; pages: PlannedPage[]; monitors: PlannedMonitor[]; skipped: Skipped[] }

export type PlannedPage = {
  /** As the source names it; its own ids are kept where they are free. */
  sourceId: string
  name: string
  description: string
  timeZone: string
  /** A name for the page's address; may be reserved or somebody else's. */
  slug: string
  groups: PlannedGroup[]
  components: PlannedComponent[]
  /** Ids of groups and of components without a group, in the order of the page. */
  order: string[]
  reports: PlannedReport[]
  maintenances: PlannedMaintenance[]
  series?: PlannedSeries[] | undefined
}

export type PlannedGroup = {
  sourceId: string
  name: string
  description: string
  createdAt: Date | null
  updatedAt: Date | null
}

export type PlannedComponent = PlannedGroup & {
  status: ComponentStatus
  /** Of a group of the same page. */
  groupSourceId: string | null
  showcase: boolean
  startDate: string | null
  onlyShowIfDegraded: boolean
  /** The monitor that it goes by, as the source numbers it. */
  monitorSourceId?: string | undefined
}

export type PlannedChange = {
  componentSourceId: string
  name: string
  oldStatus: ComponentStatus
  newStatus: ComponentStatus
}

export type PlannedUpdate<Status> = {
  sourceId: string
  status: Status
  body: string
  /** Subscribers of the source were told. Nobody is told by an import. */
  notified: boolean
  createdAt: Date
  displayAt: Date
  changes: PlannedChange[]
}

type PlannedStory<Status> = {
  sourceId: string
  title: string
  status: Status
  startedAt: Date
  endedAt: Date | null
  createdAt: Date
  updatedAt: Date
  componentSourceIds: string[]
  /** Oldest first; at least one. */
  updates: PlannedUpdate<Status>[]
}

export type PlannedReport = PlannedStory<ReportStatus> & { impact: Impact; monitoringAt: Date | null }

export type PlannedMaintenance = PlannedStory<ShownMaintenanceStatus> & {
  scheduledFor: Date
  scheduledUntil: Date
  /** Monitors that keep quiet meanwhile, as the source numbers them. */
  monitorSourceIds?: string[] | undefined
}

/** A maintenance that comes again. */
export type PlannedSeries = {
  sourceId: string
  title: string
  body: string
  startsLocal: string
  timeZone: string
  rule: string
  durationMinutes: number
  componentSourceIds: string[]
  monitorSourceIds: string[]
}

/** Of one import; a page that has more is brought over by its newest. */
export const maxReports = 1_000
export const maxMaintenances = 500
export const maxMonitors = 2_000
export const maxPagesOfFile = 20
/** Named in an answer; the others are only counted. */
export const maxSkippedNamed = 200

const shortId = /^[a-z0-9]{12}$/

/** 12 lower-case letters and digits, as the ids of the Statuspage API and of our own pages. */
export function isShortId(text: string): boolean {
  return shortId.test(text)
}

/**
 * The id of what cannot keep its own, because that has another form or belongs to something else. The same thing of the
 * same page always gets the same one, so that importing twice is importing once.
 */
export function derivedId(...parts: readonly string[]): string {
  return BigInt(`0x${digestOf(...parts)}`)
    .toString(36)
    .padStart(12, '0')
    .slice(-12)
}

export function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}

/** One line of at most 200 characters, as names here are; empty when nothing is left. */
export function lineOf(text: string | null | undefined, max = 200): string {
  return cut((text ?? '').replaceAll(/\p{Cc}+/gu, ' '), max)
}

/** Several lines, without what a database or a reader cannot take. */
export function proseOf(text: string | null | undefined, max = 20_000): string {
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  return cut((text ?? '').replaceAll('\r\n', '\n').replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, ''), max)
}

function cut(text: string, max: number): string {
  const whole = text.toWellFormed().trim()
  return whole.length <= max ? whole : `${whole.slice(0, max - 1).toWellFormed()}…`
}

/** As a part of an address: 2 to 40 letters, digits and inner dashes; `fallback` when too little is left. */
export function slugFrom(name: string, fallback: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')
  return slug.length < 2 ? fallback : slug
}
