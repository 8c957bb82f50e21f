/** Answers of the site: compressed, with an ETag, and with the content security policy of the surface. */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { analyticsSources, contentSecurityPolicy, surfaceOf, type RawRequest, type Route } from '#platform/http'
import { markup } from '#platform/markup'
import { ownSite, type Facts } from './policy/rule.ts'
import { styleElement, styleHash } from '#platform/page-style'

type Answered = { body: string; type: string; headers?: Record<string, string> }

/** Whoever reloads wants to know how it is now; with the ETag that costs a 304. */
const cacheControl = 'public, max-age=0, must-revalidate'
const brotliQuality = 5

/** `path`: of the route. */
export function page(request: RawRequest, path: string, body: string, facts: Facts): Promise<Response> {
  const surface = surfaceOf({ path }) ?? 'site'
  const more = analyticsSources(surface, path, { profile: facts.profile, siteUrl: ownSite(facts) })
  return send(request, {
    body,
    type: 'text/html; charset=utf-8',
    headers: { 'content-security-policy': contentSecurityPolicy(surface, { styles: [styleHash], more }) },
  })
}

export function file(request: RawRequest, type: string, body: string): Promise<Response> {
  return send(request, { body, type, headers: { 'access-control-allow-origin': '*' } })
}

async function send(request: RawRequest, { body, type, headers }: Answered): Promise<Response> {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 32)}"`
  const common = { 'content-type': type, 'cache-control': cacheControl, etag, vary: 'accept-encoding', ...headers }
  if (request.header('if-none-match')?.replace(/^W\//, '') === etag) {
    return new Response(null, { status: 304, headers: common })
  }
  const accepted = request.header('accept-encoding') ?? ''
  const packed = await pack(body, accepted)
  const answered = { ...common, ...(packed && { 'content-encoding': packed.encoding }) }
  if (request.method === 'HEAD') return new Response(null, { headers: answered })
  return new Response(packed ? new Uint8Array(packed.bytes) : body, { headers: answered })
}

async function pack(body: string, accepted: string): Promise<{ encoding: string; bytes: Buffer } | undefined> {
  if (/\bbr\b/.test(accepted)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality }
    return { encoding: 'br', bytes: await promisify(brotliCompress)(body, { params }) }
  }
  if (/\bgzip\b/.test(accepted)) return { encoding: 'gzip', bytes: await promisify(gzip)(body) }
  return undefined
}

export const answerErrorAsPage: NonNullable<Route['answerError']> = ({ status, code, message }) => {
  const title = code === 'not_found' ? 'There is nothing here' : 'This did not work'
  const { markup: body } = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title}</title>${styleElement}</head>
<body><div class="wrap"><header class="top"><a class="brand" href="/">Home</a></header>
<main id="main"><h1>${title}</h1><p>${message.slice(0, 1).toUpperCase()}${message.slice(1)}.</p></main></div></body></html>
`
  return new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy('site', { styles: [styleHash] }),
    },
  })
}
