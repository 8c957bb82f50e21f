import type { PlatformTx } from '#platform/database'
import type { Envelope } from '#platform/vault'
import type { Identity } from './identity.ts'

/** What a provider gave for an identity that was unlinked, until it is revoked there. The id is the identity's. */
export type Revocation = { id: string; providerId: string; grantSecret: Envelope; createdAt: Date }

declare module '#platform/database' {
  interface Tables {
    identities: Identity
    revocations: Revocation
  }
}

/** The key of an identity is what the provider never gives to somebody else; an address is no key. */
export async function findIdentity(tx: PlatformTx, issuer: string, subject: string): Promise<Identity | undefined> {
  const query = tx.db.selectFrom('identities').selectAll().where('issuer', '=', issuer)
  return query.where('subject', '=', subject).executeTakeFirst()
}

export async function findIdentityOf(tx: PlatformTx, userId: string, id: string): Promise<Identity | undefined> {
  const query = tx.db.selectFrom('identities').selectAll().where('userId', '=', userId)
  return query.where('id', '=', id).executeTakeFirst()
}

/** Oldest first. */
export async function listIdentities(tx: PlatformTx, userId: string): Promise<Identity[]> {
  const query = tx.db.selectFrom('identities').selectAll().where('userId', '=', userId)
  return query.orderBy('createdAt').orderBy('id').execute()
}

/** Undefined when the identity is somebody's already, also when that was at the same moment. */
export async function insertIdentity(tx: PlatformTx, identity: Identity): Promise<Identity | undefined> {
  return tx.db
    .insertInto('identities')
    .values(identity)
    .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
    .returningAll()
    .executeTakeFirst()
}

export async function updateIdentity(
  tx: PlatformTx,
  id: string,
  change: Partial<Pick<Identity, 'providerId' | 'grantSecret'>>,
): Promise<void> {
  await tx.db.updateTable('identities').set(change).where('id', '=', id).execute()
}

export async function deleteIdentity(tx: PlatformTx, id: string): Promise<void> {
  await tx.db.deleteFrom('identities').where('id', '=', id).execute()
}

export async function insertRevocation(tx: PlatformTx, revocation: Revocation): Promise<void> {
  await tx.db.insertInto('revocations').values(revocation).execute()
}

export async function findRevocation(tx: PlatformTx, id: string): Promise<Revocation | undefined> {
  return tx.db.selectFrom('revocations').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function deleteRevocation(tx: PlatformTx, id: string): Promise<void> {
  await tx.db.deleteFrom('revocations').where('id', '=', id).execute()
}
