/**
 * SQL of subscribers' mails: a row for each (update, subscriber), written with the update and worked off by leases.
 * The row is the promise that the mail is sent; its unique key is the promise that it is sent once.
 */
import './tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { SubscriberMailState } from './tables.ts'

/** One row for everyone who is subscribed now. Returns how many. */
export async function queueMails(
  tx: Tx,
  { pageId, reportId, updateId, number }: { pageId: string; reportId: string; updateId: string; number: number },
): Promise<number> {
  const at = tx.now()
  const result = await sql`
    insert into subscriber_mails
      (id, workspace_id, update_id, subscriber_id, report_id, update_number, state, attempts, created_at, next_attempt_at)
    select 'sml_' || md5(${updateId}::text || ' ' || id), workspace_id, ${updateId}, id, ${reportId}, ${number}::int,
      'waiting', 0, ${at}::timestamptz, ${at}::timestamptz
    from subscribers
    where workspace_id = ${tx.workspaceId} and page_id = ${pageId}
      and confirmed_at is not null and unsubscribed_at is null`.execute(tx.db)
  return Number(result.numAffectedRows ?? 0)
}

export type ClaimedMail = {
  id: string
  attempts: number
  subscriberId: string
  address: string
  /** The person left, or never was there: nothing may be sent. */
  unsubscribed: boolean
  /** A newer update of the same report is to be sent, or was sent, to the same person. */
  replaced: boolean
  /** The first mail about the report that this person got, if it is another one. */
  firstMailId: string | null
}

/** Takes the next due mails of an update for as long as the lease lasts; what another worker holds is passed over. */
export async function claimMails(
  tx: Tx,
  updateId: string,
  { limit, leasedUntil }: { limit: number; leasedUntil: Date },
): Promise<ClaimedMail[]> {
  const claimed = await sql<ClaimedMail>`
    with due as (
      select id from subscriber_mails
      where workspace_id = ${tx.workspaceId} and update_id = ${updateId} and state = 'waiting'
        and next_attempt_at <= ${tx.now()} and (leased_until is null or leased_until <= ${tx.now()})
      order by next_attempt_at limit ${limit} for update skip locked
    ), claimed as (
      update subscriber_mails m set leased_until = ${leasedUntil}, attempts = m.attempts + 1
      from due where m.workspace_id = ${tx.workspaceId} and m.id = due.id
      returning m.*
    )
    select c.id, c.attempts, c.subscriber_id, s.address,
      (s.confirmed_at is null or s.unsubscribed_at is not null) as unsubscribed,
      exists (select from subscriber_mails n where n.workspace_id = c.workspace_id and n.report_id = c.report_id
        and n.subscriber_id = c.subscriber_id and n.update_number > c.update_number) as replaced,
      (select f.id from subscriber_mails f where f.workspace_id = c.workspace_id and f.report_id = c.report_id
        and f.subscriber_id = c.subscriber_id and f.state = 'sent' and f.id <> c.id
        order by f.update_number limit 1) as first_mail_id
    from claimed c join subscribers s on s.workspace_id = c.workspace_id and s.id = c.subscriber_id`.execute(tx.db)
  return claimed.rows
}

/** The end of a mail. Says whether it still was to be ended: of two who think so, one is right. */
export async function finishMail(
  tx: Tx,
  id: string,
  state: Exclude<SubscriberMailState, 'waiting'>,
  reason: string | null,
): Promise<boolean> {
  const result = await tx.db
    .updateTable('subscriberMails')
    .set({ state, reason, finishedAt: tx.now(), leasedUntil: null })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function postponeMail(tx: Tx, id: string, nextAttemptAt: Date, reason: string): Promise<void> {
  await tx.db
    .updateTable('subscriberMails')
    .set({ nextAttemptAt, reason, leasedUntil: null })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
}

/** When the next mail of the update can be tried; undefined when all have ended. */
export async function findNextAttempt(tx: Tx, updateId: string): Promise<Date | undefined> {
  const found = await sql<{ at: Date | null }>`
    select min(greatest(next_attempt_at, leased_until)) as at from subscriber_mails
    where workspace_id = ${tx.workspaceId} and update_id = ${updateId} and state = 'waiting'`.execute(tx.db)
  return found.rows[0]?.at ?? undefined
}

/** All that waits for someone who left, but for what a worker is sending at this moment. */
export async function skipMailsTo(tx: Tx, subscriberId: string, reason: string): Promise<void> {
  await tx.db
    .updateTable('subscriberMails')
    .set({ state: 'skipped', reason, finishedAt: tx.now(), leasedUntil: null })
    .where('workspaceId', '=', tx.workspaceId)
    .where('subscriberId', '=', subscriberId)
    .where('state', '=', 'waiting')
    .where((eb) => eb.or([eb('leasedUntil', 'is', null), eb('leasedUntil', '<=', tx.now())]))
    .execute()
}

export type MailCounts = { queued: number; sent: number; failed: number }

/** For each update: all its mails, those sent and those that failed for good. */
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
