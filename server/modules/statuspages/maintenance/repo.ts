/** SQL of maintenances and their updates. Series have a file of their own. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import {
  maxOpenMaintenances,
  type Maintenance,
  type MaintenanceStatus,
  type ShownMaintenanceStatus,
} from './maintenance.ts'
import type { MaintenanceUpdateRow } from './tables.ts'

const columns = [
  ...(['id', 'pageId', 'seriesId', 'occurrence', 'title', 'body', 'status'] as const),
  ...(['scheduledFor', 'scheduledUntil', 'timeZone', 'verifyMinutes', 'remindMinutes'] as const),
  ...(['tellsStart', 'tellsEnd', 'setsComponents', 'plannedAt', 'remindedAt', 'startedAt', 'completedAt'] as const),
  ...(['cancelledAt', 'nextAt', 'createdAt', 'updatedAt', 'updateCount'] as const),
] as const

const updateColumns = [
  ...(['id', 'maintenanceId', 'number', 'kind', 'status', 'body', 'notified', 'createdAt'] as const),
] as const

function maintenances(tx: Tx) {
  return tx.db.selectFrom('maintenances').select(columns).where('workspaceId', '=', tx.workspaceId)
}

/** False when this occurrence of the series is there already. */
export async function insertMaintenance(tx: Tx, maintenance: Maintenance): Promise<boolean> {
  const added = await tx.db
    .insertInto('maintenances')
    .values({ ...maintenance, workspaceId: tx.workspaceId })
    .onConflict((row) => row.columns(['workspaceId', 'seriesId', 'occurrence']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return added !== undefined
}

export async function updateMaintenance(tx: Tx, maintenance: Maintenance): Promise<void> {
  const query = tx.db.updateTable('maintenances').set(maintenance).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', maintenance.id).execute()
}

export async function findMaintenance(tx: Tx, id: string): Promise<Maintenance | undefined> {
  return maintenances(tx).where('id', '=', id).executeTakeFirst()
}

export async function getMaintenance(tx: Tx, id: string): Promise<Maintenance> {
  const found = await findMaintenance(tx, id)
  if (!found) throw notFound('maintenance')
  return found
}

/** Of a page, that are not over. */
export async function countOpen(tx: Tx, pageId: string): Promise<number> {
  const { count } = await tx.db
    .selectFrom('maintenances')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', '=', pageId)
    .where('nextAt', 'is not', null)
    .executeTakeFirstOrThrow()
  return count
}

/** Not over, the next to begin first; at most 200, which is all there may be. */
export async function listOpen(tx: Tx, pageId: string): Promise<Maintenance[]> {
  const query = maintenances(tx).where('pageId', '=', pageId).where('nextAt', 'is not', null)
  return query.orderBy('scheduledFor').orderBy('id').limit(maxOpenMaintenances).execute()
}

/** Over, the latest first; `before` is the last of the page before. */
export async function listOver(
  tx: Tx,
  pageId: string,
  { before, limit }: { before: { scheduledFor: Date; id: string } | undefined; limit: number },
): Promise<Maintenance[]> {
  let query = maintenances(tx).where('pageId', '=', pageId).where('nextAt', 'is', null)
  if (before) query = query.where(sql<boolean>`(scheduled_for, id) < (${before.scheduledFor}, ${before.id})`)
  return query.orderBy('scheduledFor', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

export async function setComponents(tx: Tx, maintenanceId: string, componentIds: readonly string[]): Promise<void> {
  const { workspaceId } = tx
  const rows = tx.db.deleteFrom('maintenanceComponents').where('workspaceId', '=', workspaceId)
  await rows.where('maintenanceId', '=', maintenanceId).execute()
  if (componentIds.length === 0) return
  await tx.db
    .insertInto('maintenanceComponents')
    .values(componentIds.map((componentId) => ({ workspaceId, maintenanceId, componentId })))
    .execute()
}

/** Throws invalid_request for a monitor that this workspace has not. */
export async function setMonitors(tx: Tx, maintenanceId: string, monitorIds: readonly string[]): Promise<void> {
  const { workspaceId } = tx
  const rows = tx.db.deleteFrom('maintenanceMonitors').where('workspaceId', '=', workspaceId)
  await rows.where('maintenanceId', '=', maintenanceId).execute()
  if (monitorIds.length === 0) return
  const write = tx.db
    .insertInto('maintenanceMonitors')
    .values(monitorIds.map((monitorId) => ({ workspaceId, maintenanceId, monitorId })))
    .execute()
  await withKnownMonitors(write)
}

/** The foreign key knows which monitors there are; this module does not. */
export async function withKnownMonitors<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (isForeignKeyViolation(error))
      throw invalidRequest('monitorIds: no such monitor', [{ path: 'monitorIds', message: 'no such monitor' }])
    throw error
  }
}

/** PostgreSQL's `foreign_key_violation`. */
function isForeignKeyViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === '23503'
}

/** In the order of the page. */
export async function listComponents(
  tx: Tx,
  maintenanceIds: readonly string[],
): Promise<{ maintenanceId: string; id: string; name: string }[]> {
  if (maintenanceIds.length === 0) return []
  return tx.db
    .selectFrom('maintenanceComponents')
    .innerJoin('components', (join) =>
      join
        .onRef('components.workspaceId', '=', 'maintenanceComponents.workspaceId')
        .onRef('components.id', '=', 'maintenanceComponents.componentId'),
    )
    .select(['maintenanceId', 'components.id', 'components.name'])
    .where('maintenanceComponents.workspaceId', '=', tx.workspaceId)
    .where('maintenanceId', 'in', maintenanceIds)
    .orderBy('components.position')
    .orderBy('components.id')
    .execute()
}

export async function listMonitors(
  tx: Tx,
  maintenanceIds: readonly string[],
): Promise<{ maintenanceId: string; monitorId: string }[]> {
  if (maintenanceIds.length === 0) return []
  return tx.db
    .selectFrom('maintenanceMonitors')
    .select(['maintenanceId', 'monitorId'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('maintenanceId', 'in', maintenanceIds)
    .orderBy('monitorId')
    .execute()
}

export async function insertUpdate(tx: Tx, update: MaintenanceUpdateRow): Promise<void> {
  await tx.db
    .insertInto('maintenanceUpdates')
    .values({ ...update, workspaceId: tx.workspaceId })
    .execute()
}

/** The first update of a window says what is going to happen; whoever reads it from now on reads this. */
export async function setAnnouncement(tx: Tx, maintenanceId: string, body: string): Promise<void> {
  const query = tx.db.updateTable('maintenanceUpdates').set({ body }).where('workspaceId', '=', tx.workspaceId)
  await query.where('maintenanceId', '=', maintenanceId).where('kind', '=', 'created').execute()
}

export async function findUpdate(tx: Tx, id: string): Promise<MaintenanceUpdateRow | undefined> {
  const query = tx.db.selectFrom('maintenanceUpdates').select(updateColumns).where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).executeTakeFirst()
}

/** Newest first. */
export async function listUpdates(tx: Tx, maintenanceIds: readonly string[]): Promise<MaintenanceUpdateRow[]> {
  if (maintenanceIds.length === 0) return []
  const query = tx.db.selectFrom('maintenanceUpdates').select(updateColumns).where('workspaceId', '=', tx.workspaceId)
  return query.where('maintenanceId', 'in', maintenanceIds).orderBy('number', 'desc').execute()
}

export type ShownMaintenance = {
  id: string
  title: string
  status: ShownMaintenanceStatus
  scheduledFor: Date
  scheduledUntil: Date
  startedAt: Date | null
  completedAt: Date | null
  createdAt: Date
  updatedAt: Date
  /** In the order of the page. */
  componentIds: string[]
  /** Newest first. */
  updates: {
    id: string
    status: ShownMaintenanceStatus
    body: string
    createdAt: Date
    notified: boolean
    number: number
  }[]
}

/** The public looks back so far. */
const shownDays = 90
const maxShown = 50

/**
 * What the public sees: what goes on, what comes, and what was completed in the past 90 days; newest start first, at
 * most 50, of which what goes on and what comes soonest is never left out.
 */
export async function listShownMaintenances(tx: Tx, pageId: string): Promise<ShownMaintenance[]> {
  const since = new Date(tx.now().getTime() - shownDays * 86_400_000)
  const found = await maintenances(tx)
    .where('pageId', '=', pageId)
    .where('status', '<>', 'cancelled')
    .where((eb) => eb.or([eb('completedAt', 'is', null), eb('completedAt', '>=', since)]))
    .orderBy(sql`case status when 'completed' then 2 when 'scheduled' then 1 else 0 end`)
    // Of those to come the soonest, of those that are over the latest.
    .orderBy(
      sql`case when status = 'completed' then -extract(epoch from scheduled_for) else extract(epoch from scheduled_for) end`,
    )
    .orderBy('id')
    .limit(maxShown)
    .execute()
  return withStory(tx, found)
}

/** Of these those that the public may see, however long they are over. */
export async function findShownMaintenances(
  tx: Tx,
  pageId: string,
  ids: readonly string[],
): Promise<ShownMaintenance[]> {
  if (ids.length === 0) return []
  const query = maintenances(tx).where('pageId', '=', pageId).where('status', '<>', 'cancelled')
  return withStory(tx, await query.where('id', 'in', ids).execute())
}

async function withStory(tx: Tx, found: readonly Maintenance[]): Promise<ShownMaintenance[]> {
  const ids = found.map(({ id }) => id)
  const componentsOf = Map.groupBy(await listComponents(tx, ids), (row) => row.maintenanceId)
  const updatesOf = Map.groupBy(await listUpdates(tx, ids), (row) => row.maintenanceId)
  return found
    .map((maintenance) => ({
      ...shownFields(maintenance),
      componentIds: (componentsOf.get(maintenance.id) ?? []).map(({ id }) => id),
      updates: (updatesOf.get(maintenance.id) ?? []).map(({ id, status, body, createdAt, notified, number }) => ({
        ...{ id, status: shownStatus(status), body, createdAt, notified, number },
      })),
    }))
    .toSorted((a, b) => b.scheduledFor.getTime() - a.scheduledFor.getTime() || (a.id < b.id ? -1 : 1))
}

function shownFields(window: Maintenance): Omit<ShownMaintenance, 'componentIds' | 'updates'> {
  const { id, title, scheduledFor, scheduledUntil, startedAt, completedAt, createdAt, updatedAt } = window
  const status = shownStatus(window.status)
  return { id, title, status, scheduledFor, scheduledUntil, startedAt, completedAt, createdAt, updatedAt }
}

/** Cancelled ones are not among what the public sees, so this only tells the compiler. */
function shownStatus(status: MaintenanceStatus): ShownMaintenanceStatus {
  if (status === 'cancelled') throw new Error('a cancelled maintenance is not shown')
  return status
}

/** What windows that are going on say of the components of a page: one row for each window and component. */
export async function listMaintenanceClaims(
  tx: Tx,
  pageId: string,
): Promise<{ id: string; status: 'under_maintenance'; maintenanceId: string }[]> {
  const rows = await tx.db
    .selectFrom('maintenanceComponents as c')
    .innerJoin('maintenances as m', (join) =>
      join.onRef('m.workspaceId', '=', 'c.workspaceId').onRef('m.id', '=', 'c.maintenanceId'),
    )
    .select(['c.componentId as id', 'm.id as maintenanceId'])
    .where('c.workspaceId', '=', tx.workspaceId)
    .where('m.pageId', '=', pageId)
    .where('m.setsComponents', '=', true)
    .where('m.status', 'in', ['in_progress', 'verifying'])
    .execute()
  return rows.map((row) => ({ ...row, status: 'under_maintenance' }))
}

/** Windows with which the clock has something to do, over all workspaces. */
export async function listDue(
  tx: PlatformTx,
  now: Date,
  limit: number,
): Promise<{ workspaceId: string; id: string; pageId: string }[]> {
  return tx.db
    .selectFrom('maintenances')
    .select(['workspaceId', 'id', 'pageId'])
    .where('nextAt', '<=', now)
    .orderBy('nextAt')
    .orderBy('id')
    .limit(limit)
    .execute()
}
