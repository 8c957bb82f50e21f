/**
 * All that the public sees of a page at one moment, as one immutable value. The HTML, the eight bodies of the
 * Statuspage API, the feeds, the badge and the widget are pure functions of it, so that they can never disagree.
 */
import type { ComponentGroup, ComponentStatus, RecordedStatus } from './components/component.ts'
import { headlineOf, type Headline, type Impact } from './headline.ts'
import type { Locale } from './look/locale.ts'
import type { ShownLook } from './look/look.ts'
import type { StatusPage } from './page.ts'
import { isOver, type ReportStatus } from './report.ts'

/** A component that the public may see: hidden ones are in no snapshot. */
export type SnapshotComponent = {
  id: string
  name: string
  /** Empty when there is none. */
  description: string
  status: ComponentStatus
  /** From 1 over the whole page; a group comes right before its components. */
  position: number
  /** Null for one that is in no group. */
  groupId: string | null
  showcase: boolean
  /** `2026-11-21`, from when on it counts; null: since it was made. */
  startDate: string | null
  onlyShowIfDegraded: boolean
  /** Why it is not well, when that is known: the names of components that it needs and that are not well. */
  because: string[]
  /** Nobody can tell since then; `status` is the last that was known. */
  unknownSince: Date | null
  createdAt: Date
  updatedAt: Date
}

export type SnapshotGroup = ComponentGroup

/** The state of a day: the worst of it, `unknown` where nothing is known of any of it. */
export type DayState = RecordedStatus

export type SnapshotUptime = {
  /** Of the component. */
  id: string
  /** Oldest first, the last one is today; local days of the page. `uptime` from 0 to 1, null where there is no figure. */
  days: {
    date: string
    uptime: number | null
    coverage: number
    worst: DayState
    secondsBy: Partial<Record<DayState, number>>
  }[]
  /** From 0 to 1 over all of the days; null when nothing is known. */
  uptime90: number | null
}

export type SnapshotUpdate = {
  id: string
  reportId: string
  /** From 1 within the report. */
  number: number
  status: ReportStatus
  body: string
  notified: boolean
  createdAt: Date
  /** When what it says came about; before `createdAt` where it was published afterwards. */
  displayAt: Date
  /** When its text was last changed after it was published; null: never. */
  correctedAt: Date | null
  components: { id: string; name: string; oldStatus: ComponentStatus; newStatus: ComponentStatus }[]
}

export type SnapshotReport = {
  id: string
  title: string
  impact: Impact
  status: ReportStatus
  startedAt: Date
  monitoringAt: Date | null
  resolvedAt: Date | null
  createdAt: Date
  updatedAt: Date
  componentIds: string[]
  /** Newest first. */
  updates: SnapshotUpdate[]
}

export type MaintenanceStatus = 'scheduled' | 'in_progress' | 'verifying' | 'completed'

export type SnapshotMaintenance = {
  id: string
  title: string
  status: MaintenanceStatus
  scheduledFor: Date
  scheduledUntil: Date
  startedAt: Date | null
  completedAt: Date | null
  createdAt: Date
  updatedAt: Date
  componentIds: string[]
  /** Newest first. */
  updates: {
    id: string
    status: MaintenanceStatus
    body: string
    createdAt: Date
    notified: boolean
    number: number
  }[]
}

/** A past report or window in the calendar: older ones are not told in full by the snapshot. */
export type HistoryEntry = {
  kind: 'report' | 'maintenance'
  id: string
  title: string
  impact: Impact
  startedAt: Date
  /** Null while it is open. */
  endedAt: Date | null
}

export type Logo = { hash: string; type: string; base64: string }

export type Snapshot = {
  page: StatusPage & { url: string }
  /** Of the page's own words. */
  locale: Locale
  look: ShownLook
  /** The picture itself, so that it is there when the database is not. */
  logo: Logo | null
  headline: Headline
  /** Those of groups stand together, in the order in which the page shows them. */
  components: SnapshotComponent[]
  /** In the order of their positions; a group of which nothing is shown is not here. */
  groups: SnapshotGroup[]
  uptime: SnapshotUptime[]
  /** All that are open, the 50 most recent and those of the past 14 days, newest first. */
  reports: SnapshotReport[]
  /** All that are to come or in progress, and the 50 most recent; the one that begins last is first. */
  maintenances: SnapshotMaintenance[]
  /** Of the past 12 months, newest first. */
  history: HistoryEntry[]
  /** When the database was asked. */
  takenAt: Date
}

