/**
 * An identity that a browser has proved and that belongs to nobody yet. It waits in the browser's session: for the
 * person to sign up, or, when its address is a user's, for that user to sign in by what they already have.
 */
import type { SignInProvider } from '#platform/config'
import type { PlatformTx } from '#platform/database'
import { conflict } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { newId } from '#platform/ids'
import { sealForPerson } from '#platform/vault-store'
import type { PendingProof } from '../session.ts'
import { askForProof, findSession, takeProof } from '../sessions.ts'
import { recordUserActivity } from '../user-activity.ts'
import { grantPlace, type Identity } from './identity.ts'
import { nameOfProvider, type ProvedIdentity } from './provider.ts'
import * as repo from './repo.ts'

export type WaitingIdentity = {
  providerId: string
  providerName: string
  issuer: string
  subject: string
  /** The provider vouches for it. */
  email: string
  /** Empty when the provider named none. */
  name: string
}

/** `userId` is of the user whose address it is, who alone may then link it; null when there is no such user. */
export async function keepWaiting(
  tx: PlatformTx,
  { provider, proved, email, userId }: Waiting,
  request: PublicRequest,
): Promise<void> {
  const { issuer, subject, name, grant } = proved
  const identityId = newId('idt', tx.now())
  const grantSecret = grant && (await sealForPerson(tx, grantPlace(identityId), JSON.stringify(grant)))
  const data = {
    ...{ identityId, providerId: provider.id, issuer, subject, email, name },
    ...(userId !== null && { userId }),
    ...(grantSecret !== null && { grantSecret }),
  }
  await askForProof(tx, { kind: 'link', data }, request)
}

type Waiting = {
  provider: SignInProvider
  proved: ProvedIdentity
  email: string
  userId: string | null
}

/** The one that waits for a sign-up in this browser. */
export async function findWaitingIdentity(tx: PlatformTx, headers: Headers): Promise<WaitingIdentity | undefined> {
  const pending = await findPending(tx, headers)
  if (!pending || pending.data['userId'] !== undefined) return undefined
  const { providerId = '', issuer = '', subject = '', email = '', name = '' } = pending.data
  return { providerId, providerName: nameOfProvider(tx, providerId), issuer, subject, email, name }
}

/** Links what waits for a sign-up in this browser to the user who has just signed up. Throws conflict. */
export async function linkWaitingIdentity(tx: PlatformTx, userId: string, headers: Headers): Promise<Identity> {
  return linkWaiting(tx, { userId, waitsFor: undefined }, headers)
}

/** Links what waits in this browser for the user whose address it has, and who has just signed in. Throws conflict. */
export async function confirmWaitingIdentity(tx: PlatformTx, userId: string, headers: Headers): Promise<Identity> {
  return linkWaiting(tx, { userId, waitsFor: userId }, headers)
}

async function linkWaiting(
  tx: PlatformTx,
  { userId, waitsFor }: { userId: string; waitsFor: string | undefined },
  headers: Headers,
): Promise<Identity> {
  // Looked at before it is taken, so that what waits for somebody else stays where it is.
  const found = await findPending(tx, headers)
  if (!found || found.data['userId'] !== waitsFor) {
    throw conflict('no identity waits to be linked; begin again at the provider')
  }
  const { pending, session } = await takeProof(tx, 'link', headers)
  const { identityId = '', providerId = '', issuer = '', subject = '', email = '', grantSecret } = pending.data
  const identity = await repo.insertIdentity(tx, {
    ...{ id: identityId, userId, providerId, issuer, subject, email },
    grantSecret: grantSecret ?? null,
    createdAt: tx.now(),
  })
  if (!identity) throw conflict('somebody signs in with this identity already')
  const { remoteAddress, userAgent } = session
  await recordUserActivity(tx, userId, 'identity.linked', { remoteAddress, userAgent }, { provider: providerId })
  return identity
}

async function findPending(tx: PlatformTx, headers: Headers): Promise<PendingProof | undefined> {
  const pending = (await findSession(tx, headers))?.pending
  const waits = pending?.kind === 'link' && new Date(pending.expiresAt) > tx.now()
  return waits ? pending : undefined
}
