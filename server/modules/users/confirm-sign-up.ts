import type { z } from 'zod'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { startSession } from './complete-sign-in.ts'
import { SignUpData } from './email-proof.ts'
import { lockAddress } from './email-proof-repo.ts'
import { linksPerSender, senderKey } from './limits.ts'
import { checkNewPassword } from './password-rules.ts'
import { findProofOfEmail, takeProofOfEmail } from './prove-email.ts'
import type { SessionBody } from './session-body.ts'
import { addPerson } from './sign-up.ts'

/**
 * The address is proved: the person comes to be, with a password and a workspace, and is signed in. A conflict, or a
 * password that is refused, leaves the link as it is. Throws gone for a link that opens nothing.
 */
export async function confirmSignUp(
  services: Services,
  input: { secret: string; password: string; workspace?: { name: string; slug: string } | undefined },
  request: PublicRequest,
): Promise<z.input<typeof SessionBody>> {
  await services.limiter.consume(linksPerSender, senderKey(request.remoteAddress))
  const found = await inPlatformTransaction(services, (tx) => findProofOfEmail(tx, 'signUp', input.secret))
  checkNewPassword(input.password, { name: SignUpData.parse(found.data).name, email: found.email })
  // Outside of a transaction, which would hold a connection for as long as it takes.
  const passwordHash = await services.passwords.hash(input.password)
  return inPlatformTransaction(services, async (tx) => {
    await lockAddress(tx, found.email)
    const { email, data } = await takeProofOfEmail(tx, 'signUp', input.secret)
    const { workspace, ...declared } = SignUpData.parse(data)
    const belonging = { workspace: input.workspace ?? workspace }
    const userId = await addPerson(tx, { ...declared, email, passwordHash }, belonging, request)
    return startSession(tx, userId, ['password'], request)
  })
}
