/** For tests: a local issuer, a browser that goes there and comes back, and services that know the issuer. */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import type { SignInProvider } from '#platform/config'
import type { Services } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'
import { createApp } from '#platform/http'
import { createLimiter } from '#platform/rate-limit'
import { testServices } from '#testing'
import { Events, OAuth2Server, type MutableRedirectUri, type MutableToken, type Payload } from 'oauth2-mock-server'
import { authenticate } from '../authenticate.ts'
import { endpoints } from '../routes.ts'
import { providerRoutes } from './routes.ts'

export const password = 'correct horse battery staple'

/** `subject`, `email` and whatever else the issuer should say of the person who signs in there. */
export type Claims = Partial<Payload> & { sub: string }

export type Issuer = {
  server: OAuth2Server
  url: string
  /** Who the issuer thinks sits in front of the browser. */
  claims: Claims
  /** Query parameters of each visit to the authorization endpoint. */
  asked: URLSearchParams[]
  /** Bodies of the requests to the revocation endpoint. */
  revoked: Record<string, unknown>[]
  /** What the revocation endpoint answers. */
  revocation: { status: number; body?: object }
}

/** A real issuer on this machine: discovery, PKCE, signed tokens, revocation. Stopped with the test. */
export async function startIssuer(t: TestContext, claims: Partial<Claims> = {}): Promise<Issuer> {
  // Its own revocation endpoint does not read what it is sent.
  const server = new OAuth2Server(undefined, undefined, { endpoints: { revoke: '/unused' } })
  await server.issuer.keys.generate('RS256')
  await server.start(0, '127.0.0.1')
  t.after(() => server.stop().catch(() => undefined))
  server.issuer.url = `http://127.0.0.1:${server.address().port}`
  const issuer: Issuer = {
    ...{ server, url: server.issuer.url, asked: [], revoked: [], revocation: { status: 200 } },
    claims: { sub: unique('subject'), email: `${unique('ada')}@example.com`, email_verified: true, ...claims },
  }
  server.service.on(Events.BeforeWellKnownOpenIdConfiguration, ({ body }: { body: object }) => {
    Object.assign(body, { revocation_endpoint: `${issuer.url}/revoke` })
  })
  server.service.on(
    Events.BeforeTokenSigning,
    (token: MutableToken) => void Object.assign(token.payload, issuer.claims),
  )
  server.service.on(Events.BeforeUserinfo, (answer: { body: object }) => {
    answer.body = { sub: issuer.claims.sub }
  })
  server.service.on(Events.BeforeAuthorizeRedirect, (_: MutableRedirectUri, { url }: { url?: string }) => {
    issuer.asked.push(new URL(url ?? '', issuer.url).searchParams)
  })
  server.service.addRoute('POST', '/revoke', (request, response) => {
    const { status, body } = issuer.revocation
    // The body of a form, as the server parses it.
    if (status === 200) issuer.revoked.push((request.body ?? {}) as Record<string, unknown>)
    response.writeHead(status, { 'content-type': 'application/json' }).end(body && JSON.stringify(body))
  })
  return issuer
}

export function providerOf(issuer: Pick<Issuer, 'url'>, id = 'sso'): SignInProvider {
  return { type: 'oidc', id, name: `Provider ${id}`, issuer: issuer.url, clientId: 'watchword', clientSecret: 'canary' }
}

/** The run's services with these providers; limits are the test's own, since all of them come from one address. */
export async function servicesWith(providers: SignInProvider[], changes: Partial<Services> = {}): Promise<Services> {
  const services = await testServices()
  const now = changes.now ?? services.now
  const config = { ...services.config, signInProviders: providers }
  return { ...services, config, limiter: createLimiter({ now }), ...changes }
}

export type Browser = ReturnType<typeof openBrowser>

/** Keeps one cookie for us, and none for providers: those know who sits there. */
export function openBrowser(services: Services) {
  const app = createApp(services, { endpoints, routes: providerRoutes, authenticate })
  let cookie = ''
  const send = async (url: string, init: RequestInit = {}) => {
    const answer = await app.fetch(new Request(url, { ...init, headers: { ...(cookie && { cookie }) } }))
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return answer
  }
  const api = async (method: string, path: string, body?: unknown) => {
    const url = `${services.config.appUrl}/api/v1${path}`
    const answer = await send(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) })
    const text = await answer.text()
    // What it is, the assertions say.
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }
  /** Asks us where to go. */
  const begin = async (providerId = 'sso', next?: string): Promise<string> => {
    const { status, body } = await api('POST', '/session/authorization', { providerId, ...(next && { next }) })
    assert.equal(status, 201, JSON.stringify(body))
    return body.url
  }
  /** Brings an answer to us; returns the path that we send the browser on to. */
  const come = async (url: string): Promise<string> => {
    const answer = await send(url)
    assert.equal(answer.status, 303)
    return answer.headers.get('location') ?? ''
  }
  const goTo = async (providerId?: string, next?: string) => come(await visit(await begin(providerId, next)))
  const signIn = async (email: string) => {
    const { status } = await api('POST', '/session', { email, password })
    assert.equal(status, 201)
  }
  return { api, begin, come, goTo, signIn, cookie: () => cookie, setCookie: (value: string) => void (cookie = value) }
}

/** Visits the provider, which knows the person and asks nothing; returns where it sends the browser. */
export async function visit(url: string): Promise<string> {
  const answer = await fetch(url, { redirect: 'manual' })
  assert.equal(answer.status, 302, await answer.text())
  return answer.headers.get('location') ?? ''
}

/** A user with an address and, unless it is null, a password. */
export async function makeUser(services: Services, email: string, secret: string | null = password): Promise<string> {
  const id = `usr_${randomBytes(16).toString('hex')}`
  const hash = secret && (await services.passwords.hash(secret))
  await inPlatformTransaction(services, ({ db }) =>
    sql`insert into users (id, email, name, password_hash, created_at, email_verified_at)
      values (${id}, ${email}, 'Ada Tester', ${hash}, now(), now())`.execute(db),
  )
  return id
}

export async function identitiesOf(services: Services, userId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await inPlatformTransaction(services, ({ db }) =>
    sql<Record<string, unknown>>`select * from identities where user_id = ${userId} order by created_at`.execute(db),
  )
  return rows
}

/** Everything that the database holds about sessions, identities and what happened, as one text. */
export async function everythingKept(services: Services): Promise<string> {
  const { rows } = await inPlatformTransaction(services, ({ db }) =>
    sql<{ text: string }>`select concat(
        (select json_agg(i) from identities i), (select json_agg(r) from revocations r),
        (select json_agg(s) from sessions s), (select json_agg(a) from user_activities a)) as text`.execute(db),
  )
  return rows[0]?.text ?? ''
}

export function unique(prefix: string): string {
  return `${prefix}-${randomBytes(6).toString('hex')}`
}
