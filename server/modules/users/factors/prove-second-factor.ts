import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { unauthenticated } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { completeSecondFactor } from '../complete-sign-in.ts'
import { senderKey } from '../limits.ts'
import { lockUser } from '../repo.ts'
import { findSession, originOf } from '../sessions.ts'
import { hasSignedInFrom } from '../user-activity-repo.ts'
import { recordUserActivity } from '../user-activity.ts'
import { codesFromKnownPlace, codesPerPerson, factorsPerSender } from './limits.ts'
import * as repo from './repo.ts'
import { recordRefusal, refusalText, useFactor, type Proof, type Refusal } from './use-factor.ts'

/** How long an address from which a person signed in is a known one. */
const knownPlaceMs = 30 * 86_400_000

type Completed = Awaited<ReturnType<typeof completeSecondFactor>>

/**
 * Finishes a sign-in whose first factor was right. Throws unauthenticated for a wrong or used proof, and for a session
 * that waits for none.
 */
export async function proveSecondFactor(services: Services, proof: Proof, request: PublicRequest): Promise<Completed> {
  await services.limiter.consume(factorsPerSender, senderKey(request.remoteAddress))
  const { userId, place } = await inPlatformTransaction(services, (tx) => findPlace(tx, request))
  if (proof.type === 'totp') await services.limiter.consume(place.rule, place.key)
  const result = await inPlatformTransaction(services, (tx) => decide(tx, userId, proof, request))
  if (typeof result === 'string') throw unauthenticated(refusalText[result])
  if (proof.type === 'totp') await services.limiter.reset(place.rule, place.key)
  return result
}

/** Who signs in, and what counts their tries of codes: see limits.ts. */
async function findPlace(tx: PlatformTx, { headers, remoteAddress }: PublicRequest) {
  const { userId } = await getWaitingSession(tx, headers)
  const since = new Date(tx.now().getTime() - knownPlaceMs)
  const known = await hasSignedInFrom(tx, userId, { remoteAddress, since })
  const place = known
    ? { rule: codesFromKnownPlace, key: `${userId}\n${senderKey(remoteAddress)}` }
    : { rule: codesPerPerson, key: userId }
  return { userId, place }
}

async function decide(
  tx: PlatformTx,
  userId: string,
  proof: Proof,
  request: PublicRequest,
): Promise<Completed | Refusal> {
  await lockUser(tx, userId)
  // Again, now that the person is locked: a change of the password may have ended it.
  const session = await getWaitingSession(tx, request.headers)
  if (session.userId !== userId) return 'late'
  const { headers } = request
  const outcome = await useFactor(tx, userId, proof, {
    kind: 'passkeySecondFactor',
    userVerification: 'preferred',
    headers,
  })
  if (outcome !== 'right') {
    if (outcome !== 'late') await recordRefusal(tx, userId, request, { method: proof.type, reason: outcome })
    return outcome
  }
  if (proof.type === 'recoveryCode') {
    const left = await repo.countRecoveryCodes(tx, userId)
    await recordUserActivity(tx, userId, 'recoveryCode.used', originOf(request), { left: String(left) })
  }
  return completeSecondFactor(tx, session, proof.type, request)
}

async function getWaitingSession(tx: PlatformTx, headers: Headers) {
  const session = await findSession(tx, headers)
  if (!session?.userId || session.stage !== 'secondFactor') {
    throw unauthenticated('no second factor is waited for; sign in first')
  }
  return { ...session, userId: session.userId }
}
