import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { VaultError } from '#platform/vault'
import { openForPerson, sealForPerson } from '#platform/vault-store'
import { finishChange, keepAWayIn, lockPerson } from '../factors/change-factors.ts'
import { grantPlace, revocationPlace, type Identity } from './identity.ts'
import { findProvider } from './provider.ts'
import * as repo from './repo.ts'
import { revokeGrant, scheduleRevocation } from './revoke-grant.ts'

/**
 * The identity is nobody's any more, other sessions end since they may have begun with it, and what its provider gave us
 * is revoked there; while the provider is away, later. Throws not_found, and conflict for the last way to sign in.
 */
export async function unlinkIdentity(ctx: PersonContext, identityId: string, request: PublicRequest): Promise<void> {
  requireFresh(ctx)
  const hasGrant = await inPlatformTransaction(ctx, async (tx) => {
    const user = await lockPerson(tx, ctx)
    const identity = await repo.findIdentityOf(tx, user.id, identityId)
    if (!identity) throw notFound('identity')
    const { providerId } = identity
    // One of a provider that is not in the configuration any more is no way to sign in, so nothing is lost with it.
    if (findProvider(tx, providerId)) await keepAWayIn(tx, user, { identityId })
    await repo.deleteIdentity(tx, identityId)
    await finishChange(tx, ctx, { type: 'identity.unlinked', data: { provider: providerId } }, request)
    return moveGrant(tx, identity)
  })
  if (hasGrant) await revokeGrant(ctx, identityId)
}

/** Into the list of what is to be revoked, sealed for its new place. */
export async function moveGrant(tx: PlatformTx, { id, providerId, grantSecret }: Identity): Promise<boolean> {
  if (grantSecret === null) return false
  const grant = await openForPerson(tx, grantPlace(id), grantSecret).catch((error: unknown) => {
    if (!(error instanceof VaultError)) throw error
    // What cannot be read cannot be revoked, and must not keep a person from unlinking.
    tx.log.error('what a sign-in provider gave cannot be opened', { component: `sign-in ${providerId}`, error })
    return undefined
  })
  if (grant === undefined) return false
  const sealed = await sealForPerson(tx, revocationPlace(id), grant)
  await repo.insertRevocation(tx, { id, providerId, grantSecret: sealed, createdAt: tx.now() })
  await scheduleRevocation(tx, id)
  return true
}
