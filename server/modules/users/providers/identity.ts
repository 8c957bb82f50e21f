/** An identity at a provider, by which a person signs in. Pure; the rows are repo.ts's. */
import type { Envelope } from '#platform/vault'

export type Identity = {
  id: string
  userId: string
  /** Of the configuration when it was last used. */
  providerId: string
  /** Together with the subject: who it is, whatever the address says. */
  issuer: string
  subject: string
  /** As the provider vouched for it when it was linked. */
  email: string
  grantSecret: Envelope | null
  createdAt: Date
}

/** The place of the sealed grant, also of one whose row is still to come. */
export function grantPlace(identityId: string) {
  return { table: 'identities', column: 'grant_secret', rowId: identityId }
}

/** Where it is after the identity was unlinked, until the provider has revoked it. */
export function revocationPlace(identityId: string) {
  return { table: 'revocations', column: 'grant_secret', rowId: identityId }
}
