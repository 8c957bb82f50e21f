/** The end of a person: frozen at once, erased afterwards. */
import type { Origin } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { conflict } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import { deleteIdentity, listIdentities } from './providers/repo.ts'
import { moveGrant } from './providers/unlink-identity.ts'
import { lockUser } from './repo.ts'
import { endSessionsOf } from './sessions.ts'
import { recordUserActivity } from './user-activity.ts'

/**
 * Signed in nowhere from the commit on, and no way to sign in works; open streams end. Nothing brings back but what was
 * only `closed`.
 */
export async function freezeUser(
  tx: PlatformTx,
  userId: string,
  reason: 'closed' | 'erased' | 'minor' = 'minor',
): Promise<void> {
  const query = tx.db.insertInto('frozenUsers').values({ userId, frozenAt: tx.now(), reason })
  await query
    .onConflict((row) => (reason === 'closed' ? row.doNothing() : row.column('userId').doUpdateSet({ reason })))
    .execute()
  await endSessionsOf(tx, userId)
  await announceRevocation(tx, userId)
}

/** The person closes their own sign-in; only `reopenUser` undoes it. Throws conflict when it is closed already. */
export async function closeUser(
  tx: PlatformTx,
  userId: string,
  { reason, origin }: { reason: 'closed' | 'erased'; origin: Origin },
): Promise<void> {
  // Of two at once the second one waits for the lock; what it finds then is only seen by a statement of its own.
  const user = await lockUser(tx, userId)
  if (!user || (await isFrozen(tx, userId))) throw conflict('this sign-in is closed already')
  await recordUserActivity(tx, userId, 'user.closed', origin)
  await freezeUser(tx, userId, reason)
}

/** What was closed is open again, with every way to sign in as before; false for whoever must not come back. */
export async function reopenUser(tx: PlatformTx, userId: string, origin: Origin): Promise<boolean> {
  const query = tx.db.deleteFrom('frozenUsers').where('userId', '=', userId).where('reason', '=', 'closed')
  const reopened = await query.executeTakeFirst()
  if (reopened.numDeletedRows === 0n) return false
  await recordUserActivity(tx, userId, 'user.restored', origin)
  return true
}

export async function isFrozen(tx: PlatformTx, userId: string): Promise<boolean> {
  const query = tx.db.selectFrom('frozenUsers').select('reason').where('userId', '=', userId)
  return (await query.executeTakeFirst()) !== undefined
}

/** Unlinks every identity; what a sign-in provider gave is revoked there by a job. Returns how many there were. */
export async function releaseGrants(tx: PlatformTx, userId: string): Promise<number> {
  const identities = await listIdentities(tx, userId)
  for (const identity of identities) {
    await moveGrant(tx, identity)
    await deleteIdentity(tx, identity.id)
  }
  return identities.length
}

/** The user with all that hangs on it; does nothing for one that is gone. What other modules keep is theirs to end. */
export async function eraseUser(tx: PlatformTx, userId: string): Promise<void> {
  await releaseGrants(tx, userId)
  await tx.db.deleteFrom('users').where('id', '=', userId).execute()
}

/** What was begun with an address and belongs to nobody yet: links that were mailed, identities that wait. */
export async function eraseAddress(tx: PlatformTx, email: string): Promise<void> {
  const address = email.toLowerCase()
  await tx.db
    .deleteFrom('emailProofs')
    .where(sql<string>`lower(email)`, '=', address)
    .execute()
  await sql`update sessions set pending = null where lower(pending -> 'data' ->> 'email') = ${address}`.execute(tx.db)
}
