/** SQL of series. */
import './tables.ts'
import type { Tx } from '#platform/context'
import type { PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import { withKnownMonitors } from './repo.ts'
import { maxSeries, type Series } from './series.ts'

const columns = [
  ...(['id', 'pageId', 'title', 'body', 'timeZone', 'startsLocal', 'durationMinutes', 'rule'] as const),
  ...(['verifyMinutes', 'remindMinutes', 'tellsStart', 'tellsEnd', 'setsComponents', 'plannedThrough'] as const),
  ...(['planAt', 'endedAt', 'createdAt', 'updatedAt'] as const),
] as const

function all(tx: Tx) {
  return tx.db.selectFrom('maintenanceSeries').select(columns).where('workspaceId', '=', tx.workspaceId)
}

export async function insertSeries(
  tx: Tx,
  series: Series,
  { componentIds, monitorIds }: { componentIds: readonly string[]; monitorIds: readonly string[] },
): Promise<void> {
  const { workspaceId } = tx
  await tx.db
    .insertInto('maintenanceSeries')
    .values({ ...series, workspaceId })
    .execute()
  await setMembers(tx, series.id, { componentIds, monitorIds })
}

/** What is not given stays. Throws invalid_request for a monitor that this workspace has not. */
export async function setMembers(
  tx: Tx,
  seriesId: string,
  {
    componentIds,
    monitorIds,
  }: { componentIds?: readonly string[] | undefined; monitorIds?: readonly string[] | undefined },
): Promise<void> {
  const { workspaceId } = tx
  if (componentIds) {
    const rows = tx.db.deleteFrom('maintenanceSeriesComponents').where('workspaceId', '=', workspaceId)
    await rows.where('seriesId', '=', seriesId).execute()
  }
  if (componentIds && componentIds.length > 0) {
    await tx.db
      .insertInto('maintenanceSeriesComponents')
      .values(componentIds.map((componentId) => ({ workspaceId, seriesId, componentId })))
      .execute()
  }
  if (monitorIds) {
    const rows = tx.db.deleteFrom('maintenanceSeriesMonitors').where('workspaceId', '=', workspaceId)
    await rows.where('seriesId', '=', seriesId).execute()
  }
  if (monitorIds && monitorIds.length > 0) {
    const write = tx.db
      .insertInto('maintenanceSeriesMonitors')
      .values(monitorIds.map((monitorId) => ({ workspaceId, seriesId, monitorId })))
      .execute()
    await withKnownMonitors(write)
  }
}

export async function updateSeries(tx: Tx, series: Series): Promise<void> {
  const query = tx.db.updateTable('maintenanceSeries').set(series).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', series.id).execute()
}

export async function findSeries(tx: Tx, id: string): Promise<Series | undefined> {
  return all(tx).where('id', '=', id).executeTakeFirst()
}

export async function getSeries(tx: Tx, id: string): Promise<Series> {
  const found = await findSeries(tx, id)
  if (!found) throw notFound('maintenance series')
  return found
}

/** Those that go on, the oldest first; at most 50, which is all there may be. */
export async function listSeries(tx: Tx, pageId: string): Promise<Series[]> {
  const query = all(tx).where('pageId', '=', pageId).where('planAt', 'is not', null)
  return query.orderBy('createdAt').orderBy('id').limit(maxSeries).execute()
}

export async function listSeriesByIds(tx: Tx, ids: readonly string[]): Promise<Series[]> {
  return ids.length === 0 ? [] : all(tx).where('id', 'in', ids).execute()
}

export async function listComponentIds(tx: Tx, seriesId: string): Promise<string[]> {
  const rows = tx.db.selectFrom('maintenanceSeriesComponents').select('componentId')
  const found = await rows.where('workspaceId', '=', tx.workspaceId).where('seriesId', '=', seriesId).execute()
  return found.map(({ componentId }) => componentId)
}

export async function listMonitorIds(tx: Tx, seriesId: string): Promise<string[]> {
  const rows = tx.db.selectFrom('maintenanceSeriesMonitors').select('monitorId')
  const found = await rows.where('workspaceId', '=', tx.workspaceId).where('seriesId', '=', seriesId).execute()
  return found.map(({ monitorId }) => monitorId)
}

/** Ids of its windows that have not begun. */
export async function listScheduledIds(tx: Tx, seriesId: string): Promise<string[]> {
  const rows = tx.db.selectFrom('maintenances').select('id').where('workspaceId', '=', tx.workspaceId)
  const found = await rows
    .where('seriesId', '=', seriesId)
    .where('status', '=', 'scheduled')
    .orderBy('scheduledFor')
    .execute()
  return found.map(({ id }) => id)
}

/** Of its windows that have not begun. */
export async function clearOccurrences(tx: Tx, seriesId: string): Promise<void> {
  const query = tx.db.updateTable('maintenances').set({ occurrence: null }).where('workspaceId', '=', tx.workspaceId)
  await query.where('seriesId', '=', seriesId).where('status', '=', 'scheduled').execute()
}

/** Of its windows that have begun, are over or were cancelled: an occurrence is made once. */
export async function listTakenOccurrences(tx: Tx, seriesId: string): Promise<string[]> {
  const rows = tx.db.selectFrom('maintenances').select('occurrence').where('workspaceId', '=', tx.workspaceId)
  const found = await rows
    .where('seriesId', '=', seriesId)
    .where('status', '<>', 'scheduled')
    .where('scheduledFor', '>', tx.now())
    .execute()
  return found.flatMap(({ occurrence }) => occurrence ?? [])
}

/** Series of which windows are to be made, over all workspaces. */
export async function listDue(
  tx: PlatformTx,
  now: Date,
  limit: number,
): Promise<{ workspaceId: string; id: string; pageId: string }[]> {
  return tx.db
    .selectFrom('maintenanceSeries')
    .select(['workspaceId', 'id', 'pageId'])
    .where('planAt', '<=', now)
    .orderBy('planAt')
    .orderBy('id')
    .limit(limit)
    .execute()
}
