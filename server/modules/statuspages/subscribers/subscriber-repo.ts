/** SQL of subscribers, of the components that they chose, and of the codes by which they change that. */
import '../tables.ts'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { Envelope } from '#platform/vault'
import type { Channel, Choices, Place, Subscriber, SubscriberState } from './subscriber.ts'

const columns = [
  ...(['id', 'pageId', 'channel', 'address', 'createdAt', 'confirmationRequestedAt', 'confirmedAt'] as const),
  ...(['unsubscribedAt', 'kinds', 'onlyFinal', 'scope', 'source', 'consentNote', 'consentAt', 'addedBy'] as const),
  ...(['locale', 'suppressedAt', 'suppressedReason', 'bounces', 'bouncedAt', 'bounceReason'] as const),
] as const

export type SubscriptionRequest = Place & { id: string; pageId: string; confirmationId: string } & Choices

/**
 * Writes down that someone asked to be told. One row a place; one who is subscribed already stays as they are, with
 * what they chose. Returns the row's id, whichever it was, so that both cases do the same work and take the same time.
 */
export async function requestSubscription(
  tx: Tx,
  request: SubscriptionRequest,
): Promise<{ id: string; isPending: boolean }> {
  const { id, pageId, channel, address, addressKey, confirmationId, kinds, onlyFinal, componentIds, locale } = request
  const at = tx.now()
  const scope = componentIds === null ? 'page' : 'components'
  const active = sql`(subscribers.confirmed_at is not null and subscribers.unsubscribed_at is null
    and subscribers.suppressed_at is null)`
  const kept = (column: string) =>
    sql`${sql.ref(column)} = case when ${active} then ${sql.ref(`subscribers.${column}`)} else ${sql.ref(`excluded.${column}`)} end`
  const found = await sql<{ id: string; isPending: boolean }>`
    insert into subscribers
      (id, workspace_id, page_id, channel, address, address_key, created_at, confirmation_id,
        confirmation_requested_at, kinds, only_final, scope, locale)
    values (${id}, ${tx.workspaceId}, ${pageId}, ${channel}, ${address}, ${addressKey}, ${at}, ${confirmationId},
      ${at}, ${kinds}, ${onlyFinal}, ${scope}, ${locale})
    on conflict (workspace_id, page_id, address_key) do update set
      ${sql.join(['confirmation_id', 'confirmation_requested_at', 'kinds', 'only_final', 'scope', 'locale'].map(kept))}
    returning id, not ${active} as is_pending`.execute(tx.db)
  const row = found.rows[0]
  if (!row) throw new Error('an upsert returned no row')
  if (row.isPending) await setComponents(tx, row.id, request)
  return row
}

/** Those of the ids that are components and groups of the subscriber's own page; others are passed over. */
async function setComponents(
  tx: Tx,
  subscriberId: string,
  { componentIds, groupIds }: Pick<Choices, 'componentIds' | 'groupIds'>,
): Promise<void> {
  const { workspaceId } = tx
  await sql`delete from subscriber_components
    where workspace_id = ${workspaceId} and subscriber_id = ${subscriberId}`.execute(tx.db)
  await sql`delete from subscriber_groups
    where workspace_id = ${workspaceId} and subscriber_id = ${subscriberId}`.execute(tx.db)
  // Whoever wants the whole page has chosen nothing in it.
  if (componentIds === null) return
  await sql`insert into subscriber_groups (workspace_id, subscriber_id, group_id)
    select s.workspace_id, s.id, g.id from subscribers s
    join component_groups g on g.workspace_id = s.workspace_id and g.page_id = s.page_id
    where s.workspace_id = ${workspaceId} and s.id = ${subscriberId}
      and g.id = any(${[...groupIds]}::text[])`.execute(tx.db)
  await sql`insert into subscriber_components (workspace_id, subscriber_id, component_id)
    select s.workspace_id, s.id, c.id from subscribers s
    join components c on c.workspace_id = s.workspace_id and c.page_id = s.page_id
    where s.workspace_id = ${workspaceId} and s.id = ${subscriberId}
      and c.id = any(${[...componentIds]}::text[])`.execute(tx.db)
}

export async function setChoices(tx: Tx, id: string, choices: Choices): Promise<void> {
  const { kinds, onlyFinal, componentIds, locale } = choices
  const scope = componentIds === null ? 'page' : 'components'
  const query = tx.db.updateTable('subscribers').set({ kinds, onlyFinal, scope, locale })
  await query.where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
  await setComponents(tx, id, choices)
}

