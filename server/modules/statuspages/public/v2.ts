/**
 * The read API of Atlassian Statuspage, version 2, in its shape to the letter: names, order of keys, null and absence
 * (some readers refuse unknown keys). What it calls an incident is a status report here. Pure: snapshot in, body out.
 */
import type { Component } from '../component.ts'
import {
  isOpen,
  localDate,
  recentReports,
  type Snapshot,
  type SnapshotReport,
  type SnapshotUpdate,
} from '../snapshot.ts'

/** File name below `/api/v2/` to its body. Maintenances come with their own issue; until then there are none. */
export const v2Bodies = {
  'summary.json': (s: Snapshot) => ({
    page: page(s),
    components: components(s),
    incidents: s.reports.filter(isOpen).map((report) => incident(s, report)),
    scheduled_maintenances: [],
    status: status(s),
  }),
  'status.json': (s: Snapshot) => ({ page: page(s), status: status(s) }),
  'components.json': (s: Snapshot) => ({ page: page(s), components: components(s) }),
  'incidents.json': (s: Snapshot) => ({
    page: page(s),
    incidents: s.reports.slice(0, recentReports).map((report) => incident(s, report)),
  }),
  'incidents/unresolved.json': (s: Snapshot) => ({
    page: page(s),
    incidents: s.reports.filter(isOpen).map((report) => incident(s, report)),
  }),
  'scheduled-maintenances.json': (s: Snapshot) => ({ page: page(s), scheduled_maintenances: [] }),
  'scheduled-maintenances/upcoming.json': (s: Snapshot) => ({ page: page(s), scheduled_maintenances: [] }),
  'scheduled-maintenances/active.json': (s: Snapshot) => ({ page: page(s), scheduled_maintenances: [] }),
} satisfies Record<string, (snapshot: Snapshot) => object>

export type V2File = keyof typeof v2Bodies

function page({ page: { id, name, url, timeZone, updatedAt } }: Snapshot): object {
  return { id, name, url, time_zone: timeZone, updated_at: time(updatedAt) }
}

function status({ headline: { indicator, description } }: Snapshot): object {
  return { indicator, description }
}

function components(snapshot: Snapshot): object[] {
  return snapshot.components.map((each) => component(snapshot, each))
}

function component({ page: { id: pageId, timeZone } }: Snapshot, each: Component): object {
  return {
    id: each.id,
    name: each.name,
    status: each.status,
    created_at: time(each.createdAt),
    updated_at: time(each.updatedAt),
    position: each.position,
    description: each.description === '' ? null : each.description,
    showcase: false,
    start_date: localDate(each.createdAt, timeZone),
    group_id: null,
    page_id: pageId,
    group: false,
    only_show_if_degraded: false,
  }
}

function incident(snapshot: Snapshot, report: SnapshotReport): object {
  const affected = snapshot.components.filter(({ id }) => report.componentIds.includes(id))
  return {
    id: report.id,
    name: report.title,
    status: report.status,
    created_at: time(report.createdAt),
    updated_at: time(report.updatedAt),
    monitoring_at: report.monitoringAt && time(report.monitoringAt),
    resolved_at: report.resolvedAt && time(report.resolvedAt),
    impact: report.impact,
    shortlink: `${snapshot.page.url}/reports/${report.id}`,
    started_at: time(report.startedAt),
    page_id: snapshot.page.id,
    incident_updates: report.updates.map(incidentUpdate),
    components: affected.map((each) => component(snapshot, each)),
    reminder_intervals: null,
  }
}

function incidentUpdate(update: SnapshotUpdate): object {
  return {
    id: update.id,
    status: update.status,
    body: update.body,
    incident_id: update.reportId,
    created_at: time(update.createdAt),
    updated_at: time(update.createdAt),
    display_at: time(update.createdAt),
    affected_components: update.components.length === 0 ? null : update.components.map(affectedComponent),
    deliver_notifications: update.notified,
    custom_tweet: null,
    tweet_id: null,
  }
}

function affectedComponent({ id, name, oldStatus, newStatus }: SnapshotUpdate['components'][number]): object {
  return { code: id, name, old_status: oldStatus, new_status: newStatus }
}

/** RFC 3339 with milliseconds in UTC. */
function time(at: Date): string {
  return at.toISOString()
}
