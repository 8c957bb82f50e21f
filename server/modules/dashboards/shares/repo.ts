import type { Dashboard as ShownDashboard } from '#common/dashboards'
import type { Tx } from '#platform/context'
import type { PlatformTx } from '#platform/database'
import { sql, type JsonValue } from '#platform/database'
import { notFound } from '#platform/errors'
import type { Chosen } from '../public/shown.ts'

/** Whoever has its address sees the dashboard as it is now, with these values, and no further back than the range. */
export type Link = {
  id: string
  dashboardId: string
  name: string
  variables: Chosen
  longestRangeSeconds: number
  createdAt: Date
  createdBy: string
  revokedAt: Date | null
  revokedBy: string | null
}

/** What the dashboard showed once. */
export type Snapshot = {
  id: string
  dashboardId: string
  name: string
  createdAt: Date
  createdBy: string
  expiresAt: Date
  rangeFrom: Date
  rangeTo: Date
}
export type SnapshotContent = { shown: ShownDashboard; variables: Chosen }

declare module '#platform/database' {
  interface Tables {
    dashboardLinks: Link & { workspaceId: string }
    dashboardSnapshots: Snapshot & SnapshotContent & { workspaceId: string }
    dashboardSnapshotPanels: { workspaceId: string; snapshotId: string; panelKey: string; answer: string }
  }
}

const linkColumns = [
  ...(['id', 'dashboardId', 'name', 'variables', 'longestRangeSeconds'] as const),
  ...(['createdAt', 'createdBy', 'revokedAt', 'revokedBy'] as const),
] as const satisfies (keyof Link)[]
const snapshotColumns = [
  ...(['id', 'dashboardId', 'name', 'createdAt', 'createdBy', 'expiresAt', 'rangeFrom', 'rangeTo'] as const),
] as const satisfies (keyof Snapshot)[]

function links(tx: Tx) {
  return tx.db.selectFrom('dashboardLinks').select(linkColumns).where('workspaceId', '=', tx.workspaceId)
}

/** Newest first, revoked ones too. */
export async function listLinks(tx: Tx, dashboardId: string): Promise<Link[]> {
  return links(tx).where('dashboardId', '=', dashboardId).orderBy('id', 'desc').execute()
}

export async function findLink(tx: Tx, id: string): Promise<Link | undefined> {
  return links(tx).where('id', '=', id).executeTakeFirst()
}

export async function getLinkForUpdate(tx: Tx, dashboardId: string, id: string): Promise<Link> {
  const query = links(tx).where('dashboardId', '=', dashboardId).where('id', '=', id)
  const link = await query.forUpdate().executeTakeFirst()
  if (!link) throw notFound('public link')
  return link
}

export async function insertLink(tx: Tx, link: Link): Promise<void> {
  await tx.db
    .insertInto('dashboardLinks')
    .values({ ...link, workspaceId: tx.workspaceId, variables: asJson(link.variables) })
    .execute()
}

export async function revokeLink(tx: Tx, id: string): Promise<void> {
  await tx.db
    .updateTable('dashboardLinks')
    .set({ revokedAt: tx.now(), revokedBy: tx.actor.id })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

function snapshots(tx: Tx) {
  return tx.db.selectFrom('dashboardSnapshots').select(snapshotColumns).where('workspaceId', '=', tx.workspaceId)
}

/** Of this dashboard, newest first, also those that are over and not swept yet. */
export async function listSnapshots(tx: Tx, dashboardId: string): Promise<Snapshot[]> {
  return snapshots(tx).where('dashboardId', '=', dashboardId).orderBy('id', 'desc').execute()
}

export async function countSnapshots(tx: Tx): Promise<number> {
  const { count } = await tx.db
    .selectFrom('dashboardSnapshots')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .executeTakeFirstOrThrow()
  return count
}

export async function findSnapshot(tx: Tx, id: string): Promise<(Snapshot & SnapshotContent) | undefined> {
  return snapshots(tx).select(['shown', 'variables']).where('id', '=', id).executeTakeFirst()
}

export async function getSnapshotForUpdate(tx: Tx, dashboardId: string, id: string): Promise<Snapshot> {
  const query = snapshots(tx).where('dashboardId', '=', dashboardId).where('id', '=', id)
  const snapshot = await query.forUpdate().executeTakeFirst()
  if (!snapshot) throw notFound('snapshot')
  return snapshot
}

export async function insertSnapshot(
  tx: Tx,
  { shown, variables, ...snapshot }: Snapshot & SnapshotContent,
  answers: readonly { panelKey: string; answer: string }[],
): Promise<void> {
  const { workspaceId } = tx
  await tx.db
    .insertInto('dashboardSnapshots')
    .values({ ...snapshot, workspaceId, shown: asJson(shown), variables: asJson(variables) })
    .execute()
  for (const answer of answers) {
    await tx.db
      .insertInto('dashboardSnapshotPanels')
      .values({ ...answer, workspaceId, snapshotId: snapshot.id })
      .execute()
  }
}

export async function removeSnapshot(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('dashboardSnapshots').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

export async function findAnswer(tx: Tx, snapshotId: string, panelKey: string): Promise<string | undefined> {
  const row = await tx.db
    .selectFrom('dashboardSnapshotPanels')
    .select('answer')
    .where('workspaceId', '=', tx.workspaceId)
    .where('snapshotId', '=', snapshotId)
    .where('panelKey', '=', panelKey)
    .executeTakeFirst()
  return row?.answer
}

/** Whose link it is, before a workspace is known; undefined for none, and for one that was revoked. */
export async function locateLink(tx: PlatformTx, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ workspaceId: string }>`
    select l.workspace_id from dashboard_links l join workspaces w on w.id = l.workspace_id and w.deleted_at is null
    where l.id = ${id} and l.revoked_at is null`.execute(tx.db)
  return rows[0]?.workspaceId
}

/** The same of a snapshot; undefined for one that is over. */
export async function locateSnapshot(tx: PlatformTx, id: string): Promise<string | undefined> {
  const { rows } = await sql<{ workspaceId: string }>`
    select s.workspace_id from dashboard_snapshots s join workspaces w on w.id = s.workspace_id and w.deleted_at is null
    where s.id = ${id} and s.expires_at > ${tx.now()}`.execute(tx.db)
  return rows[0]?.workspaceId
}

function asJson<T extends object>(value: T) {
  return sql<T & JsonValue>`${JSON.stringify(value)}::jsonb`
}