/** As the Statuspage API: `incidents.json` shows this many. */
export const recentReports = 50
/** Days that the page looks back, today included. */
export const historyDays = 14
/** Months of the calendar, the present one included. */
export const historyMonths = 12

type ReportRow = Omit<SnapshotReport, 'componentIds' | 'updates'>
type UpdateRow = Omit<SnapshotUpdate, 'components' | 'displayAt' | 'correctedAt'> &
  Partial<Pick<SnapshotUpdate, 'displayAt' | 'correctedAt'>>

/** Puts together what was read; each list in any order. Hidden components are taken out of all that names them. */
export function buildSnapshot(input: {
  page: StatusPage
  url: string
  look?: ShownLook
  logo?: Logo | null
  components: readonly (Partial<SnapshotComponent> & ComponentBasics & { hidden?: boolean })[]
  groups?: readonly SnapshotGroup[]
  uptime?: readonly SnapshotUptime[]
  reports: readonly ReportRow[]
  reportComponents: readonly { reportId: string; componentId: string }[]
  updates: readonly UpdateRow[]
  updateComponents: readonly (SnapshotUpdate['components'][number] & { updateId: string })[]
  maintenances?: readonly SnapshotMaintenance[]
  history?: readonly HistoryEntry[]
  takenAt: Date
}): Snapshot {
  const hidden = new Set(input.components.filter((each) => each.hidden).map(({ id }) => id))
  const { components, groups } = arranged(
    input.components.filter(({ id }) => !hidden.has(id)).map(componentOf),
    input.groups ?? [],
  )
  const order = new Map(components.map(({ id }, index) => [id, index]))
  const affected = Map.groupBy(input.reportComponents, (row) => row.reportId)
  const changes = Map.groupBy(input.updateComponents, (row) => row.updateId)
  const updates = Map.groupBy(input.updates, (row) => row.reportId)
  const place = (id: string): number => order.get(id) ?? Infinity
  const shownIds = (ids: readonly string[]): string[] =>
    ids.filter((id) => order.has(id)).toSorted((a, b) => place(a) - place(b))
  const updateOf = (update: UpdateRow): SnapshotUpdate => ({
    ...update,
    displayAt: update.displayAt ?? update.createdAt,
    correctedAt: update.correctedAt ?? null,
    components: (changes.get(update.id) ?? [])
      .filter(({ id }) => !hidden.has(id))
      .map(({ id, name, oldStatus, newStatus }) => ({ id, name, oldStatus, newStatus }))
      .toSorted((a, b) => byPlace(place(a.id), place(b.id)) || compare(a.id, b.id)),
  })
  const reports = input.reports
    .map((report) => ({
      ...pick(report),
      componentIds: shownIds((affected.get(report.id) ?? []).map((row) => row.componentId)),
      updates: (updates.get(report.id) ?? []).toSorted((a, b) => b.number - a.number).map(updateOf),
    }))
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || compare(a.id, b.id))
  const maintenances = (input.maintenances ?? [])
    .map((window) => ({
      ...window,
      componentIds: shownIds(window.componentIds),
      updates: window.updates.toSorted((a, b) => b.number - a.number),
    }))
    .toSorted((a, b) => b.scheduledFor.getTime() - a.scheduledFor.getTime() || compare(a.id, b.id))
  // A report about nothing but hidden components says nothing of a component that is shown, and is still a report.
  const claims = input.reports.filter(isOpen).map(({ id, impact }) => ({
    impact,
    componentIds: (affected.get(id) ?? []).map((row) => row.componentId),
  }))
  return {
    page: { ...input.page, url: input.url },
    locale: input.page.locale,
    look: input.look ?? { accent: null, accentDark: null, theme: 'auto', css: '', logoHash: null },
    logo: input.logo ?? null,
    headline: headlineOf(
      components.map((component) => component.status),
      claims,
    ),
    components,
    groups,
    uptime: (input.uptime ?? []).filter(({ id }) => order.has(id)).toSorted((a, b) => place(a.id) - place(b.id)),
    reports,
    maintenances,
    history: [...(input.history ?? [])],
    takenAt: input.takenAt,
  }
}

type ComponentBasics = Pick<
  SnapshotComponent,
  'id' | 'name' | 'description' | 'status' | 'position' | 'createdAt' | 'updatedAt'
>

