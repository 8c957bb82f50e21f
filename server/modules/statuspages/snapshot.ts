/**
 * All that the public sees of a page at one moment, as one immutable value. The HTML, the eight bodies of the
 * Statuspage API and the feeds are pure functions of it, so that they can never disagree.
 */
import type { Component, ComponentStatus } from './component.ts'
import { headlineOf, type Headline, type Impact } from './headline.ts'
import type { StatusPage } from './page.ts'
import type { ReportStatus } from './report.ts'

export type SnapshotUpdate = {
  id: string
  reportId: string
  /** From 1 within the report. */
  number: number
  status: ReportStatus
  body: string
  notified: boolean
  createdAt: Date
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

export type Snapshot = {
  page: StatusPage & { url: string }
  headline: Headline
  /** In the order of their positions. */
  components: Component[]
  /** All that are open, the 50 most recent and those of the past 14 days, newest first. */
  reports: SnapshotReport[]
  /** When the database was asked. */
  takenAt: Date
}

/** As the Statuspage API: `incidents.json` shows this many. */
export const recentReports = 50
/** Days that the page looks back, today included. */
export const historyDays = 14

/** Puts together what `repo.loadSnapshotRows` found; each list in any order. */
export function buildSnapshot(input: {
  page: StatusPage
  url: string
  components: readonly Component[]
  reports: readonly Omit<SnapshotReport, 'componentIds' | 'updates'>[]
  reportComponents: readonly { reportId: string; componentId: string }[]
  updates: readonly Omit<SnapshotUpdate, 'components'>[]
  updateComponents: readonly (SnapshotUpdate['components'][number] & { updateId: string })[]
  takenAt: Date
}): Snapshot {
  const components = input.components.toSorted((a, b) => a.position - b.position || compare(a.id, b.id))
  const order = new Map(components.map(({ id }, index) => [id, index]))
  const affected = Map.groupBy(input.reportComponents, (row) => row.reportId)
  const changes = Map.groupBy(input.updateComponents, (row) => row.updateId)
  const updates = Map.groupBy(input.updates, (row) => row.reportId)
  const place = (id: string): number => order.get(id) ?? Infinity
  const updateOf = (update: Omit<SnapshotUpdate, 'components'>): SnapshotUpdate => ({
    ...update,
    components: (changes.get(update.id) ?? [])
      .map(({ id, name, oldStatus, newStatus }) => ({ id, name, oldStatus, newStatus }))
      .toSorted((a, b) => place(a.id) - place(b.id) || compare(a.id, b.id)),
  })
  const reportOf = (report: Omit<SnapshotReport, 'componentIds' | 'updates'>): SnapshotReport => ({
    ...report,
    componentIds: (affected.get(report.id) ?? [])
      .map((row) => row.componentId)
      .filter((id) => order.has(id))
      .toSorted((a, b) => place(a) - place(b)),
    updates: (updates.get(report.id) ?? []).toSorted((a, b) => b.number - a.number).map(updateOf),
  })
  const reports = input.reports
    .map(reportOf)
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || compare(a.id, b.id))
  const statuses = components.map((component) => component.status)
  return {
    page: { ...input.page, url: input.url },
    headline: headlineOf(statuses, reports.filter(isOpen)),
    components,
    reports,
    takenAt: input.takenAt,
  }
}

export function isOpen(report: { status: ReportStatus }): boolean {
  return report.status !== 'resolved'
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

/** `2026-11-21` in the zone. */
export function localDate(at: Date, timeZone: string): string {
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
