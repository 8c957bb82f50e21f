/** The way out to a provider: what is asked for is kept in the browser's session, and the browser is sent there. */
import type { SignInProvider } from '#platform/config'
import { requireFresh, type Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import type { PublicRequest } from '#platform/http'
import { senderKey } from '../limits.ts'
import { freshUntil } from '../session.ts'
import { askForProof, findSession } from '../sessions.ts'
import { authorizationOf } from './authorization.ts'
import { parseNext } from './next-path.ts'
import { logFailure, problemPath, SignInFailed } from './problem.ts'
import { clientOf, getProvider } from './provider.ts'
import { listIdentities } from './repo.ts'

const perSender = { name: 'provider-sign-in', points: 30, durationSeconds: 300 }

/**
 * Answers where to send the browser: to the provider, or, when the provider cannot be asked, to the page of ours that
 * says so. Whoever is signed in links an identity and needs a fresh factor for it, unless the provider is one of theirs
 * already. Throws not_found, invalid_request, fresh_factor_required, rate_limited.
 */
export async function beginAuthorization(
  services: Services,
  input: { providerId: string; next?: string | undefined },
  request: PublicRequest,
): Promise<{ url: string }> {
  await services.limiter.consume(perSender, senderKey(request.remoteAddress))
  const provider = getProvider(services, input.providerId)
  const next = parseNext(services.config.appUrl, input.next)
  const pending = await inPlatformTransaction(services, async (tx) => {
    const mayLink = await mayLinkNow(tx, provider, request.headers)
    const data = { providerId: provider.id, next, ...(mayLink && { mayLink: 'yes' }) }
    return askForProof(tx, { kind: 'provider', data }, request)
  })
  try {
    const url = await clientOf(provider).authorizationUrl(services, authorizationOf(services, provider, pending))
    return { url: url.href }
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error
    logFailure(services.log, provider.id, error)
    return { url: `${services.config.appUrl}${problemPath(error.problem)}` }
  }
}

/**
 * False for whoever is nobody yet, and for a person who comes to prove again an identity that they have. A further way
 * to sign in must not be added from an unlocked screen or with a stolen cookie.
 */
async function mayLinkNow(tx: PlatformTx, provider: SignInProvider, headers: Headers): Promise<boolean> {
  const session = await findSession(tx, headers)
  if (session?.stage !== 'complete') return false
  const until = freshUntil(session)
  const own = await listIdentities(tx, session.userId ?? '')
  const isFresh = until !== null && until > tx.now()
  if (!isFresh && own.some(({ providerId }) => providerId === provider.id)) return false
  requireFresh({ freshUntil: until, now: tx.now })
  return true
}
