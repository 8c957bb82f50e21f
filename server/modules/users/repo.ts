import { isUniqueViolation, sql, type Db, type Generated, type PlatformTx } from '#platform/database'
import type { Tx } from '#platform/context'
import { conflict, notFound } from '#platform/errors'
import type { User } from './user.ts'

/** Without a password whoever signs in by passkey or provider alone. */
export type UserRow = User & { passwordHash: string | null }

declare module '#platform/database' {
  interface Tables {
    installation: { onlyRow: Generated<boolean>; setUpAt: Date; workspaceId: string | null }
    users: UserRow
    frozenUsers: { userId: string; frozenAt: Date; reason: 'closed' | 'erased' | 'minor' }
  }
}

export async function isSetUp(tx: PlatformTx): Promise<boolean> {
  const row = await tx.db.selectFrom('installation').select('setUpAt').executeTakeFirst()
  return row !== undefined
}

/** Throws conflict when another set-up was first, also at the same moment: the row's key is unique. */
export async function markSetUp(tx: PlatformTx, workspaceId: string): Promise<void> {
  try {
    await tx.db.insertInto('installation').values({ setUpAt: tx.now(), workspaceId }).execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('this installation has already been set up')
    throw error
  }
}

/** The workspace that the set-up made: whoever operates the installation is there. None when it was deleted. */
export async function findOperatorWorkspace(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('installation')
    .innerJoin('workspaces', 'workspaces.id', 'installation.workspaceId')
    .select('workspaces.id')
    .where('workspaces.deletedAt', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** Throws conflict when there is a user with this address. */
export async function insertUser(tx: PlatformTx, user: UserRow): Promise<void> {
  await refuseKnownAddress(tx.db.insertInto('users').values(user).execute())
}

/** Throws conflict when the new address is another user's. */
export async function updateUser(tx: PlatformTx, id: string, change: Partial<Omit<UserRow, 'id'>>): Promise<void> {
  await refuseKnownAddress(tx.db.updateTable('users').set(change).where('id', '=', id).execute())
}

/** Replaces the stored password if it is still the one that was looked at; says whether it did. */
export async function replacePasswordHash(tx: PlatformTx, id: string, from: string, to: string): Promise<boolean> {
  const changed = await tx.db
    .updateTable('users')
    .set({ passwordHash: to })
    .where('id', '=', id)
    .where('passwordHash', '=', from)
    .executeTakeFirst()
  return changed.numUpdatedRows > 0n
}

async function refuseKnownAddress(written: Promise<unknown>): Promise<void> {
  try {
    await written
  } catch (error) {
    if (isUniqueViolation(error, 'users_email')) throw conflict('there is a sign-in with this address already; sign in')
    throw error
  }
}

export const notFrozen = sql<boolean>`not exists (select from frozen_users f where f.user_id = users.id)`

/** Who is frozen is nobody: not to be signed in, and not to be written to. */
export async function findUserByEmail(tx: PlatformTx, email: string): Promise<UserRow | undefined> {
  const query = tx.db.selectFrom('users').selectAll().where(notFrozen)
  return query.where(sql<string>`lower(email)`, '=', email.toLowerCase()).executeTakeFirst()
}

export async function findUser(tx: PlatformTx, id: string): Promise<UserRow | undefined> {
  return tx.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The same for whoever is to be written to: nobody who is frozen. */
export async function findReachableUser(tx: PlatformTx, id: string): Promise<UserRow | undefined> {
  return tx.db.selectFrom('users').selectAll().where('id', '=', id).where(notFrozen).executeTakeFirst()
}

/** Nobody else changes the person until the transaction ends. Undefined also for one who is frozen. */
export async function lockUser(tx: PlatformTx, id: string): Promise<UserRow | undefined> {
  const query = tx.db.selectFrom('users').selectAll().where('id', '=', id).where(notFrozen)
  return query.forNoKeyUpdate().executeTakeFirst()
}

export async function getUser(tx: PlatformTx, id: string): Promise<UserRow> {
  const user = await findUser(tx, id)
  if (!user) throw notFound('user')
  return user
}

/** Names of members of the workspace; whoever has left it is not among them. */
export async function listNames(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; name: string; email: string }[]> {
  if (ids.length === 0) return []
  return tx.db.selectFrom('users').select(['id', 'name', 'email']).where('id', 'in', ids).execute()
}

/** The same without those who are frozen: whom to write to. */
export async function listReachable(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; name: string; email: string }[]> {
  if (ids.length === 0) return []
  const query = tx.db.selectFrom('users').select(['id', 'name', 'email']).where('id', 'in', ids)
  return query.where(notFrozen).execute()
}
