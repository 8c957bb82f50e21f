/**
 * Refuses requests that another site made a browser send: Fetch Metadata first, the Origin header where a browser does
 * not send it (OWASP's cross-site request forgery sheet names both as a primary defence). Clients that are no browsers
 * send neither and carry no cookie.
 *
 * Where the policy profile says `double-submit`, a signed cookie bound to the session is wanted as well: scripts of the
 * app read it and send its value in a header, which no other site can (the sheet's signed double submit).
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Services } from '../context.ts'
import { forbidden } from '../errors.ts'
import { newSecret } from '../ids.ts'
import { cookieName, isHttps, readableCookieHeader, readCookie, readSetCookie } from './cookies.ts'
import type { RawRequest } from './route.ts'

type Parts = Pick<Services, 'config' | 'policy' | 'vault'>

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Carries the cookie's value. */
export const csrfHeader = 'watchword-csrf'

/** Throws forbidden. For requests whose credential a browser sends by itself, and for those that need none. */
export function refuseForgery(services: Parts, request: Pick<RawRequest, 'method' | 'headers' | 'url'>): void {
  if (safeMethods.has(request.method)) return
  refuseOtherSites(services.config.appUrl, request)
  if (services.policy.inForce().csrf === 'double-submit') requireDoubleSubmit(services, request.headers)
}

function refuseOtherSites(appUrl: string, request: Pick<RawRequest, 'headers' | 'url'>): void {
  const site = request.headers.get('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return
  const origin = request.headers.get('origin')
  if (site === null && origin === null) return
  if (site === null && (origin === appUrl || origin === request.url.origin)) return
  throw forbidden('this request came from another site')
}

function requireDoubleSubmit(services: Parts, headers: Headers): void {
  const { appUrl } = services.config
  const cookie = readCookie(headers, cookieName('csrf', appUrl)) ?? ''
  const sent = headers.get(csrfHeader) ?? ''
  const session = hashOf(readCookie(headers, cookieName('session', appUrl)))
  if (cookie === '' || !isSame(cookie, sent) || !isSigned(services, cookie, session)) {
    throw forbidden(`send the value of the cookie ${cookieName('csrf', appUrl)} in the header ${csrfHeader}`)
  }
}

/**
 * What the app sends in the header for a session, the same as in its cookie; null where the policy does not ask
 * for it. `sessionHash` is the SHA-256 of the session's secret, so that the value changes whenever the secret does.
 */
export function csrfValue(services: Parts, sessionHash: Uint8Array): string | null {
  return services.policy.inForce().csrf === 'double-submit' ? valueOf(services, sessionHash) : null
}

/** Adds the cookie to an answer of the API when the browser has none that fits the session it will have after it. */
export function issueCsrfCookie(services: Parts, requestHeaders: Headers, answer: Response): void {
  const { appUrl } = services.config
  // Whoever sends a key is no browser.
  if (services.policy.inForce().csrf !== 'double-submit' || requestHeaders.has('authorization')) return
  const sessionName = cookieName('session', appUrl)
  const session = hashOf(readSetCookie(answer.headers, sessionName) ?? readCookie(requestHeaders, sessionName))
  const name = cookieName('csrf', appUrl)
  if (isSigned(services, readCookie(requestHeaders, name) ?? '', session)) return
  const value = valueOf(services, session)
  answer.headers.append('set-cookie', readableCookieHeader({ name, value, secure: isHttps(appUrl) }))
}

/** Of a session: derived, so that all who ask get the same. Before there is one: random, and bound to itself alone. */
function valueOf(services: Parts, session: Uint8Array | null): string {
  const key = services.vault.derive('csrf')
  const nonce = session
    ? createHmac('sha256', key).update('nonce\n').update(session).digest('base64url').slice(0, 22)
    : newSecret(16)
  return `${nonce}.${signatureOf(key, nonce, session)}`
}

function isSigned(services: Parts, value: string, session: Uint8Array | null): boolean {
  const [nonce = '', signature = '', ...rest] = value.split('.')
  if (!/^[\w-]{22}$/.test(nonce) || rest.length > 0) return false
  return isSame(signature, signatureOf(services.vault.derive('csrf'), nonce, session))
}

function signatureOf(key: Uint8Array, nonce: string, session: Uint8Array | null): string {
  const bound = session === null ? 'nobody' : Buffer.from(session).toString('hex')
  return createHmac('sha256', key).update(`${bound}\n${nonce}`).digest('base64url')
}

function hashOf(secret: string | undefined): Buffer | null {
  return secret ? createHash('sha256').update(secret).digest() : null
}

/** In constant time. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
