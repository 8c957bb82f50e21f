/** Why a sign-in with a provider came to nothing: `/app/?problem=<code>`. Codes are part of the web app's address. */

import type { Log } from '#platform/log'

export const signInProblems = [
  /** The person said no at the provider. */
  'sign_in_cancelled',
  /** This browser did not ask for it, or did so too long ago, or the answer was used before. */
  'sign_in_not_asked_for',
  /** The provider cannot be reached, or is in trouble itself. */
  'provider_unavailable',
  /** The provider's answer does not hold: another issuer, another nonce, a wrong signature, a used code. */
  'provider_answer_invalid',
  /** The provider does not vouch for the person's address. */
  'email_not_verified',
  /** Somebody else signs in with this identity. */
  'identity_taken',
  /** A new way to sign in is added only just after a factor was proved. */
  'fresh_factor_required',
  'rate_limited',
] as const

export type SignInProblem = (typeof signInProblems)[number]

/**
 * Thrown for all of them. `reason` is for the log: a library's error code and never its text, which can quote what a
 * provider sent.
 */
export class SignInFailed extends Error {
  override name = 'SignInFailed'
  readonly problem: SignInProblem

  constructor(problem: SignInProblem, reason: string = problem) {
    super(reason)
    this.problem = problem
  }
}

export function problemPath(problem: SignInProblem): string {
  return `/app/?problem=${problem}`
}

/** What the operator should know of is a warning; that people cancel or come late is not. */
export function logFailure(log: Log, providerId: string, failure: SignInFailed): void {
  const fields = { component: `sign-in ${providerId}`, error: failure }
  if (failure.problem.startsWith('provider_')) log.warn('a sign-in provider could not be used', fields)
  else log.debug('a sign-in with a provider came to nothing', fields)
}
