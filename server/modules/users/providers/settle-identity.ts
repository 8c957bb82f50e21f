/** Decides what a proved identity means: who signs in with it, to whom it is linked, or for whom it waits. */
import type { SignInProvider } from '#platform/config'
import type { PlatformTx } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { newId } from '#platform/ids'
import { sealForPerson } from '#platform/vault-store'
import { completeSignIn, listSecondFactors } from '../complete-sign-in.ts'
import { findUserByEmail, lockUser } from '../repo.ts'
import type { FactorMethod } from '../session.ts'
import { findSession, originOf, refreshSession, rotateSession } from '../sessions.ts'
import { recordUserActivity } from '../user-activity.ts'
import type { Asked } from './authorization.ts'
import { grantPlace, type Identity } from './identity.ts'
import { appPath } from './next-path.ts'
import { SignInFailed } from './problem.ts'
import type { ProvedIdentity } from './provider.ts'
import * as repo from './repo.ts'
import { keepWaiting } from './waiting-identity.ts'

type Settled = { provider: SignInProvider; asked: Asked; proved: ProvedIdentity }

/** Returns the path to go on to. Throws SignInFailed, and then nothing has happened. */
export async function settleIdentity(tx: PlatformTx, settled: Settled, request: PublicRequest): Promise<string> {
  const { provider, asked, proved } = settled
  const known = await repo.findIdentity(tx, proved.issuer, proved.subject)
  if (known) await keepGrant(tx, known, settled)
  if (asked.session.stage === 'complete') return linkToOneself(tx, known, settled, request)
  if (known) return signIn(tx, known, settled, request)

  if (proved.email === null) throw new SignInFailed('email_not_verified')
  const user = await findUserByEmail(tx, proved.email)
  await keepWaiting(tx, { provider, proved, email: proved.email, userId: user?.id ?? null }, request)
  // An address proves nothing about a user of ours: whoever has it at the provider need not have it here.
  if (user) return pathOf('', { link: provider.name, provider: provider.id })
  return pathOf('sign-up', { provider: provider.id })
}

async function signIn(
  tx: PlatformTx,
  known: Identity,
  { provider, asked }: Settled,
  request: PublicRequest,
): Promise<string> {
  const user = await lockUser(tx, known.userId)
  if (!user) throw new SignInFailed('sign_in_not_asked_for', 'the person is frozen')
  const { signedIn } = await completeSignIn(tx, user, methodOf(provider), request)
  const next = asked.pending.data['next'] ?? appPath
  return signedIn ? next : pathOf('second-factor', { next })
}

/** For the person whose session it was when they went to the provider, if it still is. */
async function linkToOneself(
  tx: PlatformTx,
  known: Identity | undefined,
  { provider, asked, proved }: Settled,
  request: PublicRequest,
): Promise<string> {
  const session = await findSession(tx, request.headers)
  if (session?.id !== asked.session.id || session.stage !== 'complete' || session.userId === null) {
    throw new SignInFailed('sign_in_not_asked_for', 'the session has ended')
  }
  const next = asked.pending.data['next'] ?? appPath
  if (known) {
    if (known.userId !== session.userId) throw new SignInFailed('identity_taken')
    // As good as signing in anew, so no more than that: a second factor is not passed over.
    const wanted = await listSecondFactors(tx, session.userId)
    if (wanted.length === 0) await refreshSession(tx, methodOf(provider), request)
    return next
  }
  if (asked.pending.data['mayLink'] !== 'yes') throw new SignInFailed('fresh_factor_required')
  await insert(tx, { provider, proved, userId: session.userId })
  await recordUserActivity(tx, session.userId, 'identity.linked', originOf(request), { provider: provider.id })
  await rotateSession(tx, request)
  return next
}

async function insert(
  tx: PlatformTx,
  { provider, proved, userId }: { provider: SignInProvider; proved: ProvedIdentity; userId: string },
): Promise<void> {
  const { issuer, subject, email, grant } = proved
  if (email === null) throw new SignInFailed('email_not_verified')
  const id = newId('idt', tx.now())
  const grantSecret = grant && (await sealForPerson(tx, grantPlace(id), JSON.stringify(grant)))
  const identity = { id, userId, providerId: provider.id, issuer, subject, email, grantSecret, createdAt: tx.now() }
  if (!(await repo.insertIdentity(tx, identity))) throw new SignInFailed('identity_taken')
}

/** The newest one is what can be revoked; older ones end by themselves or with it. */
async function keepGrant(tx: PlatformTx, { id }: Identity, { provider, proved: { grant } }: Settled): Promise<void> {
  const grantSecret = grant && (await sealForPerson(tx, grantPlace(id), JSON.stringify(grant)))
  await repo.updateIdentity(tx, id, { providerId: provider.id, ...(grantSecret !== null && { grantSecret }) })
}

function pathOf(page: string, parameters: Record<string, string>): string {
  return `${appPath}${page}?${new URLSearchParams(parameters).toString()}`
}

function methodOf(provider: SignInProvider): FactorMethod {
  return `provider:${provider.id}`
}
