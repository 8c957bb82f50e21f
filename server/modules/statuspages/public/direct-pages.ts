/**
 * Public pages straight from memory, on node:http itself: a status page is read most when everything else is broken.
 * Answers what is public, is made, and is known to be the present one (or the last good one while there is no database);
 * all else goes the usual way, which makes it. Whatever way it takes, the answer is the same.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Services } from '#platform/context'
import { directAnswers, type Direct } from '#platform/http'
import { knownSlugOfHost } from '../domains/directory.ts'
import { slugOfHost } from '../page.ts'
import { peekShown } from '../snapshot-cache.ts'
import { encodingFor, isKnown, type Encoding, type Variant } from './render.ts'

const prefix = '/status/'
/** Anything unusual takes the usual way, where it is understood in full or refused. */
const plainHost = /^[\w.-]+(?::\d+)?$/
const plainSlug = /^[a-z0-9-]{1,63}$/
/** Clients have a handful of ways to say what they accept; a hostile one finds no more room. */
const maxEncodings = 1_000

export function createDirectPages(services: Services): Direct {
  const { statusDomain, appUrl, siteUrl } = services.config
  const siteHost = siteUrl === null ? null : new URL(siteUrl).host
  const appHost = new URL(appUrl).host
  const write = directAnswers(services, 'statusPageDirect')
  const encodings = new Map<string, Encoding>()
  const accepted = (header: string | string[] | undefined): Encoding => {
    if (typeof header !== 'string') return 'identity'
    const known = encodings.get(header)
    if (known) return known
    const encoding = encodingFor(header)
    if (encodings.size < maxEncodings) encodings.set(header, encoding)
    return encoding
  }
  /** The slug and what follows it, or undefined for what is no page. */
  const placeOf = (host: string, url: string): { slug: string; base: string; path: string } | undefined => {
    if (!plainHost.test(host) || (siteHost !== null && host.toLowerCase() === siteHost)) return undefined
    const ofHost = host === appHost ? undefined : (slugOfHost(host, statusDomain) ?? knownSlugOfHost(services, host))
    if (ofHost !== undefined) return { slug: ofHost, base: '', path: url }
    if (!url.startsWith(prefix) || host.replace(/:\d+$/, '').endsWith(`.${statusDomain}`)) return undefined
    const end = url.indexOf('/', prefix.length)
    const slug = end < 0 ? url.slice(prefix.length) : url.slice(prefix.length, end)
    return { slug, base: `${prefix}${slug}`, path: end < 0 ? '/' : url.slice(end) }
  }
  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const { method, url = '', headers } = incoming
    if ((method !== 'GET' && method !== 'HEAD') || url.includes('?') || url.includes('%')) return false
    const place = placeOf(headers.host ?? '', url)
    if (!place || !plainSlug.test(place.slug)) return false
    const shown = peekShown(services, place.slug)
    if (!shown || shown.access.kind !== 'public') return false
    const document = shown.render.peek(place.path, place.base, shown.stale)
    if (!document) return false
    const variant: Variant = document[accepted(headers['accept-encoding'])]
    const isSame = isKnown(headers['if-none-match'], variant.etag)
    const body = isSame ? null : variant.body
    write(incoming, outgoing, { status: isSame ? 304 : 200, headers: variant.headers, body })
    return true
  }
}
