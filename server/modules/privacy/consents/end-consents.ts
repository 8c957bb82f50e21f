import { sql, type PlatformTx } from '#platform/database'
import { withdraw } from './repo.ts'

/**
 * Closing a sign-in withdraws every consent of the person, in the transaction of the closing: those of the register,
 * and the subscriptions of their address, which status pages keep with their own proof.
 */
export async function endConsents(tx: PlatformTx, userId: string): Promise<void> {
  await withdraw(tx, { userId }, 'closure')
  await sql`
    update subscribers set unsubscribed_at = ${tx.now()}, confirmation_id = null
    where address_key = (select lower(email) from users where id = ${userId})
      and unsubscribed_at is null and confirmed_at is not null`.execute(tx.db)
}
