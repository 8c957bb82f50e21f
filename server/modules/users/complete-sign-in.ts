/** What follows when a factor was found right: a session, complete or waiting for a second factor. */
import type { z } from 'zod'
import { sql, type PlatformTx } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { describeSession, type SecondFactorBody, type SessionBody } from './session-body.ts'
import type { FactorMethod, Session } from './session.ts'
import { issueSession, originOf } from './sessions.ts'
import { judgeDevice } from './user-activity-repo.ts'
import { recordUserActivity } from './user-activity.ts'

export type SecondFactor = 'totp' | 'passkey' | 'recoveryCode'

/** The bodies of the answer; handlers return them as they are. */
export type SignInResult = z.input<typeof SessionBody> | z.input<typeof SecondFactorBody>

/**
 * The first factor is right: call it in the transaction that found it so. A passkey with user verification is two
 * factors in one; after anything else a person who has a second factor is asked for it.
 */
export async function completeSignIn(
  tx: PlatformTx,
  user: { id: string },
  method: FactorMethod,
  request: PublicRequest,
): Promise<SignInResult> {
  const secondFactors = method === 'passkey' ? [] : await listSecondFactors(tx, user.id)
  if (secondFactors.length === 0) return startSession(tx, user.id, [method], request)
  await issueSession(tx, { userId: user.id, stage: 'secondFactor', methods: [method] }, request)
  return { signedIn: false, secondFactors }
}

/** The second factor is right too; `session` is the browser's, in the stage `secondFactor`. */
export async function completeSecondFactor(
  tx: PlatformTx,
  session: Pick<Session, 'userId' | 'methods'>,
  method: FactorMethod,
  request: PublicRequest,
): Promise<z.input<typeof SessionBody>> {
  return startSession(tx, session.userId ?? '', [...session.methods, method], request)
}

/** Signed in. `methods` are what was proved, in that order. */
export async function startSession(
  tx: PlatformTx,
  userId: string,
  methods: FactorMethod[],
  request: PublicRequest,
): Promise<z.input<typeof SessionBody>> {
  const session = await issueSession(tx, { userId, stage: 'complete', methods }, request)
  const origin = originOf(request)
  const device = await judgeDevice(tx, userId, origin)
  await recordUserActivity(tx, userId, 'session.started', origin, { methods: methods.join(', '), device })
  return describeSession(tx, session)
}

/** With what else the person can prove who they are; empty when the first factor is enough. */
export async function listSecondFactors(tx: PlatformTx, userId: string): Promise<SecondFactor[]> {
  const { rows } = await sql<{ totp: boolean; passkey: boolean; recoveryCode: boolean }>`select
      exists (select from totp_factors where user_id = ${userId} and confirmed_at is not null) as totp,
      exists (select from passkeys where user_id = ${userId}) as passkey,
      exists (select from recovery_codes where user_id = ${userId}) as recovery_code`.execute(tx.db)
  const [has] = rows
  // Recovery codes stand in for another factor and are none by themselves.
  if (!has || (!has.totp && !has.passkey)) return []
  return (['totp', 'passkey', 'recoveryCode'] as const).filter((factor) => has[factor])
}
