/**
 * SQL of deliveries: a row for each (update, subscriber), written with the update and worked off by leases. The row is
 * the promise that somebody is told; its unique key is the promise that they are told once.
 */
import '../tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { ComponentStatus } from '../components/component.ts'
import {
  shownState,
  type Delivery,
  type DeliveryState,
  type Ending,
  type ShownState,
  type TellingKind,
} from './delivery.ts'
import type { Locale } from '../look/locale.ts'
import type { Channel } from './subscriber.ts'
import type { Telling } from './tell.ts'

/** What one job works off: mail goes through one server, a call to each subscriber's own. */
export type Lane = 'mails' | 'calls'

/** One row for everyone who is subscribed now and wants to know. Returns how many wait, by lane. */
export async function queueDeliveries(tx: Tx, telling: Telling): Promise<Record<Lane, number>> {
  const { pageId, kind, subjectId, updateId, number, isFinal, componentIds, change } = telling
  const at = tx.now()
  await tx.db
    .insertInto('subscriberTellings')
    .values({
      ...{ id: updateId, workspaceId: tx.workspaceId, pageId, kind, subjectId, number, isFinal, createdAt: at },
      reportUpdateId: kind === 'report' ? updateId : null,
      maintenanceUpdateId: kind === 'maintenance' ? updateId : null,
      componentId: kind === 'component' ? subjectId : null,
      ...{ oldStatus: change?.oldStatus ?? null, newStatus: change?.newStatus ?? null },
    })
    .execute()
  const made = await sql<{ lane: Lane; count: number }>`
    with made as (
      insert into subscriber_mails
        (id, workspace_id, update_id, subscriber_id, subject_id, update_number, channel, state, reason, attempts,
          created_at, next_attempt_at, finished_at)
      select 'sml_' || md5(${updateId}::text || ' ' || s.id), s.workspace_id, ${updateId}, s.id, ${subjectId},
        ${number}::int, s.channel, case when s.suppressed_at is null then 'waiting' else 'suppressed' end,
        s.suppressed_reason, 0, ${at}::timestamptz, ${at}::timestamptz,
        case when s.suppressed_at is not null then ${at}::timestamptz end
      from subscribers s
      where s.workspace_id = ${tx.workspaceId} and s.page_id = ${pageId}
        and s.confirmed_at is not null and s.unsubscribed_at is null
        and (${kind !== 'component'} or s.channel = 'webhook')
        and s.kinds in ('all', ${kind === 'maintenance' ? 'maintenance' : 'reports'}) and (${isFinal} or not s.only_final)
        and (s.scope = 'page' or exists (select from subscriber_components c
          where c.workspace_id = s.workspace_id and c.subscriber_id = s.id
            and c.component_id = any(${[...componentIds]}::text[]))
          or exists (select from subscriber_groups g
            join components k on k.workspace_id = g.workspace_id and k.group_id = g.group_id
            where g.workspace_id = s.workspace_id and g.subscriber_id = s.id
              and k.id = any(${[...componentIds]}::text[])))
      -- In this order they are claimed: neighbours then lie on the same pages.
      order by s.id
      returning channel, state
    )
    select case channel when 'email' then 'mails' else 'calls' end as lane, count(*) as count
    from made where state = 'waiting' group by 1`.execute(tx.db)
  const count = (lane: Lane) => made.rows.find((row) => row.lane === lane)?.count ?? 0
  return { mails: count('mails'), calls: count('calls') }
}

export type TellingRow = {
  id: string
  pageId: string
  kind: TellingKind
  subjectId: string
  number: number
  isFinal: boolean
  oldStatus: ComponentStatus | null
  newStatus: ComponentStatus | null
  createdAt: Date
}