/** Of each subscriber the ids of the components that were chosen. */
export async function listChosenComponents(tx: Tx, subscriberIds: readonly string[]): Promise<Map<string, string[]>> {
  const chosen = new Map<string, string[]>()
  if (subscriberIds.length === 0) return chosen
  const rows = await tx.db
    .selectFrom('subscriberComponents')
    .select(['subscriberId', 'componentId'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('subscriberId', 'in', subscriberIds)
    .orderBy('componentId')
    .execute()
  for (const { subscriberId, componentId } of rows) {
    chosen.set(subscriberId, [...(chosen.get(subscriberId) ?? []), componentId])
  }
  return chosen
}

/** Of each subscriber the ids of the groups that were chosen. */
export async function listChosenGroups(tx: Tx, subscriberIds: readonly string[]): Promise<Map<string, string[]>> {
  const chosen = new Map<string, string[]>()
  if (subscriberIds.length === 0) return chosen
  const rows = await tx.db
    .selectFrom('subscriberGroups')
    .select(['subscriberId', 'groupId'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('subscriberId', 'in', subscriberIds)
    .orderBy('groupId')
    .execute()
  for (const { subscriberId, groupId } of rows) {
    chosen.set(subscriberId, [...(chosen.get(subscriberId) ?? []), groupId])
  }
  return chosen
}

export async function setEndpoint(
  tx: Tx,
  id: string,
  sealed: { endpointUrl: Envelope; signingSecret: Envelope },
): Promise<void> {
  const query = tx.db.updateTable('subscribers').set(sealed).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

export async function findEndpoint(tx: Tx, id: string) {
  const query = tx.db.selectFrom('subscribers').select(['endpointUrl', 'signingSecret'])
  return query.where('workspaceId', '=', tx.workspaceId).where('id', '=', id).executeTakeFirst()
}

function subscribers(tx: Tx) {
  return tx.db.selectFrom('subscribers').select(columns).where('workspaceId', '=', tx.workspaceId)
}

export async function findSubscriber(tx: Tx, id: string): Promise<Subscriber | undefined> {
  return subscribers(tx).where('id', '=', id).executeTakeFirst()
}

export async function findSubscriberByPlace(
  tx: Tx,
  pageId: string,
  addressKey: string,
): Promise<Subscriber | undefined> {
  return subscribers(tx).where('pageId', '=', pageId).where('addressKey', '=', addressKey).executeTakeFirst()
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

export type SubscriberFilter = {
  /** Part of the address, in any case. */
  search?: string | undefined
  state?: SubscriberState | undefined
  channel?: Channel | undefined
}

/** Newest first, without those who left unless they are asked for. */
export async function listSubscribers(
  tx: Tx,
  pageId: string,
  {
    before,
    limit,
    search,
    state,
    channel,
  }: SubscriberFilter & { before: { createdAt: Date; id: string } | undefined; limit: number },
): Promise<Subscriber[]> {
  let query = subscribers(tx).where('pageId', '=', pageId)
  query = query.where(sql<boolean>`${state === undefined ? sql`unsubscribed_at is null` : isIn[state]}`)
  if (channel) query = query.where('channel', '=', channel)
  if (search) query = query.where(sql<boolean>`strpos(lower(address), ${search.toLowerCase()}) > 0`)
  if (before) query = query.where(sql<boolean>`(created_at, id) < (${before.createdAt}, ${before.id})`)
  return query.orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

/** As `subscriberState` says it. */
const isIn: Record<SubscriberState, ReturnType<typeof sql<boolean>>> = {
  pending: sql`(confirmed_at is null and unsubscribed_at is null)`,
  confirmed: sql`(confirmed_at is not null and unsubscribed_at is null and suppressed_at is null)`,
  suppressed: sql`(confirmed_at is not null and unsubscribed_at is null and suppressed_at is not null)`,
  unsubscribed: sql`(unsubscribed_at is not null)`,
}

/** In the order of their ids: `after` is the last one before. */
export async function listForExport(
  tx: Tx,
  pageId: string,
  { after, limit }: { after: string; limit: number },
): Promise<Subscriber[]> {
  const query = subscribers(tx).where('pageId', '=', pageId).where('id', '>', after)
  return query.where('unsubscribedAt', 'is', null).orderBy('id').limit(limit).execute()
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

/** All rows of the page that are not gone, confirmed or not: what the quota counts. */
export async function countPlaces(tx: Tx, pageId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from subscribers
    where workspace_id = ${tx.workspaceId} and page_id = ${pageId} and unsubscribed_at is null`.execute(tx.db)
  return rows[0]?.count ?? 0
}

export async function updateSubscriber(
  tx: Tx,
  id: string,
  values: {
    confirmedAt?: Date
    unsubscribedAt?: Date | null
    confirmationId?: null
    suppressedAt?: null
    suppressedReason?: null
    bounces?: 0
  },
): Promise<void> {
  const query = tx.db.updateTable('subscribers').set(values).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

/** False when it was marked already. */
export async function suppressSubscriber(tx: Tx, id: string, reason: string): Promise<boolean> {
  const query = tx.db.updateTable('subscribers').set({ suppressedAt: tx.now(), suppressedReason: reason })
  const result = await query
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('suppressedAt', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function deleteSubscriber(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('subscribers').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** Adds those who are not there yet, as confirmed. Returns their addresses' keys. */
export async function importSubscribers(
  tx: Tx,
  pageId: string,
  consent: { note: string; at: Date },
  rows: readonly { id: string; address: string; addressKey: string; kinds: Choices['kinds'] }[],
): Promise<string[]> {
  if (rows.length === 0) return []
  const at = tx.now()
  const made = await sql<{ addressKey: string }>`
    insert into subscribers
      (id, workspace_id, page_id, channel, address, address_key, created_at, confirmed_at, kinds, source, consent_note,
        consent_at, added_by)
    select r.id, ${tx.workspaceId}, ${pageId}, 'email', r.address, r.key, ${at}::timestamptz, ${at}::timestamptz,
      r.kinds, 'import', ${consent.note}, ${consent.at}::timestamptz, ${tx.actor.id}
    from unnest(${rows.map(({ id }) => id)}::text[], ${rows.map(({ address }) => address)}::text[],
      ${rows.map(({ addressKey }) => addressKey)}::text[], ${rows.map(({ kinds }) => kinds)}::text[])
      r (id, address, key, kinds)
    on conflict (workspace_id, page_id, address_key) do nothing
    returning address_key`.execute(tx.db)
  return made.rows.map(({ addressKey }) => addressKey)
}

export type Code = { id: string; subscriberId: string; createdAt: Date; attempts: number; usedAt: Date | null }

export async function insertCode(tx: Tx, id: string, subscriberId: string): Promise<void> {
  // What was asked for before works no more; and nobody's codes pile up.
  await tx.db
    .deleteFrom('subscriberCodes')
    .where('workspaceId', '=', tx.workspaceId)
    .where('subscriberId', '=', subscriberId)
    .execute()
  await tx.db
    .insertInto('subscriberCodes')
    .values({ id, workspaceId: tx.workspaceId, subscriberId, createdAt: tx.now(), attempts: 0, usedAt: null })
    .execute()
}

/** The latest, locked: of two who try at once each attempt counts. */
export async function findCodeForUpdate(
  tx: Tx,
  by: { id: string } | { subscriberId: string },
): Promise<Code | undefined> {
  let query = tx.db
    .selectFrom('subscriberCodes')
    .select(['id', 'subscriberId', 'createdAt', 'attempts', 'usedAt'])
    .where('workspaceId', '=', tx.workspaceId)
  query = 'id' in by ? query.where('id', '=', by.id) : query.where('subscriberId', '=', by.subscriberId)
  return query.orderBy('createdAt', 'desc').limit(1).forUpdate().executeTakeFirst()
}

export async function updateCode(tx: Tx, id: string, values: { attempts?: number; usedAt?: Date }): Promise<void> {
  const query = tx.db.updateTable('subscriberCodes').set(values).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

export async function locateCode(tx: PlatformTx, id: string): Promise<{ workspaceId: string } | undefined> {
  return tx.db
    .selectFrom('subscriberCodes')
    .innerJoin('workspaces', 'workspaces.id', 'subscriberCodes.workspaceId')
    .select('subscriberCodes.workspaceId')
    .where('subscriberCodes.id', '=', id)
    .where('workspaces.deletedAt', 'is', null)
    .executeTakeFirst()
}
