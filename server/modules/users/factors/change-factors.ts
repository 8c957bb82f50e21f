/** What every change of a person's factors has in common. */
import { sql, type PlatformTx } from '#platform/database'
import type { PersonContext } from '#platform/context'
import { conflict, unauthenticated } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { listSecondFactors } from '../complete-sign-in.ts'
import { lockUser, type UserRow } from '../repo.ts'
import { endSessionsOf, rotateSession } from '../sessions.ts'
import { recordUserActivity, type UserActivityType } from '../user-activity.ts'
import * as repo from './repo.ts'

/** Locks the person, so that changes happen one after the other. */
export async function lockPerson(tx: PlatformTx, { person }: PersonContext): Promise<UserRow> {
  const user = await lockUser(tx, person.id)
  if (!user) throw unauthenticated()
  return user
}

/** The person is told, and all other sessions end: whoever sits there signs in by the new rules. This one
 * goes on under a new secret. */
export async function finishChange(
  tx: PlatformTx,
  ctx: PersonContext,
  { type, data }: { type: UserActivityType; data?: Record<string, string> },
  request: PublicRequest,
): Promise<void> {
  // Codes that stand in for a factor open nothing once there is none, and must not come back with the next one.
  if ((await listSecondFactors(tx, ctx.person.id)).length === 0) await repo.setRecoveryCodes(tx, ctx.person.id, [])
  await recordUserActivity(tx, ctx.person.id, type, ctx.origin, data)
  await endSessionsOf(tx, ctx.person.id, { except: ctx.sessionId })
  await rotateSession(tx, request)
}

/**
 * Throws conflict when nothing to sign in with would be left: no password, no passkey, no identity at a provider that
 * the installation still offers. Call it with the person locked.
 */
export async function keepAWayIn(
  tx: PlatformTx,
  user: Pick<UserRow, 'id' | 'passwordHash'>,
  removed: { passkeyId?: string; identityId?: string },
): Promise<void> {
  if (user.passwordHash !== null) return
  const offered = tx.config.signInProviders.map(({ id }) => id)
  const { rows } = await sql<{ left: boolean }>`select
      exists (select from passkeys where user_id = ${user.id} and id <> ${removed.passkeyId ?? ''})
      or exists (select from identities where user_id = ${user.id} and id <> ${removed.identityId ?? ''}
        and provider_id = any(${offered})) as left`.execute(tx.db)
  if (!rows[0]?.left) throw conflict('this is the last way to sign in; add another one first')
}
