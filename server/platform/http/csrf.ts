/**
 * Refuses requests that another site made a browser send: Fetch Metadata first, the Origin header where a browser does
 * not send it (OWASP's cross-site request forgery sheet names both as a primary defence). Clients that are no browsers
 * send neither and carry no cookie.
 */
import { forbidden } from '../errors.ts'
import type { RawRequest } from './route.ts'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export function refuseForgery(appUrl: string, request: Pick<RawRequest, 'method' | 'headers' | 'url'>): void {
  if (safeMethods.has(request.method)) return
  const site = request.headers.get('sec-fetch-site')
  if (site === 'same-origin' || site === 'none') return
  const origin = request.headers.get('origin')
  if (site === null && origin === null) return
  if (site === null && (origin === appUrl || origin === request.url.origin)) return
  throw forbidden('this request came from another site')
}
