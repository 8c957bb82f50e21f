import type { Readable } from 'node:stream'
import { invalidRequest } from '#platform/errors'

/** Three generated parts: `<workspace id>/<kind>/<id>`, e.g. `ws_0190…/attachment/att_0190…`. */
export type BlobKey = string

export type BlobInfo = { key: BlobKey; sizeBytes: number; modifiedAt: Date }

export type PutOptions = {
  /** For stores that serve blobs themselves. The record that owns the blob is what says it to our own readers. */
  contentType: string
  /** Throws too_large, and keeps nothing, when there is more. */
  maxBytes: number
}

/**
 * Files that are too large for the database: attachments, source maps, exports. Every method throws invalid_request for
 * a key that is not of the form above.
 */
export type Blobs = {
  /** Durable when it resolves. Replaces what was there; readers see the old or the new, never a part. Gives the size. */
  put(
    key: BlobKey,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    options: PutOptions,
  ): Promise<{ sizeBytes: number }>
  /** Throws not_found. The stream must be read or destroyed. */
  get(key: BlobKey): Promise<{ sizeBytes: number; body: Readable }>
  /** Idempotent: what is not there is deleted. */
  delete(key: BlobKey): Promise<void>
  /** All blobs of a workspace, `ws_0190…/`, or of one kind in it, `ws_0190…/attachment/`. In no order. */
  list(prefix: string): AsyncIterable<BlobInfo>
}

const part = '[a-z0-9][a-z0-9_-]{0,99}(?:\\.[a-z0-9]{1,16}){0,3}'
const keyPattern = new RegExp(`^${part}/${part}/${part}$`)
const prefixPattern = new RegExp(`^${part}/(?:${part}/)?$`)

/** Only lower case, because some file systems cannot tell; no part may be `.`, `..` or hidden. */
export function checkKey(key: BlobKey): BlobKey {
  if (!keyPattern.test(key)) throw invalidRequest('not a valid file key')
  return key
}

export function checkPrefix(prefix: string): string {
  if (!prefixPattern.test(prefix)) throw invalidRequest('not a valid prefix of file keys')
  return prefix
}
