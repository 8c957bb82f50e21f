/** GitHub and GitHub Enterprise Server: OAuth 2.0, and the REST API instead of an ID token. */
import type { SignInProvider } from '#platform/config'
import type { Services } from '#platform/context'
import * as client from 'openid-client'
import { z } from 'zod'
import { askProvider, egressFor, type ProviderRequest } from './ask-provider.ts'
import { SignInFailed } from './problem.ts'
import { authorizationUrl, callbackUrl, cleanEmail, cleanName, speak } from './protocol.ts'
import type { ProvedIdentity, ProviderClient } from './provider.ts'

type GithubProvider = Extract<SignInProvider, { type: 'github' }>

const UserBody = z.object({ id: z.number().int().positive(), login: z.string(), name: z.string().nullish() })
const EmailsBody = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }))

export const github: ProviderClient<GithubProvider> = {
  scopes: ['read:user', 'user:email'],

  authorizationUrl: (services, provider, authorization) =>
    authorizationUrl(configOf(services, provider), authorization, { scope: github.scopes.join(' ') }),

  async proveIdentity(services, provider, authorization, answer) {
    const tokens = await speak(() =>
      client.authorizationCodeGrant(configOf(services, provider), callbackUrl(authorization, answer), {
        pkceCodeVerifier: authorization.verifier,
        expectedState: authorization.state,
      }),
    )
    const accessToken = tokens.access_token
    const user = await read(services, provider, { path: '/user', accessToken }, UserBody)
    const emails = await read(services, provider, { path: '/user/emails', accessToken }, EmailsBody)
    const primary = emails.find((email) => email.primary && email.verified)
    return {
      issuer: provider.url,
      // The number stays when a person changes the login name, which somebody else can then take.
      subject: String(user.id),
      email: cleanEmail(primary?.email),
      name: cleanName(user.name) || cleanName(user.login),
      grant: { accessToken },
    } satisfies ProvedIdentity
  },

  /** https://docs.github.com/rest/apps/oauth-applications#delete-an-app-authorization */
  async revoke(services, provider, { accessToken }) {
    const { clientId, clientSecret } = provider
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64')
    const answer = await askApi(services, provider, `/applications/${encodeURIComponent(clientId)}/grant`, {
      method: 'DELETE',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: accessToken }),
    })
    // 404 and 422: there is no such grant any more.
    if (![204, 404, 422].includes(answer.status)) {
      throw new SignInFailed('provider_answer_invalid', `status ${answer.status}`)
    }
  },
}

/** `iss` in GitHub's answers (RFC 9207) is the issuer here; it is not announced, so it may also be absent. */
function configOf(services: Services, provider: GithubProvider): client.Configuration {
  const { url, clientId, clientSecret } = provider
  const config = new client.Configuration(
    {
      issuer: `${url}/login/oauth`,
      authorization_endpoint: `${url}/login/oauth/authorize`,
      token_endpoint: `${url}/login/oauth/access_token`,
    },
    clientId,
    { client_secret: clientSecret },
    client.ClientSecretPost(clientSecret),
  )
  config[client.customFetch] = egressFor(services, provider)
  if (url.startsWith('http:')) client.allowInsecureRequests(config)
  return config
}

async function read<T>(
  services: Services,
  provider: GithubProvider,
  { path, accessToken }: { path: string; accessToken: string },
  schema: z.ZodType<T>,
): Promise<T> {
  const headers = { authorization: `Bearer ${accessToken}` }
  const answer = await askApi(services, provider, path, { method: 'GET', headers })
  const body = answer.status === 200 ? schema.safeParse(await answer.json().catch(() => null)) : undefined
  if (!body?.success) throw new SignInFailed('provider_answer_invalid', `${path}: status ${answer.status}`)
  return body.data
}

function askApi(services: Services, provider: GithubProvider, path: string, request: ProviderRequest) {
  const { url } = provider
  const base = url === 'https://github.com' ? 'https://api.github.com' : `${url}/api/v3`
  const headers = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28', ...request.headers }
  return askProvider(services, provider, `${base}${path}`, { ...request, headers })
}
