/** `POST /api/v1/events`: what may be sent. The bounds are those that the public client keeps on its own side. */
import { z } from 'zod'

import { type AppError, type FieldError, invalidRequest } from '#platform/errors'
import { isRecord, readTime, validDate } from '../clean.ts'
import type { EventLevel } from '../event.ts'

export const maxEvents = 50
/** Decompressed. */
export const maxBodyBytes = 5 * 1024 * 1024
const maxMessageLength = 8192
const maxTags = 50
const maxTagLength = 128
const maxStackFrames = 200
const maxMetadataKeys = 100
const maxDetails = 100

const levels: Record<string, EventLevel> = {
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  critical: 'fatal',
  fatal: 'fatal',
}

const aliases: Record<string, string> = {
  idempotency_key: 'idempotencyKey',
  event_id: 'eventId',
  stack: 'stackTrace',
  stack_trace: 'stackTrace',
  stack_frames: 'stackFrames',
}

const text = z.string('must be a text').trim().nullish()
const record = z.custom<Record<string, unknown>>(isRecord, 'must be an object')

const level = z
  .string('must be a text')
  .transform((name) => levels[name.trim().toLowerCase()])
  .pipe(z.enum(['debug', 'info', 'warning', 'error', 'fatal'], 'must be debug, info, warning, error or critical'))

/** RFC 3339, or epoch: from 100,000,000,000 on milliseconds (that is 1973; in seconds it would be the year 5138). */
const timestamp = z
  .union([z.string(), z.number()], 'must be RFC 3339 or epoch')
  .transform((value) => readTimestamp(value))
  .refine((date) => date !== undefined, 'must be RFC 3339 or epoch')

const frames = z
  .array(
    z.custom<Record<string, unknown> | string>(
      (frame) => typeof frame === 'string' || isRecord(frame),
      'must be an object',
    ),
  )
  .max(maxStackFrames, `may have ${maxStackFrames} frames`)

const tags = z
  .array(z.string('must be a text').max(maxTagLength, `may have ${maxTagLength} characters`), 'must be a list of texts')
  .max(maxTags, `may have ${maxTags} tags`)

const metadata = record.refine((map) => Object.keys(map).length <= maxMetadataKeys, `may have ${maxMetadataKeys} keys`)

const thrown = z.union([z.string(), record], 'must be an object')

const eventSchema = z
  .looseObject({
    message: z
      .string('must be a text')
      .trim()
      .max(maxMessageLength, `may have ${maxMessageLength} characters`)
      .nullish(),
    level: level.nullish(),
    idempotencyKey: text,
    eventId: text,
    timestamp: timestamp.nullish(),
    service: text,
    route: text,
    environment: text,
    release: text,
    stackTrace: text,
    stackFrames: frames.nullish(),
    metadata: metadata.nullish(),
    tags: tags.nullish(),
    error: thrown.nullish(),
    exception: thrown.nullish(),
  })
  .refine(hasSignal, {
    message: 'send at least one of message, error, exception, stackTrace, stackFrames',
    path: ['message'],
  })

export type SentEvent = z.infer<typeof eventSchema>

type Signals = { [key in 'message' | 'stackTrace' | 'stackFrames' | 'error' | 'exception']?: unknown }

function hasSignal({ message, stackTrace, stackFrames, error, exception }: Signals): boolean {
  const filled = (value: unknown) => (isRecord(value) ? Object.keys(value).length > 0 : Boolean(value))
  return (
    filled(message) ||
    filled(stackTrace) ||
    (Array.isArray(stackFrames) && stackFrames.length > 0) ||
    filled(error) ||
    filled(exception)
  )
}

/**
 * Reads a decompressed body: one event, or `{"events": […]}` with 1 to 50 of them. All or nothing: a single faulty
 * field refuses all, and each faulty field is named (`events.3.message`). Throws invalid_request.
 */
export function readEventsBody(body: Buffer): { events: SentEvent[]; isBatch: boolean } {
  const sent = parseJson(body)
  if (!Object.hasOwn(sent, 'events')) return { events: validated([sent], () => ''), isBatch: false }
  const list = sent.events
  if (!Array.isArray(list) || list.length === 0 || list.length > maxEvents) {
    throw refused([{ path: 'events', message: `must be a list of 1 to ${maxEvents} events` }])
  }
  return { events: validated(list, (index) => `events.${index}.`), isBatch: true }
}

function validated(sent: unknown[], prefix: (index: number) => string): SentEvent[] {
  const events: SentEvent[] = []
  const faults: FieldError[] = []
  for (const [index, event] of sent.entries()) {
    const result = eventSchema.safeParse(isRecord(event) ? withoutAliases(event) : event)
    if (result.success) events.push(result.data)
    else
      for (const { path, message } of result.error.issues)
        faults.push({ path: prefix(index) + path.join('.'), message })
  }
  if (faults.length > 0) throw refused(faults)
  return events
}

/** The proper name wins over its alias, the first alias over the others. */
function withoutAliases(event: Record<string, unknown>): Record<string, unknown> {
  const named: Record<string, unknown> = Object.create(null)
  for (const [key, value] of Object.entries(event)) if (!Object.hasOwn(aliases, key)) named[key] = value
  for (const [alias, name] of Object.entries(aliases)) {
    if (Object.hasOwn(event, alias)) named[name] ??= event[alias]
  }
  return named
}

function parseJson(body: Buffer): Record<string, unknown> {
  try {
    const sent: unknown = JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
    if (isRecord(sent)) return sent
  } catch {
    // Told below, in the same words.
  }
  throw refused([{ path: '', message: 'the body must be a JSON object' }])
}

function readTimestamp(value: string | number): Date | undefined {
  const epoch = typeof value === 'number' || /^\d{1,17}(?:\.\d{0,9})?$/.test(value.trim()) ? Number(value) : undefined
  if (epoch === undefined) return readTime(String(value))
  return validDate(epoch >= 1e11 ? epoch : epoch * 1000)
}

const refused = (faults: FieldError[]) => invalidRequest('the event is not valid', faults.slice(0, maxDetails))

/** How this protocol names what went wrong, by our code. */
const protocolCodes: Partial<Record<AppError['code'], string>> = {
  invalid_request: 'INVALID_REQUEST',
  unprocessable: 'INVALID_REQUEST',
  card_data_refused: 'INVALID_REQUEST',
  unauthenticated: 'INVALID_AUTH',
  forbidden: 'INVALID_AUTH',
  rate_limited: 'RATE_LIMITED',
  unavailable: 'SERVICE_UNAVAILABLE',
  too_large: 'PAYLOAD_TOO_LARGE',
  unsupported_encoding: 'INVALID_REQUEST',
}

export type EventsApiError = {
  ok: false
  error: { code: string; message: string; details: { fields?: FieldError[]; retryAfterMs?: number } }
}

/** The failure as the client of this protocol reads it; it takes the time to wait from the body. */
export function eventsApiError(error: AppError): EventsApiError {
  const { code, message, fields, retryAfterSeconds } = error
  const details = {
    ...(fields.length > 0 ? { fields } : {}),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 }),
  }
  return { ok: false, error: { code: protocolCodes[code] ?? 'SERVER_ERROR', message, details } }
}
