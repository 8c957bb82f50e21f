/** OpenID Connect with any issuer that can be discovered: Google, Microsoft, and the operator's own. */
import type { SignInProvider } from '#platform/config'
import type { Services } from '#platform/context'
import * as client from 'openid-client'
import { egressFor, isPrivateTo } from './ask-provider.ts'
import { SignInFailed } from './problem.ts'
import { authorizationUrl, callbackUrl, cleanEmail, cleanName, speak } from './protocol.ts'
import type { Authorization, Grant, ProvedIdentity, ProviderClient } from './provider.ts'

type OidcProvider = Extract<SignInProvider, { type: 'oidc' }>

export const oidc: ProviderClient<OidcProvider> = {
  scopes: ['openid', 'email', 'profile'],

  async authorizationUrl(services, provider, authorization) {
    const config = await discover(services, provider)
    const { nonce } = authorization
    const url = await authorizationUrl(config, authorization, { scope: oidc.scopes.join(' '), nonce })
    if (!isPrivateTo(url.href)) throw new SignInFailed('provider_answer_invalid', 'authorization_endpoint')
    return url
  },

  async proveIdentity(services, provider, authorization, answer) {
    const config = await discover(services, provider)
    return speak(async () => {
      const given = await exchange(config, authorization, answer)
      // At most 255 ASCII characters (OpenID Connect Core §2).
      if (!/^[\x20-\x7e]{1,255}$/.test(given.claims.sub)) throw new SignInFailed('provider_answer_invalid', 'sub')
      const claims = await claimsOf(config, given)
      return {
        // Validated by the library: the issuer that was discovered, or with Microsoft the person's directory.
        issuer: given.claims.iss,
        subject: given.claims.sub,
        email: vouchedEmail(claims),
        name: cleanName(claims['name']),
        grant: config.serverMetadata().revocation_endpoint === undefined ? null : given.grant,
      } satisfies ProvedIdentity
    })
  },

  async revoke(services, provider, { accessToken, refreshToken }) {
    const config = await discover(services, provider)
    if (config.serverMetadata().revocation_endpoint === undefined) return
    await speak(async () => {
      // The refresh token first: revoking it ends the grant (RFC 7009 §2.1).
      if (refreshToken !== undefined) await revokeOne(config, refreshToken, 'refresh_token')
      await revokeOne(config, accessToken, 'access_token')
    })
  },
}

const hourMs = 3_600_000
/** By the provider of the configuration, which lives as long as the process. */
const discovered = new WeakMap<OidcProvider, { at: Date; config: Promise<client.Configuration> }>()

/** What the issuer says of itself, asked once an hour; what failed is asked again by the next. */
function discover(services: Services, provider: OidcProvider): Promise<client.Configuration> {
  const known = discovered.get(provider)
  if (known && services.now().getTime() - known.at.getTime() < hourMs) return known.config
  const config = speak(() => ask(services, provider))
  discovered.set(provider, { at: services.now(), config })
  config.catch(() => discovered.delete(provider))
  return config
}

function ask(services: Services, provider: OidcProvider): Promise<client.Configuration> {
  const { issuer, clientId, clientSecret } = provider
  const insecure = issuer.startsWith('http:') ? [client.allowInsecureRequests] : []
  return client.discovery(new URL(issuer), clientId, { client_secret: clientSecret }, authenticateAs(clientSecret), {
    [client.customFetch]: egressFor(services, provider),
    // The channel is trusted already; that the signature is checked as well costs one more request an hour.
    execute: [...insecure, client.enableNonRepudiationChecks],
  })
}

/** In the body where the issuer takes it there; otherwise in the header, the default (OpenID Connect Discovery §3). */
function authenticateAs(clientSecret: string): client.ClientAuth {
  const [inBody, inHeader] = [client.ClientSecretPost(clientSecret), client.ClientSecretBasic(clientSecret)]
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    const onlyHeader = methods.includes('client_secret_basic') && !methods.includes('client_secret_post')
    return (onlyHeader ? inHeader : inBody)(server, ...rest)
  }
}

type Given = { claims: client.IDToken; grant: Grant }

/** Checks `state`, `iss` (RFC 9207), PKCE, the nonce and everything in the ID token. */
async function exchange(
  config: client.Configuration,
  authorization: Authorization,
  answer: URLSearchParams,
): Promise<Given> {
  const url = callbackUrl(authorization, answer)
  const named = answer.get('iss')
  // Microsoft's issuer has a placeholder for the directory until the ID token says which: compared below instead.
  const isTemplate = config.serverMetadata().issuer.includes('{tenantid}')
  if (isTemplate) url.searchParams.delete('iss')
  const tokens = await client.authorizationCodeGrant(config, url, {
    pkceCodeVerifier: authorization.verifier,
    expectedState: authorization.state,
    expectedNonce: authorization.nonce,
    idTokenExpected: true,
  })
  const claims = tokens.claims()
  if (!claims || (isTemplate && named !== null && named !== claims.iss)) {
    throw new SignInFailed('provider_answer_invalid', 'iss')
  }
  const refreshToken = tokens.refresh_token
  return { claims, grant: { accessToken: tokens.access_token, ...(refreshToken !== undefined && { refreshToken }) } }
}

/** Some issuers tell the address at the UserInfo endpoint only; its subject must be the same. */
async function claimsOf(config: client.Configuration, { claims, grant }: Given): Promise<Claims> {
  const complete = (claims['email'] !== undefined && claims['email_verified'] !== undefined) || isMicrosoft(claims)
  if (complete || config.serverMetadata().userinfo_endpoint === undefined) return claims
  const more = await client.fetchUserInfo(config, grant.accessToken, claims.sub)
  // An address of the one and a word about it of the other would be a word about another address.
  return { name: claims['name'], ...more, iss: claims.iss }
}

type Claims = { readonly [claim: string]: unknown }

function vouchedEmail(claims: Claims): string | null {
  const vouched = isMicrosoft(claims) ? microsoftVouches(claims) : claims['email_verified'] === true
  return vouched ? cleanEmail(claims['email']) : null
}

function isMicrosoft({ iss }: Claims): boolean {
  return typeof iss === 'string' && iss.startsWith('https://login.microsoftonline.com/')
}

/** The directory of Microsoft's own accounts, whose addresses Microsoft has confirmed. */
const microsoftAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad'

/**
 * In a directory its administrator may write any address into an account. So an address counts only with the claim
 * `xms_edov`: the account's directory has proved that the domain is its own.
 */
function microsoftVouches(claims: Claims): boolean {
  return claims['tid'] === microsoftAccounts || [true, 1, '1', 'true'].some((yes) => claims['xms_edov'] === yes)
}

/** RFC 7009 §2.2: an unknown one is a success. Google answers 400 for one that has expired, which is as good. */
async function revokeOne(config: client.Configuration, value: string, hint: string): Promise<void> {
  try {
    await client.tokenRevocation(config, value, { token_type_hint: hint })
  } catch (error) {
    if (!(error instanceof client.ResponseBodyError) || error.error !== 'invalid_token') throw error
  }
}
