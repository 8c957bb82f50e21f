import { sql, type PlatformTx } from '#platform/database'
import { notFrozen } from './repo.ts'
import type { PendingProof, Session } from './session.ts'
import type { User } from './user.ts'

declare module '#platform/database' {
  interface Tables {
    sessions: Session
  }
}

export type SessionWithUser = Session & { user: Pick<User, 'id' | 'email' | 'name'> | null }

export async function insertSession(tx: PlatformTx, session: Session): Promise<void> {
  const pending = pendingValue(session.pending)
  await tx.db
    .insertInto('sessions')
    .values({ ...session, pending })
    .execute()
}

/** None of a person who is frozen. */
export async function findSession(tx: PlatformTx, idHash: Buffer): Promise<SessionWithUser | undefined> {
  const row = await tx.db
    .selectFrom('sessions')
    .leftJoin('users', 'users.id', 'sessions.userId')
    .selectAll('sessions')
    .select(['users.email', 'users.name'])
    .where('idHash', '=', idHash)
    .where(notFrozen)
    .executeTakeFirst()
  if (!row) return undefined
  const { email, name, ...session } = row
  const known = session.userId !== null && email !== null && name !== null
  return { ...session, user: known ? { id: session.userId ?? '', email, name } : null }
}

/** All complete sessions of a person, newest use first. */
export async function listSessions(tx: PlatformTx, userId: string): Promise<Session[]> {
  return tx.db
    .selectFrom('sessions')
    .selectAll()
    .where('userId', '=', userId)
    .where('stage', '=', 'complete')
    .orderBy('seenAt', 'desc')
    .execute()
}

export async function updateSession(
  tx: PlatformTx,
  idHash: Buffer,
  change: Partial<Pick<Session, 'seenAt' | 'provedAt' | 'methods' | 'pending' | 'idHash'>>,
): Promise<void> {
  const { pending, ...rest } = change
  await tx.db
    .updateTable('sessions')
    .set({ ...rest, ...(pending !== undefined && { pending: pendingValue(pending) }) })
    .where('idHash', '=', idHash)
    .execute()
}

/** Clears the pending proof and returns it: of two at once one gets it. */
export async function takePending(tx: PlatformTx, idHash: Buffer): Promise<PendingProof | undefined> {
  const found = await sql<{ pending: PendingProof | null }>`
    with old as (select id_hash, pending from sessions where id_hash = ${idHash} for update)
    update sessions s set pending = null from old
    where s.id_hash = old.id_hash and old.pending is not null returning old.pending`.execute(tx.db)
  return found.rows[0]?.pending ?? undefined
}

export async function deleteSession(tx: PlatformTx, idHash: Buffer): Promise<void> {
  await tx.db.deleteFrom('sessions').where('idHash', '=', idHash).execute()
}

/** Deletes a person's sessions, all or one or all but one; returns the ids of those that are gone. */
export async function deleteSessionsOf(
  tx: PlatformTx,
  userId: string,
  which: { only?: string; except?: string } = {},
): Promise<string[]> {
  let query = tx.db.deleteFrom('sessions').where('userId', '=', userId)
  if (which.only !== undefined) query = query.where('id', '=', which.only)
  if (which.except !== undefined) query = query.where('id', '!=', which.except)
  return (await query.returning('id').execute()).map(({ id }) => id)
}

/** Those that `isAlive` (session.ts) would refuse. */
export async function deleteDeadSessions(
  tx: PlatformTx,
  { createdBefore, seenBefore, begunBefore }: { createdBefore: Date; seenBefore: Date; begunBefore: Date },
): Promise<void> {
  await tx.db
    .deleteFrom('sessions')
    .where(({ eb, or, and }) =>
      or([
        eb('createdAt', '<=', createdBefore),
        eb('seenAt', '<=', seenBefore),
        and([eb('stage', '!=', 'complete'), eb('createdAt', '<=', begunBefore)]),
      ]),
    )
    .execute()
}

function pendingValue(pending: PendingProof | null) {
  return pending && sql<PendingProof>`${JSON.stringify(pending)}::jsonb`
}
