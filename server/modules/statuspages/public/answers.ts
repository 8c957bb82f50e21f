/** Answers of the public pages: whose page it is, who may read it, what is cached how long. */
import type { Services } from '#platform/context'
import { AppError, notFound } from '#platform/errors'
import { html, type RawRequest, type Route } from '#platform/http'
import { admit } from '../access/admit.ts'
import { findSlugOfHost } from '../domains/directory.ts'
import { slugOfHost } from '../page.ts'
import { readSnapshot, type Shown } from '../snapshot-cache.ts'
import { errorHtml } from './forms-html.ts'
import type { Base } from './layout.ts'
import { encodingFor, isKnown, type Document } from './render.ts'
import { contentSecurityPolicy } from './style.ts'

/** From a page's host the slug is in the host name, and everything is at the root. */
export type Place = { slug: string; base: Base }

export async function placeOf(services: Services, request: RawRequest): Promise<Place> {
  const fromPath = request.params['slug']
  if (fromPath !== undefined) return { slug: fromPath, base: `/status/${fromPath}` }
  const host = request.headers.get('host')
  const slug = slugOfHost(host, services.config.statusDomain) ?? (await findSlugOfHost(services, host))
  if (slug === undefined) throw notFound('status page')
  return { slug, base: '' }
}

export type Opened = { place: Place; shown: Shown }

/** Throws not_found, in the same words for whatever may not be seen. The `Response` asks who may see it for more. */
export async function openPage(services: Services, request: RawRequest): Promise<Opened | Response> {
  const place = await placeOf(services, request)
  const shown = /^[a-z0-9-]{1,63}$/.test(place.slug) ? await readSnapshot(services, place.slug) : undefined
  if (!shown) throw notFound('status page')
  if (shown.access.kind !== 'public') {
    const { workspaceId, access } = shown
    const admitted = await admit(services, request, { id: shown.snapshot.page.id, workspaceId, access })
    if (admitted !== 'admitted') return admitted
  }
  return { place, shown }
}

/** The same bytes have the same strong ETag, also after a restart; who has them already gets 304. */
export function answerWith(request: RawRequest, document: Document, { access }: Shown): Response {
  const variant = document[encodingFor(request.header('accept-encoding'))]
  const headers = access.kind === 'public' ? variant.headers : forTheAdmitted(variant.headers)
  if (isKnown(request.header('if-none-match'), variant.etag)) return new Response(null, { status: 304, headers })
  return new Response(request.method === 'HEAD' ? null : variant.body, { headers })
}

/** What not everybody may read stays with who has read it, and no other site's script gets it. */
function forTheAdmitted(headers: Record<string, string>): Record<string, string> {
  const { 'access-control-allow-origin': _, ...rest } = headers
  return { ...rest, 'cache-control': 'private, no-store', 'x-robots-tag': 'noindex' }
}

export const openToAll = { 'access-control-allow-origin': '*' }

/** For answers to forms and pages with a secret in their address. */
export function privatePage(body: string, status = 200, policy = contentSecurityPolicy): Response {
  return html(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
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
