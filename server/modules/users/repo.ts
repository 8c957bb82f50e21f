import { isUniqueViolation, sql, type Generated, type PlatformTx } from '#platform/database'
import type { Tx } from '#platform/context'
import { conflict } from '#platform/errors'
import type { User } from './user.ts'

/** Without a password whoever signs in by passkey or provider alone. */
export type UserRow = User & { passwordHash: string | null }

declare module '#platform/database' {
  interface Tables {
    installation: { onlyRow: Generated<boolean>; setUpAt: Date }
    users: UserRow
  }
}

export async function isSetUp(tx: PlatformTx): Promise<boolean> {
  const row = await tx.db.selectFrom('installation').select('setUpAt').executeTakeFirst()
  return row !== undefined
}

/** Throws conflict when another set-up was first, also at the same moment: the row's key is unique. */
export async function markSetUp(tx: PlatformTx): Promise<void> {
  try {
    await tx.db.insertInto('installation').values({ setUpAt: tx.now() }).execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('this installation has already been set up')
    throw error
  }
}

export async function insertUser(tx: PlatformTx, user: UserRow): Promise<void> {
  await tx.db.insertInto('users').values(user).execute()
}

export async function findUserByEmail(tx: PlatformTx, email: string): Promise<UserRow | undefined> {
  const query = tx.db.selectFrom('users').selectAll()
  return query.where(sql<string>`lower(email)`, '=', email.toLowerCase()).executeTakeFirst()
}

export async function findUser(tx: PlatformTx, id: string): Promise<UserRow | undefined> {
  return tx.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Names of members of the workspace; whoever has left it is not among them. */
export async function listNames(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; name: string; email: string }[]> {
  if (ids.length === 0) return []
  return tx.db.selectFrom('users').select(['id', 'name', 'email']).where('id', 'in', ids).execute()
}
