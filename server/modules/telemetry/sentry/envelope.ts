/** The envelope grammar (Sentry SDK documentation, "Envelopes"). One fault makes the whole envelope malformed. */
import { invalidRequest, tooLarge } from '#platform/errors'

import { asEventId, isRecord, readTime } from '../clean.ts'
import { maxHeaderLineBytes, maxItemBytes, maxItems } from './limits.ts'

export type Envelope = {
  /** 32 hex digits; undefined where the header has none, or none that can be read. */
  eventId: string | undefined
  /** As sent; it authenticates an envelope that comes through a tunnel. */
  dsn: string | undefined
  /** The sender's clock when it sent. */
  sentAt: Date | undefined
  items: EnvelopeItem[]
}

/** `payload` is a view into the envelope's bytes: copy it to keep it. */
export type EnvelopeItem = { type: string; header: Record<string, unknown>; payload: Buffer }

const newline = 0x0a
const carriageReturn = 0x0d
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a decompressed envelope. Throws invalid_request for what the grammar does not allow (blank lines at the very
 * end are tolerated), too_large for a header line, a number of items or an item over its limit.
 */
export function parseEnvelope(body: Buffer): Envelope {
  if (body.length === 0) throw malformed('it is empty')
  const head = readHeader(body, 0)
  const items: EnvelopeItem[] = []
  let at = head.next
  while (!onlyBlankLines(body, at)) {
    if (items.length === maxItems) throw tooLarge(`an envelope may hold ${maxItems} items`)
    const { item, next } = readItem(body, at)
    items.push(item)
    at = next
  }
  return {
    eventId: asEventId(head.header.event_id),
    dsn: typeof head.header.dsn === 'string' ? head.header.dsn : undefined,
    sentAt: typeof head.header.sent_at === 'string' ? readTime(head.header.sent_at) : undefined,
    items,
  }
}

function readItem(body: Buffer, at: number): { item: EnvelopeItem; next: number } {
  const { header, next: start } = readHeader(body, at)
  const { type, length } = header
  if (typeof type !== 'string' || type === '') throw malformed('an item has no type')
  if (start > body.length) throw malformed(`the ${shown(type)} item has no payload`)
  const end = length === undefined ? endOfLine(body, start) : start + payloadLength(length)
  if (end > body.length) throw malformed(`the ${shown(type)} item ends before its length`)
  if (end < body.length && body[end] !== newline) throw malformed(`no newline behind the ${shown(type)} item`)
  const limit = Object.hasOwn(maxItemBytes, type) ? (maxItemBytes[type] ?? Infinity) : Infinity
  if (end - start > limit) throw tooLarge(`an item of type ${type} may have ${limit} bytes`)
  return { item: { type, header, payload: body.subarray(start, end) }, next: end + 1 }
}

/** `next` is one past the end of the body where no newline ends the line. */
function readHeader(body: Buffer, at: number): { header: Record<string, unknown>; next: number } {
  const end = endOfLine(body, at)
  if (end - at > maxHeaderLineBytes) throw tooLarge(`a header line may have ${maxHeaderLineBytes} bytes`)
  return { header: parseHeader(body.subarray(at, end)), next: end + 1 }
}

function parseHeader(line: Buffer): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(utf8.decode(line))
    if (isRecord(header)) return header
  } catch {
    // Told below, in the same words.
  }
  throw malformed('a header line is not a JSON object in UTF-8')
}

function payloadLength(length: unknown): number {
  if (typeof length === 'number' && Number.isSafeInteger(length) && length >= 0) return length
  throw malformed('the length of an item is not a number of bytes')
}

function endOfLine(body: Buffer, at: number): number {
  const end = body.indexOf(newline, at)
  return end < 0 ? body.length : end
}

function onlyBlankLines(body: Buffer, at: number): boolean {
  for (let i = at; i < body.length; i++) if (body[i] !== newline && body[i] !== carriageReturn) return false
  return true
}

const shown = (type: string) => JSON.stringify(type.slice(0, 40))

const malformed = (why: string) => invalidRequest(`malformed envelope: ${why}`)
