/** SQL of imports: which ids are taken, and many rows at once. Runs under the page's lock. */
import '../tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { Component, ComponentGroup } from '../components/component.ts'
import type { StateInterval } from '../components/state-repo.ts'
import type { Maintenance } from '../maintenance/maintenance.ts'
import type { MaintenanceUpdateRow } from '../maintenance/tables.ts'
import type { UpdateRow } from '../report-repo.ts'
import type { ComponentChange, ComponentState, Report } from '../report.ts'

export type ThingKind = 'component' | 'group' | 'report' | 'maintenance'
export type Place = { kind: ThingKind; id: string; pageId: string }

/** A statement has at most 65,535 values. */
const rowsAtOnce = 1_000

/** Of two imports of a workspace the second one sees what the first one added. */
export async function lockImports(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`status imports ${tx.workspaceId}`}, 0))`.execute(tx.db)
}

/** Where things of the workspace with these ids stand. */
export async function listPlaces(tx: Tx, ids: readonly string[]): Promise<Place[]> {
  const wanted = [...ids]
  const { workspaceId } = tx
  const found = await sql<Place>`
    select 'component' as kind, id, page_id from components
      where workspace_id = ${workspaceId} and id = any(${wanted}::text[])
    union all select 'group', id, page_id from component_groups
      where workspace_id = ${workspaceId} and id = any(${wanted}::text[])
    union all select 'report', id, page_id from status_reports
      where workspace_id = ${workspaceId} and id = any(${wanted}::text[])
    union all select 'maintenance', id, page_id from maintenances
      where workspace_id = ${workspaceId} and id = any(${wanted}::text[])`.execute(tx.db)
  return found.rows
}

/** Which of these ids updates of the workspace have already. */
export async function listUpdateIds(tx: Tx, ids: readonly string[]): Promise<string[]> {
  const wanted = [...ids]
  const found = await sql<{ id: string }>`
    select id from report_updates where workspace_id = ${tx.workspaceId} and id = any(${wanted}::text[])
    union select id from maintenance_updates
      where workspace_id = ${tx.workspaceId} and id = any(${wanted}::text[])`.execute(tx.db)
  return found.rows.map(({ id }) => id)
}

export async function insertGroups(tx: Tx, pageId: string, groups: readonly ComponentGroup[]): Promise<void> {
  const { workspaceId } = tx
  for (const some of chunks(groups)) {
    await tx.db
      .insertInto('componentGroups')
      .values(some.map((group) => ({ ...group, pageId, workspaceId })))
      .execute()
  }
}

export async function insertComponents(tx: Tx, pageId: string, components: readonly Component[]): Promise<void> {
  const { workspaceId } = tx
  for (const some of chunks(components)) {
    await tx.db
      .insertInto('components')
      .values(some.map((component) => ({ ...component, pageId, workspaceId })))
      .execute()
  }
}

export async function insertStates(
  tx: Tx,
  intervals: readonly (StateInterval & { componentId: string })[],
): Promise<void> {
  const { workspaceId } = tx
  for (const some of chunks(intervals)) {
    await tx.db
      .insertInto('componentStates')
      .values(some.map((interval) => ({ ...interval, workspaceId })))
      .execute()
  }
}

export type NewReport = {
  report: Report
  affected: ComponentState[]
  updates: (UpdateRow & { changes: ComponentChange[] })[]
}

export async function insertReports(tx: Tx, reports: readonly NewReport[]): Promise<void> {
  const { workspaceId } = tx
  for (const some of chunks(reports)) {
    await tx.db
      .insertInto('statusReports')
      .values(some.map(({ report }) => ({ ...report, workspaceId })))
      .execute()
  }
  const updates = reports.flatMap((each) => each.updates)
  for (const some of chunks(updates)) {
    await tx.db
      .insertInto('reportUpdates')
      .values(some.map(({ changes: _, ...update }) => ({ ...update, workspaceId })))
      .execute()
  }
  const changes = updates.flatMap(({ id: updateId, changes }) =>
    changes.map(({ id: componentId, ...change }) => ({ workspaceId, updateId, componentId, ...change })),
  )
  for (const some of chunks(changes)) await tx.db.insertInto('updateComponents').values(some).execute()
  const affected = reports.flatMap(({ report, affected }) =>
    affected.map(({ id, status }) => ({ workspaceId, reportId: report.id, componentId: id, status })),
  )
  for (const some of chunks(affected)) await tx.db.insertInto('reportComponents').values(some).execute()
}

export type NewMaintenance = { maintenance: Maintenance; componentIds: string[]; updates: MaintenanceUpdateRow[] }

export async function insertMaintenances(tx: Tx, maintenances: readonly NewMaintenance[]): Promise<void> {
  const { workspaceId } = tx
  for (const some of chunks(maintenances)) {
    await tx.db
      .insertInto('maintenances')
      .values(some.map(({ maintenance }) => ({ ...maintenance, workspaceId })))
      .execute()
  }
  const updates = maintenances.flatMap((each) => each.updates)
  for (const some of chunks(updates)) {
    await tx.db
      .insertInto('maintenanceUpdates')
      .values(some.map((update) => ({ ...update, workspaceId })))
      .execute()
  }
  const components = maintenances.flatMap(({ maintenance, componentIds }) =>
    componentIds.map((componentId) => ({ workspaceId, maintenanceId: maintenance.id, componentId })),
  )
  for (const some of chunks(components)) await tx.db.insertInto('maintenanceComponents').values(some).execute()
}

function chunks<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, index) =>
    rows.slice(index * rowsAtOnce, (index + 1) * rowsAtOnce),
  )
}
