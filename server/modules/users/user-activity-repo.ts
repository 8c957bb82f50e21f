import { sql, type PlatformTx, type Selectable } from '#platform/database'
import type { Origin, Tx } from '#platform/context'
import { newId } from '#platform/ids'
import { senderKey } from './limits.ts'

export type UserActivity = {
  id: string
  userId: string
  type: string
  at: Date
  remoteAddress: string
  userAgent: string
  data: Record<string, string>
}

declare module '#platform/database' {
  interface Tables {
    userActivities: UserActivity
  }
}

type Window = { before?: { at: string; id: string }; limit: number }

export async function insertUserActivity(tx: PlatformTx, activity: UserActivity): Promise<void> {
  const data = sql<UserActivity['data']>`${JSON.stringify(activity.data)}::jsonb`
  await tx.db
    .insertInto('userActivities')
    .values({ ...activity, data })
    .execute()
}

export async function findUserActivity(tx: PlatformTx, id: string): Promise<UserActivity | undefined> {
  return tx.db.selectFrom('userActivities').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listUserActivities(
  tx: PlatformTx,
  userId: string,
  { before, limit }: Window,
): Promise<Selectable<UserActivity>[]> {
  let query = tx.db.selectFrom('userActivities').selectAll().where('userId', '=', userId)
  if (before) query = query.where(sql<boolean>`(at, id) < (${before.at}::timestamptz, ${before.id})`)
  return query.orderBy('at', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

/** The policy of the table shows a workspace its own members only; `userIds` says it a second time. */
export async function listActivitiesOfMembers(
  tx: Tx,
  userIds: readonly string[],
  { types, before, limit }: Window & { types: readonly string[] },
) {
  if (userIds.length === 0) return []
  let query = tx.db
    .selectFrom('userActivities')
    .innerJoin('users', 'users.id', 'userActivities.userId')
    .select(['userActivities.id', 'userId', 'users.name', 'type', 'at', 'remoteAddress', 'userAgent'])
    .where('userId', 'in', userIds)
    .where('type', 'in', types)
  if (before) {
    query = query.where(sql<boolean>`(at, user_activities.id) < (${before.at}::timestamptz, ${before.id})`)
  }
  return query.orderBy('at', 'desc').orderBy('userActivities.id', 'desc').limit(limit).execute()
}

/** Whether the person was signed in from this sender since then; an IPv6 address stands for its network. */
export async function hasSignedInFrom(
  tx: PlatformTx,
  userId: string,
  { remoteAddress, since }: { remoteAddress: string; since: Date },
): Promise<boolean> {
  const rows = await tx.db
    .selectFrom('userActivities')
    .select('remoteAddress')
    .distinct()
    .where('userId', '=', userId)
    .where('type', '=', 'session.started')
    .where('at', '>', since)
    .limit(200)
    .execute()
  return rows.some((row) => senderKey(row.remoteAddress) === senderKey(remoteAddress))
}

/** `new` when the person has signed in before, but neither from this address nor with this browser. */
export async function judgeDevice(
  tx: PlatformTx,
  userId: string,
  { remoteAddress, userAgent }: Origin,
): Promise<'first' | 'known' | 'new'> {
  const { rows } = await sql<{ any: boolean; same: boolean }>`
    select count(*) > 0 as any,
      coalesce(bool_or(remote_address = ${remoteAddress} or user_agent = ${userAgent}), false) as same
    from user_activities where user_id = ${userId} and type = 'session.started'`.execute(tx.db)
  if (!rows[0]?.any) return 'first'
  return rows[0].same ? 'known' : 'new'
}

/**
 * A wrong password, if there is such a person. The same statement for an id that nobody has, and without waiting for
 * the disk, so that the time tells nothing; losing one in a crash does no harm.
 */
export async function insertRefusal(tx: PlatformTx, userId: string, origin: Origin): Promise<void> {
  const { remoteAddress, userAgent } = origin
  await sql`set local synchronous_commit = off`.execute(tx.db)
  await sql`
    insert into user_activities (id, user_id, type, at, remote_address, user_agent, data)
    select ${newId('uac', tx.now())}, id, 'signIn.refused', ${tx.now()}::timestamptz, ${remoteAddress}, ${userAgent},
      '{}'::jsonb from users where id = ${userId}`.execute(tx.db)
}
