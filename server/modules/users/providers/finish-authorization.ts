/** The way back from a provider: the browser brings its answer, and is sent on into the app with the outcome. */
import { timingSafeEqual } from 'node:crypto'
import type { SignInProvider } from '#platform/config'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import { AppError } from '#platform/errors'
import type { PublicRequest } from '#platform/http'
import { senderKey } from '../limits.ts'
import { findSession, takeProof } from '../sessions.ts'
import { authorizationOf, type Asked } from './authorization.ts'
import { logFailure, problemPath, SignInFailed } from './problem.ts'
import { clientOf, findProvider } from './provider.ts'
import { settleIdentity } from './settle-identity.ts'

const perSender = { name: 'provider-callback', points: 60, durationSeconds: 300 }

/**
 * Returns the path of ours to go on to. Whatever is wrong with the answer, or with the provider, is an outcome and no
 * error: a person sits in front of it. Cookies are set only with an outcome that needs them.
 */
export async function finishAuthorization(
  services: Services,
  input: { providerId: string; answer: URLSearchParams },
  request: PublicRequest,
): Promise<string> {
  try {
    await services.limiter.consume(perSender, senderKey(request.remoteAddress))
    return await finish(services, input, request)
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return problemPath('rate_limited')
    if (!(error instanceof SignInFailed)) throw error
    logFailure(services.log, findProvider(services, input.providerId)?.id ?? 'unknown', error)
    return problemPath(error.problem)
  }
}

async function finish(
  services: Services,
  { providerId, answer }: { providerId: string; answer: URLSearchParams },
  request: PublicRequest,
): Promise<string> {
  const provider = findProvider(services, providerId)
  if (!provider) throw new SignInFailed('sign_in_not_asked_for', 'unknown provider')
  const asked = await inPlatformTransaction(services, (tx) => takeAsked(tx, provider, answer, request.headers))
  const authorization = authorizationOf(services, provider, asked.pending)
  // Outside of any transaction: the provider may take its time.
  const proved = await clientOf(provider).proveIdentity(services, authorization, answer)
  return inPlatformTransaction(services, (tx) => settleIdentity(tx, { provider, asked, proved }, request))
}

/**
 * What this browser was sent to this provider for; nobody gets it a second time. The state is compared before it is
 * taken, so that a link on somebody's site cannot use up what a person is in the middle of; the provider too, so that
 * an answer of the one is never read as one of the other (RFC 9700 §4.4, mix-up).
 */
async function takeAsked(
  tx: PlatformTx,
  provider: SignInProvider,
  answer: URLSearchParams,
  headers: Headers,
): Promise<Asked> {
  const pending = (await findSession(tx, headers))?.pending
  const [state, ...others] = answer.getAll('state')
  const isAsked =
    pending?.kind === 'provider' &&
    pending.data['providerId'] === provider.id &&
    others.length === 0 &&
    isSame(state ?? '', authorizationOf(tx, provider, pending).state)
  if (!isAsked) throw new SignInFailed('sign_in_not_asked_for')
  return takeProof(tx, 'provider', headers).catch((error: unknown) => {
    if (error instanceof AppError) throw new SignInFailed('sign_in_not_asked_for', 'too late')
    throw error
  })
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
