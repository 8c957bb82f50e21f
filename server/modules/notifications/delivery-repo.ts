import { sql, type JsonValue } from '#platform/database'
import type { Tx } from '#platform/context'
import type { Told } from './channel.ts'
import type { Delivery } from './delivery.ts'
import './tables.ts'

const columns = [
  'id',
  'channelId',
  'channelName',
  'channelType',
  'kind',
  'incidentId',
  'causeActivityId',
  'activityId',
  'message',
  'state',
  'reason',
  'epoch',
  'attempts',
  'roundAttempts',
  'nextAttemptAt',
  'leaseUntil',
  'createdAt',
  'deliveredAt',
  'replayedAt',
] as const satisfies (keyof Delivery)[]

function deliveries(tx: Tx) {
  return tx.db.selectFrom('deliveries').select(columns).where('workspaceId', '=', tx.workspaceId)
}

export async function insert(tx: Tx, delivery: Delivery): Promise<void> {
  await tx.db
    .insertInto('deliveries')
    .values({
      ...delivery,
      workspaceId: tx.workspaceId,
      message: sql<Delivery['message'] & JsonValue>`${JSON.stringify(delivery.message)}::jsonb`,
    })
    .execute()
}

export async function find(tx: Tx, id: string): Promise<Delivery | undefined> {
  return deliveries(tx).where('id', '=', id).executeTakeFirst()
}

/** Undefined also when someone else is writing it at this moment. */
export async function lock(tx: Tx, id: string): Promise<Delivery | undefined> {
  return deliveries(tx).where('id', '=', id).forUpdate().skipLocked().executeTakeFirst()
}

/** Writes what may change, unless someone else did since `epoch` was read; says whether it was written. */
export async function update(tx: Tx, delivery: Delivery, epoch: number): Promise<boolean> {
  const { state, reason, attempts, roundAttempts, nextAttemptAt, leaseUntil, deliveredAt, replayedAt } = delivery
  const result = await tx.db
    .updateTable('deliveries')
    .set({
      state,
      reason,
      attempts,
      roundAttempts,
      nextAttemptAt,
      leaseUntil,
      deliveredAt,
      replayedAt,
      epoch: epoch + 1,
    })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', delivery.id)
    .where('epoch', '=', epoch)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export type DeliveryFilter = { channelId?: string | undefined; incidentId?: string | undefined }

/** Newest first; one more than `limit` when there are more. */
export async function list(
  tx: Tx,
  filter: DeliveryFilter,
  page: { after: string | undefined; limit: number },
): Promise<Delivery[]> {
  let query = deliveries(tx)
  if (filter.channelId) query = query.where('channelId', '=', filter.channelId)
  if (filter.incidentId) query = query.where('incidentId', '=', filter.incidentId)
  if (page.after !== undefined) query = query.where('id', '<', page.after)
  return query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export async function listChannelsTold(tx: Tx, causeActivityId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('deliveries')
    .select('channelId')
    .where('workspaceId', '=', tx.workspaceId)
    .where('causeActivityId', '=', causeActivityId)
    .execute()
  return rows.map(({ channelId }) => channelId)
}

/** The channel's last delivery that told of trouble in the incident. */
export async function findLastTrouble(tx: Tx, incidentId: string, channelId: string): Promise<Told> {
  return tx.db
    .selectFrom('deliveries')
    .select(['state', 'attempts'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('incidentId', '=', incidentId)
    .where('channelId', '=', channelId)
    .where('kind', 'in', ['incident.opened', 'incident.regressed', 'incident.escalated', 'incident.unmuted'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** Deliveries of the channel since then that were not skipped. */
export async function countSince(tx: Tx, channelId: string, since: Date): Promise<number> {
  const row = await tx.db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('channelId', '=', channelId)
    .where('createdAt', '>', since)
    .where('state', '!=', 'skipped')
    .where('kind', '!=', 'test')
    .executeTakeFirstOrThrow()
  return row.count
}

/** Calls of the channel that are under way in any process. */
export async function countInFlight(tx: Tx, channelId: string, now: Date): Promise<number> {
  const row = await tx.db
    .selectFrom('deliveries')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('channelId', '=', channelId)
    .where('state', '=', 'sending')
    .where('leaseUntil', '>', now)
    .executeTakeFirstOrThrow()
  return row.count
}

/** Whether a later change of the same incident is told, or to be told, through the same channel. */
export async function isSuperseded(tx: Tx, { id, incidentId, channelId }: Delivery): Promise<boolean> {
  if (incidentId === null) return false
  const newer = await tx.db
    .selectFrom('deliveries')
    .select('id')
    .where('workspaceId', '=', tx.workspaceId)
    .where('incidentId', '=', incidentId)
    .where('channelId', '=', channelId)
    .where('id', '>', id)
    .where('state', 'in', ['waiting', 'sending', 'delivered'])
    .limit(1)
    .executeTakeFirst()
  return newer !== undefined
}

/** Deliveries that wait, of a channel, of one incident or of all. */
export async function listWaiting(tx: Tx, channelId: string, incidentId?: string): Promise<Delivery[]> {
  let query = deliveries(tx).where('channelId', '=', channelId).where('state', '=', 'waiting')
  if (incidentId !== undefined) query = query.where('incidentId', '=', incidentId)
  return query.orderBy('id').forUpdate().execute()
}

/** Whether anything arrived through the channel since then. */
export async function hasDelivered(tx: Tx, channelId: string, since: Date): Promise<boolean> {
  const row = await tx.db
    .selectFrom('deliveries')
    .select('id')
    .where('workspaceId', '=', tx.workspaceId)
    .where('channelId', '=', channelId)
    .where('deliveredAt', '>=', since)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The first mail about the incident that went out through the channel: the others are answers to it. */
export async function findThread(tx: Tx, { id, incidentId, channelId }: Delivery): Promise<string | undefined> {
  if (incidentId === null) return undefined
  const first = await tx.db
    .selectFrom('deliveries')
    .select('id')
    .where('workspaceId', '=', tx.workspaceId)
    .where('incidentId', '=', incidentId)
    .where('channelId', '=', channelId)
    .where('attempts', '>', 0)
    .where('id', '<', id)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return first?.id
}
