/** What every kind of provider can do for us. One file for each kind: oidc.ts and github.ts. */
import type { SignInProvider } from '#platform/config'
import type { Services } from '#platform/context'
import { notFound } from '#platform/errors'
import { github } from './github.ts'
import { oidc } from './oidc.ts'

/**
 * Whom a provider knows. Issuer and subject together are the identity: they never change and are never given to
 * somebody else (OpenID Connect Core §5.7), and an address can be.
 */
export type ProvedIdentity = {
  issuer: string
  subject: string
  /** Null unless the provider vouches for it. */
  email: string | null
  /** Empty when the provider names none. */
  name: string
  /** What it gave us; null where it has no way to revoke it, because that is all that we keep it for. */
  grant: Grant | null
}

export type Grant = { accessToken: string; refreshToken?: string }

/** One authorization: the secrets are derived from the proof that was asked for and are in no table. */
export type Authorization = {
  /** `<appUrl>/api/v1/session/callback/<provider id>`, for each provider another one. */
  redirectUri: string
  state: string
  nonce: string
  /** PKCE (RFC 7636), method S256. */
  verifier: string
}

export type ProviderClient<P extends SignInProvider = SignInProvider> = {
  /** Asked of the person's consent; documented in docs/sign-in-providers.md. */
  scopes: readonly string[]
  /** Where to send the browser. Throws SignInFailed. */
  authorizationUrl(services: Services, provider: P, authorization: Authorization): Promise<URL>
  /** Turns the answer that the browser brought into an identity. Throws SignInFailed. */
  proveIdentity(
    services: Services,
    provider: P,
    authorization: Authorization,
    answer: URLSearchParams,
  ): Promise<ProvedIdentity>
  /** Returns too when the provider does not know the grant any more. Throws SignInFailed. */
  revoke(services: Services, provider: P, grant: Grant): Promise<void>
}

/** The client of one provider of the configuration. */
export type BoundClient = {
  authorizationUrl(services: Services, authorization: Authorization): Promise<URL>
  proveIdentity(services: Services, authorization: Authorization, answer: URLSearchParams): Promise<ProvedIdentity>
  revoke(services: Services, grant: Grant): Promise<void>
}

export function clientOf(provider: SignInProvider): BoundClient {
  return provider.type === 'github' ? bind(github, provider) : bind(oidc, provider)
}

export function findProvider(services: Services, id: string): SignInProvider | undefined {
  return services.config.signInProviders.find((candidate) => candidate.id === id)
}

/** Throws not_found. */
export function getProvider(services: Services, id: string): SignInProvider {
  const provider = findProvider(services, id)
  if (!provider) throw notFound('sign-in provider')
  return provider
}

/** One that was taken out of the configuration is called by its id. */
export function nameOfProvider(services: Services, id: string): string {
  return findProvider(services, id)?.name ?? id
}

function bind<P extends SignInProvider>(client: ProviderClient<P>, provider: P): BoundClient {
  return {
    authorizationUrl: (services, authorization) => client.authorizationUrl(services, provider, authorization),
    proveIdentity: (services, authorization, answer) => client.proveIdentity(services, provider, authorization, answer),
    revoke: (services, grant) => client.revoke(services, provider, grant),
  }
}
