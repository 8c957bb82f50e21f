/** What OpenID Connect and GitHub's OAuth have in common. */
import { AppError } from '#platform/errors'
import { checkAddress } from '#platform/mail'
import * as client from 'openid-client'
import { SignInFailed } from './problem.ts'
import type { Authorization } from './provider.ts'

/** Throws SignInFailed for an endpoint that no browser should be sent to. */
export async function authorizationUrl(
  config: client.Configuration,
  { redirectUri, state, verifier }: Authorization,
  more: { scope: string; nonce?: string },
): Promise<URL> {
  return speak(async () =>
    client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      state,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...more,
    }),
  )
}

/**
 * Runs a piece of the protocol. Whatever the library throws in it is about the provider's answer; the text of its
 * errors can quote that answer, so only their codes go on.
 */
export async function speak<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw signInFailure(error)
  }
}

/** The URL that the library expects: exactly our own redirect URI, with what the browser brought. */
export function callbackUrl({ redirectUri }: Authorization, answer: URLSearchParams): URL {
  const url = new URL(redirectUri)
  url.search = answer.toString()
  return url
}

/** One line without control characters, at most 200 characters; empty for what is no text. */
export function cleanName(value: unknown): string {
  if (typeof value !== 'string') return ''
  const line = value.replaceAll(/\p{Cc}+/gu, ' ').trim()
  // A character that is cut in two becomes U+FFFD, as does one that came in halves.
  return line.slice(0, 200).toWellFormed().trim()
}

/** In the form in which addresses are stored and compared; null for what is none. */
export function cleanEmail(value: unknown): string | null {
  try {
    return typeof value === 'string' ? checkAddress(value) : null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

function signInFailure(error: unknown): SignInFailed {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof SignInFailed) return cause
  }
  if (error instanceof client.AuthorizationResponseError) return refusalOf(error.error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return new SignInFailed('provider_answer_invalid', code)
}

/** RFC 6749 §4.1.2.1. The description beside it is the provider's text and goes nowhere. */
function refusalOf(error: string): SignInFailed {
  if (error === 'access_denied') return new SignInFailed('sign_in_cancelled')
  const unavailable = error === 'server_error' || error === 'temporarily_unavailable'
  return new SignInFailed(unavailable ? 'provider_unavailable' : 'provider_answer_invalid', 'authorization_error')
}
