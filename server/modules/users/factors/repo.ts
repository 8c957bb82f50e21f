import { isUniqueViolation, type PlatformTx } from '#platform/database'
import { conflict } from '#platform/errors'
import type { Envelope } from '#platform/vault'

/** `lastStep`: of the last code that was taken; none up to it is taken again. */
export type TotpFactor = {
  userId: string
  secret: Envelope
  createdAt: Date
  confirmedAt: Date | null
  lastStep: number
}

/** `id` and `publicKey` as the authenticator gave them: base64url, and COSE (RFC 9052 §7). */
export type Passkey = { id: string; userId: string; publicKey: Buffer; counter: number; label: string }

declare module '#platform/database' {
  interface Tables {
    totpFactors: TotpFactor
    recoveryCodes: { userId: string; codeHash: Buffer }
    passkeys: Passkey
  }
}

export async function findTotp(tx: PlatformTx, userId: string): Promise<TotpFactor | undefined> {
  return tx.db.selectFrom('totpFactors').selectAll().where('userId', '=', userId).executeTakeFirst()
}

/** Replaces what was begun and never confirmed. Throws conflict when there is a confirmed one. */
export async function putTotp(tx: PlatformTx, factor: Pick<TotpFactor, 'userId' | 'secret' | 'createdAt'>) {
  const { secret, createdAt } = factor
  const put = await tx.db
    .insertInto('totpFactors')
    .values({ ...factor, confirmedAt: null, lastStep: 0 })
    .onConflict((row) =>
      row.column('userId').doUpdateSet({ secret, createdAt, lastStep: 0 }).where('totpFactors.confirmedAt', 'is', null),
    )
    .executeTakeFirst()
  if (!put.numInsertedOrUpdatedRows) throw conflict('codes from an app are set up already; remove them first')
}

/** Takes the step of a right code, of an active factor or of one that it confirms. Of two at once one gets true. */
export async function advanceStep(tx: PlatformTx, userId: string, step: number, confirmedAt: Date | null) {
  const update = tx.db
    .updateTable('totpFactors')
    .set({ lastStep: step, ...(confirmedAt && { confirmedAt }) })
    .where('userId', '=', userId)
    .where('confirmedAt', confirmedAt ? 'is' : 'is not', null)
    .where('lastStep', '<', step)
  return (await update.executeTakeFirst()).numUpdatedRows > 0n
}

export async function deleteTotp(tx: PlatformTx, userId: string): Promise<boolean> {
  const deleted = await tx.db.deleteFrom('totpFactors').where('userId', '=', userId).executeTakeFirst()
  return deleted.numDeletedRows > 0n
}

export async function setRecoveryCodes(tx: PlatformTx, userId: string, hashes: readonly Buffer[]): Promise<void> {
  await tx.db.deleteFrom('recoveryCodes').where('userId', '=', userId).execute()
  if (hashes.length === 0) return
  await tx.db
    .insertInto('recoveryCodes')
    .values(hashes.map((codeHash) => ({ userId, codeHash })))
    .execute()
}

/** True once: the code is gone with it. */
export async function takeRecoveryCode(tx: PlatformTx, userId: string, codeHash: Buffer): Promise<boolean> {
  const codes = tx.db.deleteFrom('recoveryCodes').where('userId', '=', userId).where('codeHash', '=', codeHash)
  return (await codes.executeTakeFirst()).numDeletedRows > 0n
}

export async function countRecoveryCodes(tx: PlatformTx, userId: string): Promise<number> {
  const counted = await tx.db
    .selectFrom('recoveryCodes')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('userId', '=', userId)
    .executeTakeFirst()
  return counted?.count ?? 0
}

/** Throws conflict for a credential that is known, also as somebody else's (WebAuthn §7.1, step 26). */
export async function insertPasskey(tx: PlatformTx, passkey: Passkey): Promise<void> {
  try {
    await tx.db.insertInto('passkeys').values(passkey).execute()
  } catch (error) {
    if (isUniqueViolation(error)) throw conflict('this passkey is already in use')
    throw error
  }
}

export async function findPasskey(tx: PlatformTx, id: string): Promise<Passkey | undefined> {
  return tx.db.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listPasskeys(tx: PlatformTx, userId: string): Promise<Passkey[]> {
  return tx.db.selectFrom('passkeys').selectAll().where('userId', '=', userId).orderBy('label').orderBy('id').execute()
}

/**
 * Takes the counter of a right answer. False when it did not grow: then there are two of the key (WebAuthn §6.1.1).
 * An authenticator that does not count always says 0.
 */
export async function advanceCounter(tx: PlatformTx, id: string, counter: number): Promise<boolean> {
  const update = tx.db
    .updateTable('passkeys')
    .set({ counter })
    .where('id', '=', id)
    .where('counter', counter === 0 ? '=' : '<', counter)
  return (await update.executeTakeFirst()).numUpdatedRows > 0n
}

export async function setPasskeyLabel(tx: PlatformTx, userId: string, id: string, label: string): Promise<boolean> {
  const update = tx.db.updateTable('passkeys').set({ label }).where('id', '=', id).where('userId', '=', userId)
  return (await update.executeTakeFirst()).numUpdatedRows > 0n
}

export async function deletePasskey(tx: PlatformTx, userId: string, id: string): Promise<void> {
  await tx.db.deleteFrom('passkeys').where('id', '=', id).where('userId', '=', userId).execute()
}
