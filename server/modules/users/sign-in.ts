import { inPlatformTransaction } from '#platform/database'
import type { Services } from '#platform/context'
import { unauthenticated } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import * as repo from './repo.ts'
import { issueSession } from './sessions.ts'
import type { User } from './user.ts'

/** Per address of the sender and per address that is tried; both are far above what a person needs. */
const perSender = { name: 'sign-in-sender', points: 30, durationSeconds: 300 }
const perEmail = { name: 'sign-in-email', points: 10, durationSeconds: 300 }

/** Begins a session. A wrong password and an unknown address get the same answer after the same work. */
export async function signIn(
  services: Services,
  input: { email: string; password: string },
  request: PublicRequest,
): Promise<User> {
  await services.limiter.consume(perSender, request.remoteAddress)
  await services.limiter.consume(perEmail, input.email.toLowerCase())
  const user = await inPlatformTransaction(services, (tx) => repo.findUserByEmail(tx, input.email))
  const right = user?.passwordHash
    ? await services.passwords.verify(input.password, user.passwordHash)
    : await services.passwords.verifyNothing(input.password)
  if (!user || !right) throw unauthenticated('the address or the password is wrong')
  await inPlatformTransaction(services, (tx) =>
    issueSession(tx, { userId: user.id, stage: 'complete', methods: ['password'] }, request),
  )
  return user
}
