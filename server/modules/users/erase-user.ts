/** The end of a person: frozen at once, erased afterwards. */
import { sql, type PlatformTx } from '#platform/database'
import { announceRevocation } from '#platform/live'
import { listIdentities } from './providers/repo.ts'
import { moveGrant } from './providers/unlink-identity.ts'
import { endSessionsOf } from './sessions.ts'

/** Signed in nowhere from the commit on, and no way to sign in works; open streams end. */
export async function freezeUser(tx: PlatformTx, userId: string): Promise<void> {
  const query = tx.db.insertInto('frozenUsers').values({ userId, frozenAt: tx.now() })
  await query.onConflict((row) => row.doNothing()).execute()
  await endSessionsOf(tx, userId)
  await announceRevocation(tx, userId)
}

/**
 * The user with all that hangs on it; does nothing for one that is gone. Memberships and what other modules keep are
 * theirs to end. What a sign-in provider gave is revoked there by a job.
 */
export async function eraseUser(tx: PlatformTx, userId: string): Promise<void> {
  for (const identity of await listIdentities(tx, userId)) await moveGrant(tx, identity)
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