export async function findTelling(tx: Tx, updateId: string): Promise<TellingRow | undefined> {
  return tx.db
    .selectFrom('subscriberTellings')
    .select(['id', 'pageId', 'kind', 'subjectId', 'number', 'isFinal', 'oldStatus', 'newStatus', 'createdAt'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', updateId)
    .executeTakeFirst()
}

/** Whether any program listens to the page by webhook. */
export async function hasWebhooks(tx: Tx, pageId: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from subscribers where workspace_id = ${tx.workspaceId} and page_id = ${pageId}
      and channel = 'webhook' and confirmed_at is not null and unsubscribed_at is null) as found`.execute(tx.db)
  return rows[0]?.found ?? false
}

/** The number of the next change of the component that somebody is told of; the caller holds the page. */
export async function nextChangeNumber(tx: Tx, componentId: string): Promise<number> {
  const { rows } = await sql<{ number: number }>`
    select coalesce(max(number), 0) + 1 as number from subscriber_tellings
    where workspace_id = ${tx.workspaceId} and component_id = ${componentId}`.execute(tx.db)
  return rows[0]?.number ?? 1
}

/** With the deliveries of them. */
export async function deleteChangesUpTo(tx: Tx, componentId: string, number: number): Promise<void> {
  await tx.db
    .deleteFrom('subscriberTellings')
    .where('workspaceId', '=', tx.workspaceId)
    .where('componentId', '=', componentId)
    .where('number', '<=', number)
    .execute()
}

export type Claimed = {
  id: string
  attempts: number
  subscriberId: string
  address: string
  channel: Channel
  /** Of the message; null: the page's own. */
  locale: Locale | null
  /** The person left, or never was there: nothing may be sent. */
  unsubscribed: boolean
  /** Set since the row was written: why nothing more is sent there. */
  suppressedReason: string | null
  /** A newer update of the same subject is to be sent, or was sent, to the same person. */
  replaced: boolean
  /** The first delivery about the subject that this person got, if it is another one. */
  firstId: string | null
}

export type Claim = {
  lane: Lane
  limit: number
  leasedUntil: Date
  /** In the order of subscribers: the last one that was taken before; empty for the first. */
  after: string
  /** Domains whose mails are left where they are. */
  withoutDomains: readonly string[]
}

/**
 * Takes the next due deliveries of an update, in the order of subscribers, for as long as the lease lasts; what another
 * worker holds is passed over. What is asked about other updates is asked only if there are any.
 */
export async function claimDeliveries(
  tx: Tx,
  { id: updateId, pageId, subjectId, number }: TellingRow,
  { lane, limit, leasedUntil, after, withoutDomains }: Claim,
): Promise<Claimed[]> {
  const isLeftOut =
    withoutDomains.length === 0
      ? sql``
      : sql`and not exists (select from subscribers o where o.workspace_id = d.workspace_id and o.id = d.subscriber_id
          and split_part(o.address_key, '@', 2) = any(${[...withoutDomains]}::text[]))`
  const claimed = await sql<Claimed>`
    with due as (
      select id from subscriber_mails d
      where workspace_id = ${tx.workspaceId} and update_id = ${updateId} and subscriber_id > ${after}
        and state = 'waiting' and (channel = 'email') = ${lane === 'mails'}
        and next_attempt_at <= ${tx.now()} and (leased_until is null or leased_until <= ${tx.now()}) ${isLeftOut}
      order by subscriber_id limit ${limit} for update skip locked
    ), claimed as (
      update subscriber_mails m set leased_until = ${leasedUntil}, attempts = m.attempts + 1
      from due where m.workspace_id = ${tx.workspaceId} and m.id = due.id
      returning m.*
    )
    select c.id, c.attempts, c.subscriber_id, c.channel, s.address, s.locale, s.suppressed_reason,
      (s.confirmed_at is null or s.unsubscribed_at is not null) as unsubscribed,
      case when (select exists (select from subscriber_tellings t where t.workspace_id = ${tx.workspaceId}
          and t.page_id = ${pageId} and t.subject_id = ${subjectId} and t.number > ${number}))
        then exists (select from subscriber_mails n where n.workspace_id = c.workspace_id
          and n.subject_id = c.subject_id and n.subscriber_id = c.subscriber_id and n.update_number > c.update_number)
        else false end as replaced,
      case when ${number}::int > 1 then
        (select f.id from subscriber_mails f where f.workspace_id = c.workspace_id and f.subject_id = c.subject_id
          and f.subscriber_id = c.subscriber_id and f.state = 'sent' and f.id <> c.id
          order by f.update_number limit 1) end as first_id
    from claimed c join subscribers s on s.workspace_id = c.workspace_id and s.id = c.subscriber_id
    order by c.subscriber_id`.execute(tx.db)
  return claimed.rows
}

/** Nothing more is tried at a domain for a while; says so where nothing was tried yet. */
export async function holdDomain(
  tx: Tx,
  updateId: string,
  { domain, until, reason }: { domain: string; until: Date; reason: string },
): Promise<void> {
  await sql`
    update subscriber_mails m set next_attempt_at = ${until}, reason = coalesce(m.reason, ${reason})
    from subscribers s
    where m.workspace_id = ${tx.workspaceId} and m.update_id = ${updateId} and m.state = 'waiting'
      and m.channel = 'email' and m.next_attempt_at < ${until}
      and (m.leased_until is null or m.leased_until <= ${tx.now()})
      and s.workspace_id = m.workspace_id and s.id = m.subscriber_id
      and split_part(s.address_key, '@', 2) = ${domain}`.execute(tx.db)
}

/** Gives back what was claimed and not tried. */
export async function releaseDeliveries(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`update subscriber_mails set leased_until = null, attempts = attempts - 1
    where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::text[]) and state = 'waiting'`.execute(tx.db)
}

export type Ended = { id: string } & Ending
export type Postponed = { id: string; nextAttemptAt: Date; reason: string }

/** The ends of several. Returns those that still were to be ended: of two who think so, one is right. */
export async function finishDeliveries(tx: Tx, ended: readonly Ended[]): Promise<Ended[]> {
  if (ended.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    update subscriber_mails m set state = e.state, reason = e.reason, finished_at = ${tx.now()}, leased_until = null
    from unnest(${ended.map(({ id }) => id)}::text[], ${ended.map(({ state }) => state)}::text[],
      ${ended.map(({ reason }) => reason)}::text[]) e (id, state, reason)
    where m.workspace_id = ${tx.workspaceId} and m.id = e.id and m.state = 'waiting'
    returning m.id`.execute(tx.db)
  const done = new Set(rows.map(({ id }) => id))
  return ended.filter(({ id }) => done.has(id))
}

