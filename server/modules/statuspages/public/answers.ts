/** Answers of the public pages: what is cached how long, and for whom. */
import { createHash } from 'node:crypto'
import { AppError, notFound } from '#platform/errors'
import { html, type RawRequest, type Route } from '#platform/http'
import type { Services } from '#platform/context'
import { slugOfHost } from '../page.ts'
import { readSnapshot, type Shown } from '../snapshot-cache.ts'
import type { Snapshot } from '../snapshot.ts'
import { errorHtml } from './forms-html.ts'
import type { Base } from './layout.ts'
import { contentSecurityPolicy } from './style.ts'

/** From a page's host the slug is in the host name, and everything is at the root. */
export type Place = { slug: string; base: Base }

export function placeOf(services: Services, request: RawRequest): Place {
  const fromPath = request.params['slug']
  if (fromPath !== undefined) return { slug: fromPath, base: `/status/${fromPath}` }
  const slug = slugOfHost(request.headers.get('host'), services.config.statusDomain)
  if (slug === undefined) throw notFound('status page')
  return { slug, base: '' }
}

/** Throws not_found, in the same words for whatever may not be seen. */
export async function getShown(services: Services, { slug }: Place): Promise<Shown> {
  const shown = /^[a-z0-9-]{1,63}$/.test(slug) ? await readSnapshot(services, slug) : undefined
  if (!shown) throw notFound('status page')
  return shown
}

type Rendered = { body: string; etag: string }
const renderings = new WeakMap<Snapshot, Map<string, Rendered>>()

/** Renders each form of a snapshot once, however many read it. `key` names the form. */
export function rendered(snapshot: Snapshot, key: string, render: (snapshot: Snapshot) => string): Rendered {
  const forms = renderings.get(snapshot) ?? new Map<string, Rendered>()
  renderings.set(snapshot, forms)
  const found = forms.get(key)
  if (found) return found
  const body = render(snapshot)
  const made = { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 32)}"` }
  forms.set(key, made)
  return made
}

const cacheControl = 'public, max-age=10, s-maxage=30, stale-while-revalidate=60, stale-if-error=86400'

/** The same bytes have the same strong ETag, also after a restart; who has them already gets 304. */
export function cacheable(request: RawRequest, { body, etag }: Rendered, headers: Record<string, string>): Response {
  const common = { 'cache-control': cacheControl, ...headers, etag, vary: 'accept-encoding' }
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers: common })
  return new Response(request.method === 'HEAD' ? null : body, { headers: common })
}

/** RFC 9110 §13.1.2: weak comparison. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false
  return header.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag)
}

export const pageHeaders = {
  // Whoever reloads wants to know how it is now, so a browser asks each time; with the ETag that costs a 304.
  'cache-control': 'public, max-age=0, must-revalidate, s-maxage=10, stale-if-error=86400',
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': contentSecurityPolicy,
}

export const openToAll = { 'access-control-allow-origin': '*' }

/** For answers to forms and pages with a secret in their address. */
export function privatePage(body: string, status = 200): Response {
  return html(body, {
    status,
    headers: {
      ...pageHeaders,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
    },
  })
}

export const answerErrorAsPage: NonNullable<Route['answerError']> = ({ status, code, message, retryAfterSeconds }) => {
  const title = titles[code] ?? 'This did not work'
  const response = privatePage(errorHtml(title, sentence(message)), status)
  if (retryAfterSeconds !== undefined)
    response.headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))))
  return response
}

const titles: Record<string, string> = {
  not_found: 'There is nothing here',
  rate_limited: 'Too many requests',
  unavailable: 'Not available at the moment',
}

function sentence(message: string): string {
  return `${message.slice(0, 1).toUpperCase()}${message.slice(1)}.`
}

export function isInvalid(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'invalid_request'
}
