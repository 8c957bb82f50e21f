import type { JsonObject } from '#common/dashboards'
import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import { notFound } from '#platform/errors'
import { maxVersionBytes, maxVersions, type Dashboard } from './dashboard.ts'

export type Version = { dashboardId: string; version: number; message: string; createdAt: Date; createdBy: string }

declare module '#platform/database' {
  interface Tables {
    dashboards: Dashboard & { workspaceId: string }
    dashboardVersions: Version & { workspaceId: string; json: JsonObject; sizeBytes: number }
    dashboardStars: { workspaceId: string; userId: string; dashboardId: string }
  }
}

const listed = [
  ...(['id', 'title', 'description', 'tags', 'folder', 'version'] as const),
  ...(['createdAt', 'createdBy', 'updatedAt', 'updatedBy'] as const),
] as const satisfies (keyof Dashboard)[]

export type Listed = Omit<Dashboard, 'json'>

/** By title; whatever their number, there are `maxDashboards` at most. */
export async function list(tx: Tx): Promise<Listed[]> {
  const query = tx.db.selectFrom('dashboards').select(listed).where('workspaceId', '=', tx.workspaceId)
  return query.orderBy('title').orderBy('id').execute()
}

export async function find(tx: Tx, id: string): Promise<Dashboard | undefined> {
  return dashboards(tx, id).executeTakeFirst()
}

export async function getForUpdate(tx: Tx, id: string): Promise<Dashboard> {
  const dashboard = await dashboards(tx, id).forUpdate().executeTakeFirst()
  if (!dashboard) throw notFound('dashboard')
  return dashboard
}

function dashboards(tx: Tx, id: string) {
  return tx.db
    .selectFrom('dashboards')
    .select([...listed, 'json'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
}

/** Of two who add at once the second one waits, so that counting and inserting are one step. */
export async function lockAndCount(tx: Tx): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`dashboards ${tx.workspaceId}`}, 0))`.execute(tx.db)
  const { count } = await tx.db
    .selectFrom('dashboards')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return count
}

export async function insert(tx: Tx, dashboard: Dashboard): Promise<void> {
  await tx.db
    .insertInto('dashboards')
    .values({ ...dashboard, workspaceId: tx.workspaceId, json: asJson(dashboard.json) })
    .execute()
}

export async function update(tx: Tx, { id, createdAt: _at, createdBy: _by, ...changes }: Dashboard): Promise<void> {
  await tx.db
    .updateTable('dashboards')
    .set({ ...changes, json: asJson(changes.json) })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.db
    .deleteFrom('dashboardStars')
    .where('workspaceId', '=', tx.workspaceId)
    .where('dashboardId', '=', id)
    .execute()
  await tx.db.deleteFrom('dashboards').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** Keeps the present state among the versions, and no more of them than are kept. */
export async function addVersion(tx: Tx, dashboard: Dashboard, message: string): Promise<void> {
  const { id: dashboardId, version, json, updatedAt: createdAt, updatedBy: createdBy } = dashboard
  const sizeBytes = Buffer.byteLength(JSON.stringify(json))
  const { workspaceId } = tx
  const row = { workspaceId, dashboardId, version, message, createdAt, createdBy, sizeBytes }
  await tx.db
    .insertInto('dashboardVersions')
    .values({ ...row, json: asJson(json) })
    .execute()
  await sql`
    delete from dashboard_versions v using (
      select version, row_number() over newest as place, sum(size_bytes) over newest as size
      from dashboard_versions where workspace_id = ${tx.workspaceId} and dashboard_id = ${dashboardId}
      window newest as (order by version desc)
    ) kept
    where v.workspace_id = ${tx.workspaceId} and v.dashboard_id = ${dashboardId} and v.version = kept.version
      and v.version < ${version} and (kept.place > ${maxVersions} or kept.size > ${maxVersionBytes})`.execute(tx.db)
}

export async function listVersions(tx: Tx, dashboardId: string): Promise<Version[]> {
  return versions(tx, dashboardId).orderBy('version', 'desc').execute()
}

/** Throws not_found. */
export async function getVersion(tx: Tx, dashboardId: string, version: number) {
  const found = await versions(tx, dashboardId).select('json').where('version', '=', version).executeTakeFirst()
  if (!found) throw notFound('version')
  return found
}

function versions(tx: Tx, dashboardId: string) {
  return tx.db
    .selectFrom('dashboardVersions')
    .select(['dashboardId', 'version', 'message', 'createdAt', 'createdBy'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('dashboardId', '=', dashboardId)
}

/** Of whoever acts. */
export async function listStars(tx: Tx): Promise<Set<string>> {
  const query = tx.db.selectFrom('dashboardStars').select('dashboardId').where('workspaceId', '=', tx.workspaceId)
  const rows = await query.where('userId', '=', tx.actor.id).execute()
  return new Set(rows.map(({ dashboardId }) => dashboardId))
}

export async function addStar(tx: Tx, dashboardId: string): Promise<void> {
  await tx.db
    .insertInto('dashboardStars')
    .values({ workspaceId: tx.workspaceId, userId: tx.actor.id, dashboardId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function removeStar(tx: Tx, dashboardId: string): Promise<void> {
  await tx.db
    .deleteFrom('dashboardStars')
    .where('workspaceId', '=', tx.workspaceId)
    .where('userId', '=', tx.actor.id)
    .where('dashboardId', '=', dashboardId)
    .execute()
}

export function asJson(value: object) {
  return sql<JsonObject & JsonValue>`${JSON.stringify(value)}::jsonb`
}