export async function postponeDeliveries(tx: Tx, postponed: readonly Postponed[]): Promise<void> {
  if (postponed.length === 0) return
  await sql`
    update subscriber_mails m set next_attempt_at = e.at, reason = e.reason, leased_until = null
    from unnest(${postponed.map(({ id }) => id)}::text[],
      ${postponed.map(({ nextAttemptAt }) => nextAttemptAt)}::timestamptz[],
      ${postponed.map(({ reason }) => reason)}::text[]) e (id, at, reason)
    where m.workspace_id = ${tx.workspaceId} and m.id = e.id and m.state = 'waiting'`.execute(tx.db)
}

/** When the next delivery of the update can be tried; undefined when all have ended. */
export async function findNextAttempt(tx: Tx, updateId: string, lane: Lane): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(greatest(next_attempt_at, leased_until)) as at from subscriber_mails
    where workspace_id = ${tx.workspaceId} and update_id = ${updateId} and state = 'waiting'
      and (channel = 'email') = ${lane === 'mails'}`.execute(tx.db)
  return found.rows[0]?.at ?? undefined
}

/** All that waits for somebody, but for what a worker is sending at this moment. */
export async function endWaiting(tx: Tx, subscriberId: string, { state, reason }: Ending): Promise<void> {
  await tx.db
    .updateTable('subscriberMails')
    .set({ state, reason, finishedAt: tx.now(), leasedUntil: null })
    .where('workspaceId', '=', tx.workspaceId)
    .where('subscriberId', '=', subscriberId)
    .where('state', '=', 'waiting')
    .where((eb) => eb.or([eb('leasedUntil', 'is', null), eb('leasedUntil', '<=', tx.now())]))
    .execute()
}

export type MailCounts = { queued: number; sent: number; failed: number }

/** For each update: all its deliveries, those that arrived and those that failed for good. */
export async function countMails(tx: Tx, updateIds: readonly string[]): Promise<Map<string, MailCounts>> {
  if (updateIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('subscriberMails')
    .select([
      'updateId',
      sql<number>`count(*)`.as('queued'),
      sql<number>`count(*) filter (where state = 'sent')`.as('sent'),
      sql<number>`count(*) filter (where state = 'failed')`.as('failed'),
    ])
    .where('workspaceId', '=', tx.workspaceId)
    .where('updateId', 'in', updateIds)
    .groupBy('updateId')
    .execute()
  return new Map(rows.map(({ updateId, ...counts }) => [updateId, counts]))
}

export type DeliveryCount = { channel: Channel; state: ShownState; count: number }

export async function countDeliveries(tx: Tx, updateId: string): Promise<DeliveryCount[]> {
  const { rows } = await sql<DeliveryCount>`
    select channel, ${shown} as state, count(*) as count from subscriber_mails m
    where workspace_id = ${tx.workspaceId} and update_id = ${updateId} group by 1, 2 order by 1, 2`.execute(tx.db)
  return rows
}

/** As `shownState` says it. */
const shown = sql`case when m.state <> 'waiting' then m.state when m.attempts > 0 then 'deferred' else 'queued' end`

export type DeliveryFilter = { state?: ShownState | undefined; channel?: Channel | undefined }

/** In the order of their ids, which says nothing: `after` is the last of the page before. */
export async function listDeliveries(
  tx: Tx,
  updateId: string,
  { state, channel, after, limit }: DeliveryFilter & { after: string | undefined; limit: number },
): Promise<Delivery[]> {
  type Row = Omit<Delivery, 'state' | 'nextAttemptAt'> & { state: DeliveryState; nextAttemptAt: Date }
  const { rows } = await sql<Row>`
    select m.id, m.subscriber_id, s.address, m.channel, m.state, m.attempts, m.reason, m.created_at,
      m.next_attempt_at, m.finished_at
    from subscriber_mails m join subscribers s on s.workspace_id = m.workspace_id and s.id = m.subscriber_id
    where m.workspace_id = ${tx.workspaceId} and m.update_id = ${updateId} and m.subscriber_id > ${after ?? ''}
      and (${state ?? null}::text is null or ${shown} = ${state ?? null})
      and (${channel ?? null}::text is null or m.channel = ${channel ?? null})
    order by m.subscriber_id limit ${limit}`.execute(tx.db)
  return rows.map((row) => {
    const waits = row.state === 'waiting'
    return { ...row, state: shownState(row), nextAttemptAt: waits ? row.nextAttemptAt : null }
  })
}
