/**
 * The immutable renders of a snapshot. Each form is made once and kept with its encodings and its strong ETag; what is
 * kept never changes, so whoever is being answered while a new snapshot takes the place of the old one gets the old one
 * whole.
 */
import { createHash } from 'node:crypto'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Snapshot } from '../snapshot.ts'
import { findForm, headersOf } from './forms.ts'
import type { Base } from './layout.ts'

export type Encoding = 'br' | 'gzip' | 'identity'

/** One of the three bodies. Its tag is its own: it names bytes (RFC 9110 §8.8.3). */
export type Variant = { etag: string; encoding: Encoding; body: Buffer<ArrayBuffer>; headers: Record<string, string> }

export type Document = { headers: Record<string, string> } & Record<Encoding, Variant>

export type Render = {
  snapshot: Snapshot
  /** What is at a path below the page's root; undefined where there is nothing. */
  find(path: string, base: Base, stale: boolean): Document | undefined
  /** What was made so far, without making anything: for answers that must not take a moment. */
  peek(path: string, base: Base, stale: boolean): Document | undefined
  sizeBytes(): number
}

/** Documents kept of one page; a reader who walks through all reports of all languages makes no more stay. */
const maxDocuments = 150
/** Costs some milliseconds once, and saves every reader a tenth of what the quickest one sends. */
const brotliQuality = 9
/** Below this an encoding costs more than it saves. */
const minEncodedBytes = 256

export function createRender(snapshot: Snapshot): Render {
  const documents = new Map<string, Document>()
  let sizeBytes = 0
  const keep = (key: string, document: Document): void => {
    documents.set(key, document)
    sizeBytes += sizeOf(document)
    for (const [oldest, dropped] of documents) {
      if (documents.size <= maxDocuments) break
      documents.delete(oldest)
      sizeBytes -= sizeOf(dropped)
    }
  }
  return {
    snapshot,
    sizeBytes: () => sizeBytes,
    peek: (path, base, stale) => documents.get(path) ?? documents.get(keyOf(path, base, stale)),
    find: (path, base, stale) => {
      const form = findForm(snapshot, path)
      if (!form) return undefined
      const key = form.kind === 'html' ? keyOf(path, base, stale) : path
      const found = documents.get(key)
      if (found) return found
      const body = Buffer.from(form.kind === 'html' ? form.render({ base, stale }) : form.render())
      const document = documentOf(body, headersOf(snapshot, form))
      keep(key, document)
      return document
    },
  }
}

function keyOf(path: string, base: Base, stale: boolean): string {
  return stale ? `${path} ${base} stale` : `${path} ${base}`
}

export function documentOf(body: Buffer<ArrayBuffer>, headers: Record<string, string>): Document {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 32)
  const variant = (encoding: Encoding, bytes: Buffer<ArrayBuffer>, suffix: string): Variant => {
    const etag = `"${hash}${suffix}"`
    const coded = encoding === 'identity' ? {} : { 'content-encoding': encoding }
    return { etag, encoding, body: bytes, headers: { ...headers, ...coded, etag, vary: 'accept-encoding' } }
  }
  const identity = variant('identity', body, '')
  const isPicture = /^image\/(?!svg)/.test(headers['content-type'] ?? '')
  if (body.length < minEncodedBytes || isPicture) return { headers, identity, br: identity, gzip: identity }
  const params = { [constants.BROTLI_PARAM_QUALITY]: brotliQuality, [constants.BROTLI_PARAM_SIZE_HINT]: body.length }
  return {
    headers,
    identity,
    br: variant('br', brotliCompressSync(body, { params }), '.br'),
    gzip: variant('gzip', gzipSync(body, { level: 9 }), '.gz'),
  }
}

function sizeOf({ identity, br, gzip }: Document): number {
  return identity.body.length + br.body.length + gzip.body.length
}

/** What the client prefers among what we have (RFC 9110 §12.5.3): Brotli, then gzip, then as it is. */
export function encodingFor(acceptEncoding: string | undefined | null): Encoding {
  if (!acceptEncoding) return 'identity'
  const accepted = new Set<string>()
  for (const part of acceptEncoding.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim())
    if (!parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter))) accepted.add(name)
  }
  if (accepted.has('br')) return 'br'
  return accepted.has('gzip') || accepted.has('x-gzip') ? 'gzip' : 'identity'
}

/** RFC 9110 §13.1.2: weak comparison, because caches on the way may weaken a tag. */
export function isKnown(ifNoneMatch: string | undefined | null, etag: string): boolean {
  if (!ifNoneMatch) return false
  if (ifNoneMatch === etag) return true
  return ifNoneMatch.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag)
}
