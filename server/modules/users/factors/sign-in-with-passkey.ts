import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { unauthenticated } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { completeSignIn, type SignInResult } from '../complete-sign-in.ts'
import { senderKey } from '../limits.ts'
import { lockUser } from '../repo.ts'
import { factorsPerSender } from './limits.ts'
import type { Assertion } from './passkey.ts'
import * as repo from './repo.ts'
import { recordRefusal, usePasskey } from './use-factor.ts'

/**
 * A passkey whose holder was verified is two factors in one. An unknown passkey and a wrong answer get the same words.
 * No limit counts against the person: a passkey cannot be guessed, and nobody can keep its owner out by trying.
 */
export async function signInWithPasskey(
  services: Services,
  assertion: Assertion,
  request: PublicRequest,
): Promise<SignInResult> {
  await services.limiter.consume(factorsPerSender, senderKey(request.remoteAddress))
  const result = await inPlatformTransaction(services, async (tx) => {
    const passkey = await repo.findPasskey(tx, assertion.id)
    // The person before the session, as everywhere: who changes a password locks them in this order.
    const user = passkey && (await lockUser(tx, passkey.userId))
    const outcome = await usePasskey(tx, passkey, {
      kind: 'passkeySignIn',
      userVerification: 'required',
      headers: request.headers,
      assertion,
    })
    if (user && outcome === 'right') return completeSignIn(tx, user, 'passkey', request)
    if (user && outcome !== 'right' && outcome !== 'late') {
      await recordRefusal(tx, user.id, request, { method: 'passkey', reason: outcome })
    }
    return null
  })
  if (!result) throw unauthenticated('the passkey is not known here, or its answer is not right or came too late')
  return result
}
