import { requireFresh, type Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { conflict, unauthenticated } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { senderKey } from '../limits.ts'
import type { SessionWithUser } from '../session-repo.ts'
import { freshUntil, type SessionStage } from '../session.ts'
import { askForProof, findSession } from '../sessions.ts'
import { challengesPerSender } from './limits.ts'
import { authenticationOptions, registrationOptions } from './passkey.ts'
import * as repo from './repo.ts'
import { passkeyChallenge } from './use-factor.ts'

export const challengePurposes = ['signIn', 'secondFactor', 'registration', 'freshness'] as const
export type ChallengePurpose = (typeof challengePurposes)[number]

/**
 * Asks the browser for a passkey; the answer must come from the same session within ten minutes. Throws
 * unauthenticated when the purpose needs another session than there is, conflict when the person has no passkey.
 */
export async function createPasskeyChallenge(services: Services, purpose: ChallengePurpose, request: PublicRequest) {
  await services.limiter.consume(challengesPerSender, senderKey(request.remoteAddress))
  return inPlatformTransaction(services, async (tx) => {
    const session = await findSession(tx, request.headers)
    if (purpose === 'signIn') return askToSignIn(tx, request)
    if (purpose === 'registration') return askToRegister(tx, session, request)
    return askAgain(tx, purpose, session, request)
  })
}

async function askToSignIn(tx: PlatformTx, request: PublicRequest) {
  const pending = await askForProof(tx, { kind: 'passkeySignIn', data: {} }, request)
  const challenge = passkeyChallenge(tx, pending)
  return authenticationOptions(tx.config, { challenge, passkeys: [], userVerification: 'required' })
}

async function askToRegister(tx: PlatformTx, session: SessionWithUser | undefined, request: PublicRequest) {
  const person = personOf(session, 'complete')
  // Also when the answer comes; asked here so that nobody touches a key for nothing.
  requireFresh({ freshUntil: session ? freshUntil(session) : null, now: tx.now })
  const passkeys = await repo.listPasskeys(tx, person.id)
  const pending = await askForProof(tx, { kind: 'passkeyRegistration', data: {} }, request)
  return registrationOptions(tx.config, person, { challenge: passkeyChallenge(tx, pending), passkeys })
}

async function askAgain(
  tx: PlatformTx,
  purpose: 'secondFactor' | 'freshness',
  session: SessionWithUser | undefined,
  request: PublicRequest,
) {
  const second = purpose === 'secondFactor'
  const person = personOf(session, second ? 'secondFactor' : 'complete')
  const passkeys = await repo.listPasskeys(tx, person.id)
  if (passkeys.length === 0) throw conflict('there is no passkey to ask for')
  const kind = second ? 'passkeySecondFactor' : 'passkeyFreshness'
  const challenge = passkeyChallenge(tx, await askForProof(tx, { kind, data: {} }, request))
  return authenticationOptions(tx.config, { challenge, passkeys, userVerification: second ? 'preferred' : 'required' })
}

function personOf(session: SessionWithUser | undefined, stage: SessionStage) {
  if (!session?.user || session.stage !== stage) throw unauthenticated('sign in first')
  return session.user
}
