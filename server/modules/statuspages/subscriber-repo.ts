/** SQL of subscribers. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { Subscriber } from './subscriber.ts'

const columns = [
  'id',
  'pageId',
  'address',
  'createdAt',
  'confirmationRequestedAt',
  'confirmedAt',
  'unsubscribedAt',
] as const

/**
 * Writes down that someone asked to be told. One row an address; one who is subscribed already stays as they are.
 * Returns the row's id, whichever it was, so that both cases do the same work and take the same time.
 */
export async function requestSubscription(
  tx: Tx,
  request: { id: string; pageId: string; address: string; confirmationId: string },
): Promise<{ id: string }> {
  const { id, pageId, address, confirmationId } = request
  const at = tx.now()
  const active = sql`(subscribers.confirmed_at is not null and subscribers.unsubscribed_at is null)`
  const found = await sql<{ id: string }>`
    insert into subscribers
      (id, workspace_id, page_id, address, address_key, created_at, confirmation_id, confirmation_requested_at)
    values (${id}, ${tx.workspaceId}, ${pageId}, ${address}, ${address.toLowerCase()}, ${at}, ${confirmationId}, ${at})
    on conflict (workspace_id, page_id, address_key) do update set
      confirmation_id = case when ${active} then subscribers.confirmation_id else excluded.confirmation_id end,
      confirmation_requested_at =
        case when ${active} then subscribers.confirmation_requested_at else excluded.confirmation_requested_at end
    returning id`.execute(tx.db)
  const row = found.rows[0]
  if (!row) throw new Error('an upsert returned no row')
  return row
}

function subscribers(tx: Tx) {
  return tx.db.selectFrom('subscribers').select(columns).where('workspaceId', '=', tx.workspaceId)
}

export async function findSubscriber(tx: Tx, id: string): Promise<Subscriber | undefined> {
  return subscribers(tx).where('id', '=', id).executeTakeFirst()
}

export async function findSubscriberForUpdate(
  tx: Tx,
  id: string,
): Promise<(Subscriber & { confirmationId: string | null }) | undefined> {
  return subscribers(tx).select('confirmationId').where('id', '=', id).forUpdate().executeTakeFirst()
}

/** In whose workspace the subscriber is whom a secret names; not in one that is being deleted. */
export async function locateSubscriber(
  tx: PlatformTx,
  by: { id: string } | { confirmationId: string },
): Promise<{ id: string; workspaceId: string } | undefined> {
  const query = tx.db
    .selectFrom('subscribers')
    .innerJoin('workspaces', 'workspaces.id', 'subscribers.workspaceId')
    .select(['subscribers.id', 'subscribers.workspaceId'])
    .where('workspaces.deletedAt', 'is', null)
  if ('id' in by) return query.where('subscribers.id', '=', by.id).executeTakeFirst()
  return query.where('subscribers.confirmationId', '=', by.confirmationId).executeTakeFirst()
}

/** Newest first, without those who left. */
export async function listSubscribers(
  tx: Tx,
  pageId: string,
  { before, limit }: { before: { createdAt: Date; id: string } | undefined; limit: number },
): Promise<Subscriber[]> {
  let query = subscribers(tx).where('pageId', '=', pageId).where('unsubscribedAt', 'is', null)
  if (before) query = query.where(sql<boolean>`(created_at, id) < (${before.createdAt}, ${before.id})`)
  return query.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

/** How many are subscribed to each page. */
export async function countSubscribers(tx: Tx, pageIds: readonly string[]): Promise<Map<string, number>> {
  if (pageIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('subscribers')
    .select(['pageId', sql<number>`count(*)`.as('count')])
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', 'in', pageIds)
    .where('confirmedAt', 'is not', null)
    .where('unsubscribedAt', 'is', null)
    .groupBy('pageId')
    .execute()
  return new Map(rows.map(({ pageId, count }) => [pageId, count]))
}

export async function updateSubscriber(
  tx: Tx,
  id: string,
  values: { confirmedAt?: Date; unsubscribedAt?: Date | null; confirmationId?: null },
): Promise<void> {
  const query = tx.db.updateTable('subscribers').set(values).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

export async function deleteSubscriber(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('subscribers').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}
