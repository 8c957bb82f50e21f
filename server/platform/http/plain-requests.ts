/**
 * Where the app's address is https, what came over the network in plain is refused before its body is read: whoever
 * sends a key or a password that way must notice, and a redirect would only make them do it again each time. Pages are
 * redirected, because a browser that was typed a bare name comes in plain first.
 */
import type { IncomingMessage } from 'node:http'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { isLoopback } from '../loopback.ts'
import { answer, type Answer } from './answer.ts'
import { isHttps } from './cookies.ts'
import { requestOf, write, type Direct } from './direct.ts'

/** Load balancers and collectors ask for these from inside, and they carry no secret. */
const alwaysServed = new Set(['/healthz', '/readyz', '/metrics'])
const hostPattern = /^([\w.-]+)(?::\d+)?$/

/** Answers what must not come in plain; everything else is for whoever is asked next. */
export function createPlainRequests(services: Services): Direct {
  const { appUrl, siteUrl, trustProxy, statusDomain } = services.config
  if (!isHttps(appUrl)) return () => false
  return (incoming, outgoing) => {
    const [path = ''] = (incoming.url ?? '').split('?')
    if (isSecure(incoming, trustProxy) || alwaysServed.has(path)) return false
    const request = requestOf(services, incoming, outgoing, {})
    const handle = (): Promise<Answer> => {
      if (!isPage(incoming.method, path)) return Promise.reject(httpsRequired())
      const { host } = incoming.headers
      const origin = isNamed(siteUrl, host) ? siteUrl : originOf(host, appUrl, statusDomain)
      const location = `${origin}${incoming.url}`
      return Promise.resolve({ status: 308, headers: { location }, body: null })
    }
    void answer(services, 'httpsRequired', request, handle)
      .then((answered) => write(incoming, outgoing, answered))
      .catch(() => outgoing.destroy()) // the client has gone
    return true
  }
}

/**
 * A proxy says how it was asked. Without its word only this machine may come in plain: a proxy here that says nothing,
 * and whoever looks after the program.
 */
function isSecure(incoming: IncomingMessage, trustProxy: number): boolean {
  // Only the sockets of a server that speaks TLS have it.
  if (Reflect.get(incoming.socket, 'encrypted') === true) return true
  const said = trustProxy === 0 ? undefined : forwardedProto(incoming.headers['x-forwarded-proto'], trustProxy)
  return said === undefined ? isLoopback(incoming.socket.remoteAddress ?? '') : said === 'https'
}

/** Each proxy appends what it was asked by; one that writes its own instead leaves a single entry. */
function forwardedProto(header: string | string[] | undefined, hops: number): string | undefined {
  const entries = [header ?? []]
    .flat()
    .join(',')
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
  return (entries.at(-hops) ?? entries[0]) || undefined
}

function isPage(method: string | undefined, path: string): boolean {
  return (method === 'GET' || method === 'HEAD') && path.startsWith('/') && !path.split('/').includes('api')
}

/** What comes in plain comes to another port than the address says. */
function isNamed(siteUrl: string | null, host: string | undefined): siteUrl is string {
  return siteUrl !== null && new URL(siteUrl).hostname === hostPattern.exec(host ?? '')?.[1]?.toLowerCase()
}

/** Status pages have hosts of their own; no other name that a client sends gets into a redirect. */
function originOf(hostHeader: string | undefined, appUrl: string, statusDomain: string): string {
  const host = hostPattern.exec(hostHeader ?? '')?.[1]?.toLowerCase()
  if (!host?.endsWith(`.${statusDomain}`)) return appUrl
  const { port } = new URL(appUrl)
  return `https://${host}${port && `:${port}`}`
}

function httpsRequired(): AppError {
  return new AppError(
    'https_required',
    'this is answered over HTTPS only; whatever was sent here was readable on its way',
  )
}