/** Only what the public may see: the rows have more. */
function componentOf(row: Partial<SnapshotComponent> & ComponentBasics): SnapshotComponent {
  const { id, name, description, status, position, createdAt, updatedAt } = row
  return {
    ...{ id, name, description, status, position },
    groupId: row.groupId ?? null,
    showcase: row.showcase ?? false,
    startDate: row.startDate ?? null,
    onlyShowIfDegraded: row.onlyShowIfDegraded ?? false,
    because: row.because ?? [],
    unknownSince: row.unknownSince ?? null,
    ...{ createdAt, updatedAt },
  }
}

function pick(report: ReportRow): ReportRow {
  const { id, title, impact, status, startedAt, monitoringAt, resolvedAt, createdAt, updatedAt } = report
  return { id, title, impact, status, startedAt, monitoringAt, resolvedAt, createdAt, updatedAt }
}

/** In the order of the page. A component of a group that is not known stands on its own. */
function arranged(components: readonly SnapshotComponent[], groups: readonly SnapshotGroup[]) {
  const known = new Set(groups.map(({ id }) => id))
  const placed = components.map((each) =>
    each.groupId !== null && known.has(each.groupId) ? each : { ...each, groupId: null },
  )
  const tree = treeOf(placed, groups)
  return {
    components: tree.flatMap((each) => (isGroup(each) ? each.members : [each])),
    groups: tree.filter(isGroup).map(({ members: _, ...group }) => group),
  }
}

export type GroupWithMembers = SnapshotGroup & { members: SnapshotComponent[] }

export function isGroup(each: SnapshotComponent | GroupWithMembers): each is GroupWithMembers {
  return 'members' in each
}

/** Groups that have members, and the components that are in none, in the order of the page. */
function treeOf(
  components: readonly SnapshotComponent[],
  groups: readonly SnapshotGroup[],
): (SnapshotComponent | GroupWithMembers)[] {
  const sorted = components.toSorted((a, b) => a.position - b.position || compare(a.id, b.id))
  const byGroup = Map.groupBy(sorted, ({ groupId }) => groupId)
  const filled = groups.map((group) => ({ ...group, members: byGroup.get(group.id) ?? [] }))
  return [...filled.filter(({ members }) => members.length > 0), ...(byGroup.get(null) ?? [])].toSorted(
    (a, b) => a.position - b.position || compare(a.id, b.id),
  )
}

/** What the page lists: one that shall be seen only in trouble is not there while it is well. It counts all the same. */
export function listedComponents({ components }: Snapshot): SnapshotComponent[] {
  return components.filter((each) => !each.onlyShowIfDegraded || each.status !== 'operational')
}

/** What the page lists, with groups and their members in the order of the page. */
export function listedTree(snapshot: Snapshot): (SnapshotComponent | GroupWithMembers)[] {
  return treeOf(listedComponents(snapshot), snapshot.groups)
}

export function isOpen(report: { status: ReportStatus }): boolean {
  return !isOver(report.status)
}

export type Day = {
  /** Local date of the page, `2026-11-21`. */
  date: string
  reports: SnapshotReport[]
}

/** The past days in the page's time zone, today first, each with the reports that started on it. */
export function daysOf(snapshot: Snapshot, now: Date): Day[] {
  const zone = snapshot.page.timeZone
  const byDay = Map.groupBy(snapshot.reports, (report) => localDate(report.startedAt, zone))
  // Steps from noon, so that a day of 23 or 25 hours is neither skipped nor doubled.
  const noon = new Date(`${localDate(now, zone)}T12:00:00Z`).getTime()
  return Array.from({ length: historyDays }, (_, index) => {
    const date = new Date(noon - index * 86_400_000).toISOString().slice(0, 10)
    return { date, reports: byDay.get(date) ?? [] }
  })
}

/** The months of the calendar, `2026-11`, the present one first. */
export function monthsOf({ page }: Snapshot, now: Date): string[] {
  const [year = 0, month = 0] = localDate(now, page.timeZone).split('-').map(Number)
  return Array.from({ length: historyMonths }, (_, index) =>
    new Date(Date.UTC(year, month - 1 - index, 1)).toISOString().slice(0, 7),
  )
}

/** `2026-11-21` in the zone. */
export function localDate(at: Date, timeZone: string): string {
  return dateFormat(timeZone).format(at)
}

const dateFormats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than rendering a page. There are some 600 zones, so this stays small. */
function dateFormat(timeZone: string): Intl.DateTimeFormat {
  // Swedish writes dates as ISO 8601 does.
  const options = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const format = dateFormats.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', options)
  dateFormats.set(timeZone, format)
  return format
}

/** `Infinity - Infinity` is no number. */
function byPlace(a: number, b: number): number {
  return a === b ? 0 : a - b
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
