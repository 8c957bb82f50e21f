import type { PlatformTx } from '#platform/database'
import type { Consent, ConsentPurpose } from './consent.ts'

declare module '#platform/database' {
  interface Tables {
    consents: Consent
  }
}

/** False when the person has one for the purpose already. */
export async function insertConsent(tx: PlatformTx, consent: Consent): Promise<boolean> {
  const query = tx.db.insertInto('consents').values(consent)
  return (await query.onConflict((row) => row.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}

export async function findConsent(tx: PlatformTx, id: string): Promise<Consent | undefined> {
  return tx.db.selectFrom('consents').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Newest first. */
export async function listConsents(tx: PlatformTx, userId: string): Promise<Consent[]> {
  const query = tx.db.selectFrom('consents').selectAll().where('userId', '=', userId)
  return query.orderBy('givenAt', 'desc').orderBy('id', 'desc').limit(200).execute()
}

/** Does nothing for what was withdrawn before. */
export async function withdraw(
  tx: PlatformTx,
  which: { id: string } | { userId: string; purpose?: ConsentPurpose },
  by: 'person' | 'closure',
): Promise<void> {
  let query = tx.db
    .updateTable('consents')
    .set({ withdrawnAt: tx.now(), withdrawnBy: by })
    .where('withdrawnAt', 'is', null)
  query = 'id' in which ? query.where('id', '=', which.id) : query.where('userId', '=', which.userId)
  if ('purpose' in which && which.purpose) query = query.where('purpose', '=', which.purpose)
  await query.execute()
}
