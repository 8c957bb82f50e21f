import { findPersonByEmail } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { AppError } from '#platform/errors'
import { senderKey } from '#platform/sender-key'
import { readLinkSecret } from '#platform/vault'
import { linksPerSender } from './limits.ts'
import { confirmationEnds, needsSignIn, type PrivacyRequest } from './request.ts'
import * as repo from './repo.ts'
import { acknowledge } from './acknowledge.ts'
import { settle } from './settle.ts'

/**
 * The link was used: the address is theirs. `signIn`: there is a sign-in with it, and what was asked for needs more than
 * a mailbox; `received`: it is with us now, and may be answered already. Throws gone for a link that opens nothing.
 */
export async function confirmRequest(
  services: Services,
  secret: string,
  { remoteAddress }: { remoteAddress: string },
): Promise<'received' | 'signIn'> {
  await services.limiter.consume(linksPerSender, senderKey(remoteAddress))
  const id = readLinkSecret(services.vault, linkPurpose, 'prq', secret)
  if (id === undefined) throw linkIsGone()
  return inPlatformTransaction(services, async (tx) => {
    const found = await repo.findRequest(tx, id)
    const request = found && (await repo.getRequestForUpdate(tx, id))
    if (request?.state !== 'unconfirmed' || !request.address || confirmationEnds(request) <= tx.now())
      throw linkIsGone()
    const user = await findPersonByEmail(tx, request.address)
    const { verify } = tx.policy.inForce().requests
    const signIn = needsSignIn(request.type, { hasSignIn: user !== undefined, verify })
    const confirmed: PrivacyRequest = {
      ...request,
      state: 'open',
      userId: user?.id ?? null,
      confirmedAt: tx.now(),
      verifiedAt: signIn ? null : tx.now(),
    }
    const { state, userId, confirmedAt, verifiedAt } = confirmed
    await repo.updateRequest(tx, id, { state, userId, confirmedAt, verifiedAt })
    await repo.appendAct(tx, { requestId: id, userId: 'person', type: 'confirmed', data: { signIn } })
    await acknowledge(tx, confirmed)
    if (!signIn) await settle(tx, confirmed)
    return signIn ? 'signIn' : 'received'
  })
}

export const linkPurpose = 'privacy.request'

/** The same words for a wrong, a used, an old and an unknown link. */
function linkIsGone(): AppError {
  return new AppError('gone', 'this link is not valid or not valid any more; ask again to get a new one')
}
