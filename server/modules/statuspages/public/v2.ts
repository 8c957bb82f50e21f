/**
 * The read API of Atlassian Statuspage, version 2, in its shape to the letter: names, order of keys, null and absence
 * (some readers refuse unknown keys). What it calls an incident is a status report here, and its scheduled maintenance
 * a maintenance window. Pure: snapshot in, body out.
 */
import type { ComponentStatus } from '../components/component.ts'
import { stateOfGroup } from '../components/group-state.ts'
import {
  isGroup,
  isOpen,
  listedTree,
  localDate,
  recentReports,
  type GroupWithMembers,
  type Snapshot,
  type SnapshotComponent,
  type SnapshotMaintenance,
  type SnapshotReport,
  type SnapshotUpdate,
} from '../snapshot.ts'

/** File name below `/api/v2/` to its body. */
export const v2Bodies = {
  'summary.json': (s: Snapshot) => ({
    page: page(s),
    components: components(s),
    incidents: s.reports.filter(isOpen).map((report) => incident(s, report)),
    scheduled_maintenances: maintenances(s, (window) => isUpcoming(window) || isActive(window)),
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
  'scheduled-maintenances.json': (s: Snapshot) => ({
    page: page(s),
    scheduled_maintenances: maintenances(s, () => true).slice(0, recentReports),
  }),
  'scheduled-maintenances/upcoming.json': (s: Snapshot) => ({
    page: page(s),
    scheduled_maintenances: maintenances(s, isUpcoming),
  }),
  'scheduled-maintenances/active.json': (s: Snapshot) => ({
    page: page(s),
    scheduled_maintenances: maintenances(s, isActive),
  }),
} satisfies Record<string, (snapshot: Snapshot) => object>

export type V2File = keyof typeof v2Bodies

export function isUpcoming({ status }: SnapshotMaintenance): boolean {
  return status === 'scheduled'
}

export function isActive({ status }: SnapshotMaintenance): boolean {
  return status === 'in_progress' || status === 'verifying'
}

function page({ page: { id, name, url, timeZone, updatedAt } }: Snapshot): object {
  return { id, name, url, time_zone: timeZone, updated_at: time(updatedAt) }
}

function status({ headline: { indicator, description } }: Snapshot): object {
  return { indicator, description }
}

function components(snapshot: Snapshot): object[] {
  return listedTree(snapshot).flatMap((each) =>
    isGroup(each)
      ? [group(snapshot, each), ...each.members.map((member) => component(snapshot, member))]
      : [component(snapshot, each)],
  )
}

function component({ page: { id: pageId, timeZone } }: Snapshot, each: SnapshotComponent): object {
  return {
    id: each.id,
    name: each.name,
    status: each.status,
    created_at: time(each.createdAt),
    updated_at: time(each.updatedAt),
    position: each.position,
    description: each.description === '' ? null : each.description,
    showcase: each.showcase,
    start_date: each.startDate ?? localDate(each.createdAt, timeZone),
    group_id: each.groupId,
    page_id: pageId,
    group: false,
    only_show_if_degraded: each.onlyShowIfDegraded,
  }
}

/** The worst of its members, as there; or the best, where they stand in for each other. */
function group({ page: { id: pageId } }: Snapshot, each: GroupWithMembers): object {
  return {
    id: each.id,
    name: each.name,
    status: groupStatus(each),
    created_at: time(each.createdAt),
    updated_at: time(each.updatedAt),
    position: each.position,
    description: each.description === '' ? null : each.description,
    showcase: false,
    start_date: null,
    group_id: null,
    page_id: pageId,
    group: true,
    only_show_if_degraded: false,
    components: each.members.map(({ id }) => id),
  }
}

/** What was last known of each of them: the API has no word for what nobody can tell. */
function groupStatus({ upWhen, members }: GroupWithMembers): ComponentStatus {
  const state = stateOfGroup(
    upWhen,
    members.map(({ status }) => status),
  )
  return state === 'unknown' ? 'operational' : state
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
    updated_at: time(update.correctedAt ?? update.createdAt),
    display_at: time(update.displayAt),
    affected_components: update.components.length === 0 ? null : update.components.map(affectedComponent),
    deliver_notifications: update.notified,
    custom_tweet: null,
    tweet_id: null,
  }
}

function affectedComponent({ id, name, oldStatus, newStatus }: SnapshotUpdate['components'][number]): object {
  return { code: id, name, old_status: oldStatus, new_status: newStatus }
}

function maintenances(snapshot: Snapshot, which: (window: SnapshotMaintenance) => boolean): object[] {
  return snapshot.maintenances.filter(which).map((window) => maintenance(snapshot, window))
}

function maintenance(snapshot: Snapshot, window: SnapshotMaintenance): object {
  const affected = snapshot.components.filter(({ id }) => window.componentIds.includes(id))
  const verifying = window.updates.findLast((update) => update.status === 'verifying')
  return {
    id: window.id,
    name: window.title,
    status: window.status,
    created_at: time(window.createdAt),
    updated_at: time(window.updatedAt),
    monitoring_at: verifying ? time(verifying.createdAt) : null,
    resolved_at: window.completedAt && time(window.completedAt),
    impact: 'maintenance',
    shortlink: `${snapshot.page.url}/maintenance/${window.id}`,
    started_at: time(window.startedAt ?? window.scheduledFor),
    page_id: snapshot.page.id,
    incident_updates: window.updates.map((update) => ({
      id: update.id,
      status: update.status,
      body: update.body,
      incident_id: window.id,
      created_at: time(update.createdAt),
      updated_at: time(update.createdAt),
      display_at: time(update.createdAt),
      affected_components: null,
      deliver_notifications: update.notified,
      custom_tweet: null,
      tweet_id: null,
    })),
    components: affected.map((each) => component(snapshot, each)),
    reminder_intervals: null,
    scheduled_for: time(window.scheduledFor),
    scheduled_until: time(window.scheduledUntil),
  }
}

/** RFC 3339 with milliseconds in UTC. */
function time(at: Date): string {
  return at.toISOString()
}
