import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { rotateSession } from '../sessions.ts'
import type { Identity } from './identity.ts'
import { confirmWaitingIdentity } from './waiting-identity.ts'

/**
 * Links the identity that waits in this browser to the person, who has just signed in by what they already had. Throws
 * conflict when nothing waits for this person.
 */
export async function linkIdentity(ctx: PersonContext, request: PublicRequest): Promise<Identity> {
  requireFresh(ctx)
  return inPlatformTransaction(ctx, async (tx) => {
    const identity = await confirmWaitingIdentity(tx, ctx.person.id, request.headers)
    await rotateSession(tx, request)
    return identity
  })
}
