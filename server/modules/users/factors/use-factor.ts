/** Checks a second proof and uses it up, in one transaction: a code or an answer opens once. */
import type { PlatformTx } from '#platform/database'
import { AppError } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { openForPerson } from '#platform/vault-store'
import type { FactorMethod, PendingProof } from '../session.ts'
import { originOf, pendingSecret, takeProof } from '../sessions.ts'
import { recordUserActivity } from '../user-activity.ts'
import { readAssertion, userHandle, type Assertion, type Verification } from './passkey.ts'
import { hashRecoveryCode } from './recovery-codes.ts'
import * as repo from './repo.ts'
import { stepOfCode } from './totp.ts'

export type Proof =
  | { type: 'totp'; code: string }
  | { type: 'recoveryCode'; code: string }
  | { type: 'passkey'; response: Assertion }

/** `late`: nothing was asked for. `used`: a right code for the second time. `counter`: two have the same passkey. */
export type Refusal = 'wrong' | 'used' | 'counter' | 'late'
export type Outcome = 'right' | Refusal

type PasskeyKind = Extract<PendingProof['kind'], `passkey${string}`>

/** Public. */
export const refusalText: Record<Refusal, string> = {
  wrong: 'this is not right',
  used: 'this code was used already; wait for the next one',
  counter: 'this passkey counts backwards, as a copy would; use another factor and remove it',
  late: 'this was not asked for, or too long ago; begin again',
}

/** One purpose for all: the pending proof's id is different each time, and its kind is checked when it is taken. */
export function passkeyChallenge(tx: PlatformTx, pending: Pick<PendingProof, 'id'>): string {
  return pendingSecret(tx, pending, 'passkey challenge')
}

/** Call it with the person locked. What is refused is used up as well, so let the transaction commit. */
export async function useFactor(
  tx: PlatformTx,
  userId: string,
  proof: Proof,
  asked: { kind: PasskeyKind; userVerification: Verification; headers: Headers },
): Promise<Outcome> {
  if (proof.type === 'totp') return useTotpCode(tx, userId, proof.code)
  if (proof.type === 'recoveryCode') return useRecoveryCode(tx, userId, proof.code)
  const passkey = await repo.findPasskey(tx, proof.response.id)
  return usePasskey(tx, passkey?.userId === userId ? passkey : undefined, { ...asked, assertion: proof.response })
}

async function useTotpCode(tx: PlatformTx, userId: string, code: string): Promise<Outcome> {
  const factor = await repo.findTotp(tx, userId)
  if (!factor?.confirmedAt) return 'wrong'
  const step = stepOfCode(await openTotpSecret(tx, factor), code, tx.now())
  if (step === undefined) return 'wrong'
  return (await repo.advanceStep(tx, userId, step, null)) ? 'right' : 'used'
}

export function openTotpSecret(tx: PlatformTx, { userId, secret }: repo.TotpFactor): Promise<string> {
  return openForPerson(tx, totpPlace(userId), secret)
}

export function totpPlace(userId: string) {
  return { table: 'totp_factors', column: 'secret', rowId: userId }
}

async function useRecoveryCode(tx: PlatformTx, userId: string, code: string): Promise<Outcome> {
  return (await repo.takeRecoveryCode(tx, userId, hashRecoveryCode(code))) ? 'right' : 'wrong'
}

/** The challenge is taken in any case, so that each answer, right or wrong, is looked at once. */
export async function usePasskey(
  tx: PlatformTx,
  passkey: repo.Passkey | undefined,
  asked: { kind: PasskeyKind; userVerification: Verification; headers: Headers; assertion: Assertion },
): Promise<Outcome> {
  const { kind, assertion, headers, userVerification } = asked
  const pending = await takeChallenge(tx, kind, headers)
  if (!pending) return 'late'
  if (!passkey) return 'wrong'
  const handle = assertion.response.userHandle
  // WebAuthn §7.2, step 6: where nobody was named before, the authenticator must say whose the passkey is.
  const named = handle ? handle === userHandle(passkey.userId) : kind !== 'passkeySignIn'
  const challenge = passkeyChallenge(tx, pending)
  const counter = await readAssertion(tx.config, passkey, { challenge, assertion, userVerification })
  if (!named || counter === undefined) return 'wrong'
  return (await repo.advanceCounter(tx, passkey.id, counter)) ? 'right' : 'counter'
}

/** Undefined when it was not asked for; whoever called says what that means to the person. */
export async function takeChallenge(
  tx: PlatformTx,
  kind: PasskeyKind,
  headers: Headers,
): Promise<PendingProof | undefined> {
  try {
    return (await takeProof(tx, kind, headers)).pending
  } catch (error) {
    if (error instanceof AppError && error.code === 'unauthenticated') return undefined
    throw error
  }
}

/** The person sees that somebody tried. */
export async function recordRefusal(
  tx: PlatformTx,
  userId: string,
  request: PublicRequest,
  { method, reason }: { method: FactorMethod; reason: Refusal },
): Promise<void> {
  await recordUserActivity(tx, userId, 'signIn.refused', originOf(request), { method, reason })
}
