/** Built files of the web app, kept in memory with their compressed forms. */
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import type { Route } from './route.ts'

type Asset = { body: Buffer; br?: Buffer; gzip?: Buffer; type: string; etag: string }

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

/** Nothing from elsewhere, no inline script; inline styles only as attributes that scripts set. */
const appPolicy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; " +
  "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

/**
 * Serves the files of `directory` below `prefix`. A path that names no file gets `index.html`, since the app has its
 * own router. Files in `assets/` carry a hash in their name and are cached for a year.
 */
export async function assets(directory: string, prefix: string): Promise<Route[]> {
  const files = await load(directory)
  const handle: Route['handle'] = (_services, request) => {
    const rest = decodeURIComponent(request.url.pathname).slice(prefix.length).replace(/^\//, '')
    const name = files.has(rest) ? rest : 'index.html'
    const file = files.get(name)
    const missing = !file || (rest.startsWith('assets/') && name === 'index.html')
    return Promise.resolve(
      missing ? new Response('not found\n', { status: 404 }) : respond(name, file, request.headers),
    )
  }
  return [prefix, `${prefix}/*`].map((path) => ({ name: 'webApp', methods: ['GET', 'HEAD'], path, handle }))
}

function respond(name: string, file: Asset, headers: Headers): Response {
  const common = {
    'content-type': file.type,
    'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
    'content-security-policy': appPolicy,
  }
  if (headers.get('if-none-match') === file.etag) return new Response(null, { status: 304, headers: common })
  const accepted = headers.get('accept-encoding') ?? ''
  if (file.br && /\bbr\b/.test(accepted)) return send(file.br, { ...common, 'content-encoding': 'br' })
  if (file.gzip && /\bgzip\b/.test(accepted)) return send(file.gzip, { ...common, 'content-encoding': 'gzip' })
  return send(file.body, common)
}

function send(body: Buffer, headers: Record<string, string>): Response {
  return new Response(new Uint8Array(body), { headers })
}

async function load(directory: string): Promise<Map<string, Asset>> {
  const files = new Map<string, Asset>()
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const body = await readFile(path)
    const type = types[extname(entry.name)] ?? 'application/octet-stream'
    const compressible = /text|javascript|json|svg/.test(type)
    files.set(path.slice(directory.length + 1), {
      body,
      type,
      etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      ...(compressible && {
        gzip: gzipSync(body),
        // Quality 9 costs a tenth of 11 and loses two percent: this runs at every start.
        br: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      }),
    })
  }
  return files
}
