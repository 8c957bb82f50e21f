import { requireFresh, type PersonContext } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { deleteEmailProofsOf } from './email-proof-repo.ts'
import { checkNewPassword } from './password-rules.ts'
import * as repo from './repo.ts'
import { endSessionsOf, rotateSession } from './sessions.ts'
import { recordUserActivity } from './user-activity.ts'

/**
 * Sets the password, also the first one of a person who had none. All other sessions and all mailed links end, and
 * this session goes on under a new secret. Throws fresh_factor_required, and invalid_request for what is refused.
 */
export async function changePassword(ctx: PersonContext, password: string, request: PublicRequest): Promise<void> {
  requireFresh(ctx)
  const { id } = ctx.person
  checkNewPassword(password, ctx.person)
  const passwordHash = await ctx.passwords.hash(password)
  await inPlatformTransaction(ctx, async (tx) => {
    await repo.lockUser(tx, id)
    await repo.updateUser(tx, id, { passwordHash })
    await deleteEmailProofsOf(tx, id)
    await endSessionsOf(tx, id, { except: ctx.sessionId })
    await rotateSession(tx, request)
    await recordUserActivity(tx, id, 'password.changed', ctx.origin)
  })
}
