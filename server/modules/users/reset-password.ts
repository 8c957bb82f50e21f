import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { checkAddress } from '#platform/mail'
import { readProofSecret } from './email-proof.ts'
import { deleteEmailProofsOf, findEmailProof } from './email-proof-repo.ts'
import { linksPerSender, mayMail, senderKey } from './limits.ts'
import { checkNewPassword } from './password-rules.ts'
import { linkIsGone, mailProof, takeProofOfEmail } from './prove-email.ts'
import * as repo from './repo.ts'
import { endSessionsOf, originOf } from './sessions.ts'
import { forgetTries } from './sign-in.ts'
import { recordUserActivity } from './user-activity.ts'

/** Mails a link with which a new password is chosen, if somebody signs in with this address; nothing tells whether. */
export async function requestPasswordReset(
  services: Services,
  address: string,
  { remoteAddress }: Pick<PublicRequest, 'remoteAddress'>,
): Promise<void> {
  const email = checkAddress(address)
  if (!(await mayMail(services, email, remoteAddress))) return
  await inPlatformTransaction(services, (tx) => mailProof(tx, { kind: 'passwordReset', userId: null, email, data: {} }))
}

/**
 * Sets the password, ends every session and every other link of the person. A second factor is asked for as ever.
 * Throws gone for a link that opens nothing, invalid_request for a password that is refused, after which the link
 * still works.
 */
export async function completePasswordReset(
  services: Services,
  input: { secret: string; password: string },
  request: PublicRequest,
): Promise<void> {
  await services.limiter.consume(linksPerSender, senderKey(request.remoteAddress))
  const user = await inPlatformTransaction(services, async (tx) => {
    const id = readProofSecret(tx.vault, 'passwordReset', input.secret)
    const proof = id === undefined ? undefined : await findEmailProof(tx, id)
    return proof && proof.userId !== null ? repo.findUser(tx, proof.userId) : undefined
  })
  if (!user) throw linkIsGone()
  checkNewPassword(input.password, user)
  const passwordHash = await services.passwords.hash(input.password)
  await inPlatformTransaction(services, async (tx) => {
    await repo.lockUser(tx, user.id)
    await takeProofOfEmail(tx, 'passwordReset', input.secret)
    await repo.updateUser(tx, user.id, { passwordHash })
    await deleteEmailProofsOf(tx, user.id)
    await endSessionsOf(tx, user.id)
    await recordUserActivity(tx, user.id, 'password.reset', originOf(request))
  })
  await forgetTries(services, user.email)
}
