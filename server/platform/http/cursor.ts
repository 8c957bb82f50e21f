/** Cursors of lists: opaque to clients, positions and not offsets, so that a page neither repeats nor skips a row. */
import { invalidRequest } from '../errors.ts'

export function encodeCursor(parts: readonly string[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url')
}

/** The parts of a cursor that `encodeCursor` made; none when absent. Throws invalid_request for anything else. */
export function decodeCursor(cursor: string | undefined, length: number): string[] {
  if (cursor === undefined) return []
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (Array.isArray(parts) && parts.length === length && parts.every(isText)) return parts
  } catch {
    // Not ours: told below.
  }
  throw invalidRequest('cursor: not one that a list of this kind gave', [{ path: 'cursor', message: 'not valid' }])
}

/** A store takes neither NUL nor unpaired surrogates. */
function isText(part: unknown): part is string {
  return typeof part === 'string' && !part.includes('\u0000') && part.isWellFormed()
}
