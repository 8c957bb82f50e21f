import { sql, type PlatformTx } from '#platform/database'
import type { EmailProof } from './email-proof.ts'

declare module '#platform/database' {
  interface Tables {
    emailProofs: EmailProof
  }
}

export async function insertEmailProof(tx: PlatformTx, proof: EmailProof): Promise<void> {
  const data = sql<object>`${JSON.stringify(proof.data)}::jsonb`
  await tx.db
    .insertInto('emailProofs')
    .values({ ...proof, data })
    .execute()
}

export async function findEmailProof(tx: PlatformTx, id: string): Promise<EmailProof | undefined> {
  return tx.db.selectFrom('emailProofs').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * One at a time takes an address into use, by a sign-up or a change, until the end of the transaction. Before any of
 * the rows is locked: each of two would wait for a row of the other.
 */
export async function lockAddress(tx: PlatformTx, email: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`address ${email.toLowerCase()}`}, 0))`.execute(tx.db)
}

/** Of two at once one gets it; it is back when the transaction fails. */
export async function takeEmailProof(tx: PlatformTx, id: string): Promise<EmailProof | undefined> {
  return tx.db.deleteFrom('emailProofs').where('id', '=', id).returningAll().executeTakeFirst()
}

export async function setProofUser(tx: PlatformTx, id: string, userId: string): Promise<void> {
  await tx.db.updateTable('emailProofs').set({ userId }).where('id', '=', id).execute()
}

/** Whatever was mailed in the name of this person opens nothing any more. */
export async function deleteEmailProofsOf(tx: PlatformTx, userId: string): Promise<void> {
  await tx.db.deleteFrom('emailProofs').where('userId', '=', userId).execute()
}

/** Sign-ups with an address that now has a user. */
export async function deleteSignUpsOf(tx: PlatformTx, email: string): Promise<void> {
  await tx.db
    .deleteFrom('emailProofs')
    .where('kind', '=', 'signUp')
    .where(sql<string>`lower(email)`, '=', email.toLowerCase())
    .execute()
}

export async function deleteExpiredProofs(tx: PlatformTx): Promise<void> {
  await tx.db.deleteFrom('emailProofs').where('expiresAt', '<', tx.now()).execute()
}
