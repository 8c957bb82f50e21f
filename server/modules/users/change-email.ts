import { requireFresh, type PersonContext, type Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { checkAddress } from '#platform/mail'
import { carryLimits } from '#platform/processing'
import { deleteEmailProofsOf, deleteSignUpsOf, lockAddress } from './email-proof-repo.ts'
import { linksPerSender, mayMail, senderKey } from './limits.ts'
import { findProofOfEmail, linkIsGone, mailProof, takeProofOfEmail } from './prove-email.ts'
import * as repo from './repo.ts'
import { endSessionsOf, findSession, originOf } from './sessions.ts'
import { recordUserActivity } from './user-activity.ts'

/**
 * Mails a link to the new address; nothing changes before it is used, and nothing tells whether somebody else signs in
 * with that address. Of several the last one counts. Throws fresh_factor_required.
 */
export async function requestEmailChange(ctx: PersonContext, address: string): Promise<void> {
  requireFresh(ctx)
  const email = checkAddress(address)
  if (email.toLowerCase() === ctx.person.email.toLowerCase()) {
    const message = 'is your address already'
    throw invalidRequest(`email: ${message}`, [{ path: 'email', message }])
  }
  if (!(await mayMail(ctx, email, ctx.origin.remoteAddress))) return
  await inPlatformTransaction(ctx, async (tx) => {
    await repo.lockUser(tx, ctx.person.id)
    await deleteEmailProofsOf(tx, ctx.person.id)
    await mailProof(tx, { kind: 'emailChange', userId: ctx.person.id, email, data: {} })
  })
}

/**
 * The new address is proved and takes the place of the old one, which is told. All sessions end but the one of the
 * browser that opened the link. Throws gone for a link that opens nothing, conflict when the address was taken
 * meanwhile.
 */
export async function confirmEmailChange(services: Services, secret: string, request: PublicRequest): Promise<void> {
  await services.limiter.consume(linksPerSender, senderKey(request.remoteAddress))
  await inPlatformTransaction(services, async (tx) => {
    const { userId, email } = await findProofOfEmail(tx, 'emailChange', secret)
    const user = userId === null ? undefined : await repo.lockUser(tx, userId)
    if (!user) throw linkIsGone()
    await lockAddress(tx, email)
    await takeProofOfEmail(tx, 'emailChange', secret)
    await repo.updateUser(tx, user.id, { email, emailVerifiedAt: tx.now() })
    await carryLimits(tx, user.id, email)
    // Links that were mailed to the old address, too.
    await deleteEmailProofsOf(tx, user.id)
    await deleteSignUpsOf(tx, email)
    const own = await findSession(tx, request.headers)
    await endSessionsOf(tx, user.id, own?.userId === user.id ? { except: own.id } : {})
    await recordUserActivity(tx, user.id, 'email.changed', originOf(request), { previousEmail: user.email })
  })
}
