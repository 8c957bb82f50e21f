/** Built files of the web app, kept in memory; a compressed form is made when it is first asked for. */
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { createHash } from 'node:crypto'
import type { Route } from './route.ts'
import { contentSecurityPolicy } from './surfaces.ts'

type Encoding = keyof typeof compress
type Asset = { body: Buffer; encoded: Partial<Record<Encoding, Promise<Buffer>>>; type: string; etag: string }

const compress = {
  // Quality 9 costs a tenth of 11 and loses two percent: somebody waits for it, once.
  br: (body: Buffer) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  gzip: (body: Buffer) => promisify(gzip)(body),
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
}

/**
 * Serves the files of `directory` below `prefix`. A path that names no file gets `index.html`, since the app has its
 * own router. Files in `assets/` carry a hash in their name and are cached for a year. `visitorPages` are paths of it
 * for people without a session, whose addresses are secrets: nobody is told where a visitor came from.
 */
export async function assets(
  directory: string,
  prefix: string,
  visitorPages: readonly string[] = [],
): Promise<Route[]> {
  const files = await load(directory)
  const handle: Route['handle'] = (_services, request) => {
    const rest = decodeURIComponent(request.url.pathname).slice(prefix.length).replace(/^\//, '')
    const name = files.has(rest) ? rest : 'index.html'
    const file = files.get(name)
    const missing = !file || (rest.startsWith('assets/') && name === 'index.html')
    if (missing) return Promise.resolve(new Response('not found\n', { status: 404 }))
    return respond(name, file, request.headers)
  }
  const forVisitors: Route['handle'] = async (_services, request) => {
    const file = files.get('index.html')
    if (!file) return new Response('not found\n', { status: 404 })
    const response = await respond('index.html', file, request.headers)
    response.headers.set('content-security-policy', contentSecurityPolicy('shared'))
    response.headers.set('referrer-policy', 'no-referrer')
    response.headers.set('x-robots-tag', 'noindex')
    return response
  }
  return [
    ...[prefix, `${prefix}/*`].map((path) => ({ name: 'webApp', methods: ['GET', 'HEAD'] as const, path, handle })),
    ...visitorPages.map((path) => ({
      name: 'visitorPage',
      methods: ['GET', 'HEAD'] as const,
      path,
      handle: forVisitors,
    })),
  ]
}

async function respond(name: string, file: Asset, headers: Headers): Promise<Response> {
  const common = {
    'content-type': file.type,
    'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
    'content-security-policy': contentSecurityPolicy('app'),
  }
  if (headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers: common })
  const encoding = encodingFor(file.type, headers.get('accept-encoding') ?? '')
  if (encoding === undefined) return new Response(new Uint8Array(file.body), { headers: common })
  file.encoded[encoding] ??= compress[encoding](file.body)
  const body = new Uint8Array(await file.encoded[encoding])
  return new Response(body, { headers: { ...common, 'content-encoding': encoding } })
}

function encodingFor(type: string, accepted: string): Encoding | undefined {
  if (!/text|javascript|json|svg/.test(type)) return undefined
  if (/\bbr\b/.test(accepted)) return 'br'
  return /\bgzip\b/.test(accepted) ? 'gzip' : undefined
}

async function load(directory: string): Promise<Map<string, Asset>> {
  const files = new Map<string, Asset>()
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const body = await readFile(path)
    files.set(path.slice(directory.length + 1), {
      body,
      encoded: {},
      type: types[extname(entry.name)] ?? 'application/octet-stream',
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    })
  }
  return files
}
