import { sql } from '#platform/database'
import type { Tx } from '#platform/context'
import { notFound } from '#platform/errors'
import type { Channel } from './channel.ts'
import './tables.ts'

const columns = [
  'id',
  'type',
  'name',
  'address',
  'url',
  'events',
  'createdAt',
  'createdBy',
  'disabledAt',
  'disabledReason',
  'throttledUntil',
  'lastOutcome',
  'lastOutcomeAt',
] as const satisfies (keyof Channel)[]

function channels(tx: Tx) {
  return tx.db.selectFrom('notificationChannels').select(columns).where('workspaceId', '=', tx.workspaceId)
}

/** Makes counting and inserting one step for the workspace, until the transaction ends. */
export async function lockList(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`notification_channels ${tx.workspaceId}`}, 0))`.execute(
    tx.db,
  )
}

export async function insert(tx: Tx, channel: Channel, signingSecret: string | null): Promise<void> {
  await tx.db
    .insertInto('notificationChannels')
    .values({ ...channel, signingSecret, workspaceId: tx.workspaceId })
    .execute()
}

export async function list(tx: Tx): Promise<Channel[]> {
  return channels(tx).orderBy('id').execute()
}

/**
 * Locks all channels in the order of their ids. Whoever writes deliveries locks the channel first, so that what is
 * counted for it is true and nobody waits in a circle.
 */
export async function listForUpdate(tx: Tx): Promise<Channel[]> {
  return channels(tx).orderBy('id').forUpdate().execute()
}

export async function find(tx: Tx, id: string): Promise<Channel | undefined> {
  return channels(tx).where('id', '=', id).executeTakeFirst()
}

export async function findForUpdate(tx: Tx, id: string): Promise<Channel | undefined> {
  return channels(tx).where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function getForUpdate(tx: Tx, id: string): Promise<Channel> {
  const channel = await findForUpdate(tx, id)
  if (!channel) throw notFound('notification channel')
  return channel
}

export async function update(tx: Tx, channel: Channel): Promise<void> {
  const { id, type: _type, createdAt: _createdAt, createdBy: _createdBy, ...changes } = channel
  await tx.db
    .updateTable('notificationChannels')
    .set(changes)
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.db
    .deleteFrom('notificationChannels')
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function findSigningSecret(tx: Tx, id: string): Promise<string | null> {
  const row = await tx.db
    .selectFrom('notificationChannels')
    .select('signingSecret')
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.signingSecret ?? null
}
