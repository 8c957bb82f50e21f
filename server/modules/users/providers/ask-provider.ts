/** Every request to a provider: through egress, short, bounded, and never in plain text over a network. */
import type { SignInProvider } from '#platform/config'
import type { Services } from '#platform/context'
import { AppError } from '#platform/errors'
import { EgressFailed } from '#platform/egress'
import type { CustomFetch } from 'openid-client'
import { SignInFailed } from './problem.ts'

export type ProviderRequest = {
  method: string
  headers?: Record<string, string>
  body?: string
}

const timeoutMs = 5_000
/** A discovery document, a set of keys and an identity have some kilobytes each. */
const maxResponseBytes = 256 * 1024

/** Throws SignInFailed `provider_unavailable` for a provider that is away, slow, endless, or in trouble (5xx). */
export async function askProvider(
  services: Services,
  provider: SignInProvider,
  url: string,
  request: ProviderRequest,
): Promise<Response> {
  if (!isPrivateTo(url)) throw unavailable('plain http over a network')
  const answer = await services.egress
    .request({
      ...{ purpose: 'signIn', recipient: { kind: 'signIn', provider }, url },
      ...request,
      ...{ timeoutMs, maxResponseBytes },
    })
    .catch((error: unknown) => {
      if (error instanceof EgressFailed) throw unavailable(error.kind)
      if (error instanceof AppError) throw unavailable(error.code)
      throw error
    })
  if (answer.truncated) throw unavailable('too_large')
  if (answer.status >= 500 || answer.status < 200) throw unavailable(`status ${answer.status}`)
  const headers = Object.entries(answer.headers).filter(([name]) => meaningful.has(name))
  return new Response(bodiless.has(answer.status) ? null : answer.body, { status: answer.status, headers })
}

/** The same for openid-client, which knows how to speak and not where it may. */
export function egressFor(services: Services, provider: SignInProvider): CustomFetch {
  return (url, { method, headers, body }) => {
    // Of the kinds of body that the type allows the library sends forms and nothing else.
    const form = body instanceof URLSearchParams ? { body: body.toString() } : {}
    return askProvider(services, provider, url, { method, headers, ...form })
  }
}

/** https, or a loopback address: only then nobody on the way can read or change what is said. */
export function isPrivateTo(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && loopback.has(hostname))
}

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost'])
const meaningful: ReadonlySet<string> = new Set(['content-type', 'www-authenticate'])
/** A Response of these must not have a body (Fetch §2.2.3). */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

function unavailable(reason: string): SignInFailed {
  return new SignInFailed('provider_unavailable', reason)
}
