import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import type { Services } from '#platform/context'
import { unauthenticated } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { completeSignIn, type SignInResult } from './complete-sign-in.ts'
import { senderKey, signInsFromKnownPlace, signInsPerEmail, signInsPerSender } from './limits.ts'
import * as repo from './repo.ts'
import { originOf } from './sessions.ts'
import { hasSignedInFrom, insertRefusal } from './user-activity-repo.ts'

/** How long an address from which a person signed in is a known one. */
const knownPlaceDays = 30
const wrong = 'the address or the password is wrong'

/**
 * The first factor is a password. A wrong one, an unknown address and a person without a password get the same answer
 * after the same work.
 */
export async function signIn(
  services: Services,
  input: { email: string; password: string },
  request: PublicRequest,
): Promise<SignInResult> {
  await services.limiter.consume(signInsPerSender, senderKey(request.remoteAddress))
  const { user, place } = await inPlatformTransaction(services, (tx) => findPerson(tx, input.email, request))
  await services.limiter.consume(place.rule, place.key)
  const right = user?.passwordHash
    ? await services.passwords.verify(input.password, user.passwordHash)
    : await services.passwords.verifyNothing(input.password)
  if (!user || !right) {
    await inPlatformTransaction(services, (tx) => insertRefusal(tx, user?.id ?? '', originOf(request)))
    throw unauthenticated(wrong)
  }
  await services.limiter.reset(place.rule, place.key)
  const passwordHash = await renewHash(services, user, input.password)
  return inPlatformTransaction(services, async (tx) => {
    // The password may have been changed while this one was compared, and that ended all sessions.
    const now = await repo.lockUser(tx, user.id)
    if (now?.passwordHash !== passwordHash) throw unauthenticated(wrong)
    return completeSignIn(tx, user, 'password', request)
  })
}

/**
 * The person, and what counts the tries. From anywhere, tries are counted for the address that is tried, so many
 * senders together have no more of them than one. Where the person has signed in before, there is a count of its own,
 * which nobody elsewhere can use up: the owner gets in while others guess. Passkeys are not counted by these at all,
 * and a password that is set anew by mail begins with nothing counted.
 */
async function findPerson(tx: PlatformTx, email: string, request: PublicRequest) {
  const user = await repo.findUserByEmail(tx, email)
  const { remoteAddress } = request
  const since = new Date(tx.now().getTime() - knownPlaceDays * 86_400_000)
  const known = await hasSignedInFrom(tx, user?.id ?? '', { remoteAddress, since })
  const place = known
    ? { rule: signInsFromKnownPlace, key: `${user?.id}\n${senderKey(remoteAddress)}` }
    : { rule: signInsPerEmail, key: emailKey(email) }
  return { user, place }
}

/** After a password was set anew by mail: whoever has the mailbox is the owner. */
export async function forgetTries(services: Services, email: string): Promise<void> {
  await services.limiter.reset(signInsPerEmail, emailKey(email))
}

function emailKey(email: string): string {
  return email.trim().toLowerCase()
}

/** While the password is at hand: a value of an older scheme or cost is made again. Returns what is stored now. */
async function renewHash(services: Services, user: repo.UserRow, password: string): Promise<string | null> {
  const { passwordHash } = user
  if (passwordHash === null || !services.passwords.needsRehash(passwordHash)) return passwordHash
  const renewed = await services.passwords.hash(password)
  const changed = await inPlatformTransaction(services, (tx) =>
    repo.replacePasswordHash(tx, user.id, passwordHash, renewed),
  )
  return changed ? renewed : passwordHash
}
