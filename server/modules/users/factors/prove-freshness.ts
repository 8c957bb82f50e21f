import type { PersonContext } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { forbidden, invalidRequest, unauthenticated } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { listSecondFactors } from '../complete-sign-in.ts'
import { senderKey, stepUpsPerPerson } from '../limits.ts'
import { findUser, lockUser } from '../repo.ts'
import { freshUntil } from '../session.ts'
import { refreshSession } from '../sessions.ts'
import { factorsPerSender } from './limits.ts'
import { recordRefusal, refusalText, useFactor, type Outcome, type Proof } from './use-factor.ts'

export type FreshnessProof = { type: 'password'; password: string } | Exclude<Proof, { type: 'recoveryCode' }>

/**
 * Whoever is signed in proves again who they are, and may then do for ten minutes what needs a fresh factor. Throws
 * forbidden for the password of a person who has a second factor: that is the one that a thief may know already.
 */
export async function proveFreshness(
  ctx: PersonContext,
  proof: FreshnessProof,
  request: PublicRequest,
): Promise<{ freshUntil: Date | null }> {
  const userId = ctx.person.id
  await ctx.limiter.consume(factorsPerSender, senderKey(request.remoteAddress))
  await ctx.limiter.consume(stepUpsPerPerson, userId)
  // Hashing takes long, so it happens before the transaction; the hash is compared again inside.
  const passwordHash = proof.type === 'password' ? await matchingHash(ctx, proof.password) : null
  const result = await inPlatformTransaction(ctx, async (tx) => {
    const outcome = await check(tx, userId, proof, passwordHash, request)
    if (outcome === 'right') return refreshSession(tx, proof.type, request)
    if (outcome !== 'late') await recordRefusal(tx, userId, request, { method: proof.type, reason: outcome })
    return outcome
  })
  if (typeof result === 'string') throw wrongField(proof, refusalText[result])
  await ctx.limiter.reset(stepUpsPerPerson, userId)
  return { freshUntil: freshUntil(result) }
}

async function check(
  tx: PlatformTx,
  userId: string,
  proof: FreshnessProof,
  passwordHash: string | null,
  { headers }: PublicRequest,
): Promise<Outcome> {
  const user = await lockUser(tx, userId)
  if (!user) throw unauthenticated()
  if (proof.type !== 'password') {
    return useFactor(tx, userId, proof, { kind: 'passkeyFreshness', userVerification: 'required', headers })
  }
  await refuseWithSecondFactor(tx, userId)
  return passwordHash !== null && user.passwordHash === passwordHash ? 'right' : 'wrong'
}

/** The stored hash if the password matches it, else null. */
async function matchingHash(ctx: PersonContext, password: string): Promise<string | null> {
  const hash = await inPlatformTransaction(ctx, async (tx) => {
    await refuseWithSecondFactor(tx, ctx.person.id)
    return (await findUser(tx, ctx.person.id))?.passwordHash
  })
  return hash && (await ctx.passwords.verify(password, hash)) ? hash : null
}

async function refuseWithSecondFactor(tx: PlatformTx, userId: string): Promise<void> {
  const factors = await listSecondFactors(tx, userId)
  if (factors.length > 0) throw forbidden('confirm with your second factor; the password alone is not enough')
}

/** Not 401, which would say that nobody is signed in. */
function wrongField({ type }: FreshnessProof, message: string) {
  const path = type === 'password' ? 'password' : type === 'totp' ? 'code' : 'response'
  return invalidRequest(`${path}: ${message}`, [{ path, message }])
}
