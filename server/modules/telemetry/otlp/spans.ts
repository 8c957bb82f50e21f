import { cleanText } from '../clean.ts'
import type { JsonObject, JsonValue } from '../event.ts'
import { spanKinds, type Span } from '../records.ts'
import { charge, joined, named, pairsOf, type Pair, type Trim } from './attributes.ts'
import { maxAttributes, maxNameLength, maxValueLength } from './limits.ts'
import { BadRecord, type SentSpan } from './sent.ts'
import type { Program } from './sender.ts'
import { believable, dateOf, microsOf } from './times.ts'

const statuses = ['unset', 'ok', 'error'] as const
/** `SpanFlags`: whether it is known that the parent is in another program, and whether it is. */
const hasRemote = 0x100
const isRemote = 0x200

/** Throws BadRecord for a span without valid ids. */
export function toSpan(sent: SentSpan, program: Program, receivedAt: Date, trim: Trim): Span {
  const { traceId, spanId, text } = sent
  if (!traceId || !spanId) throw new BadRecord('a span has no valid trace id and span id')
  const kind = spanKinds[sent.kind] ?? 'unspecified'
  const startedAt = believable(dateOf(sent.startNanos), receivedAt)
  const attributes = joined(pairsOf(text.attributes, maxAttributes, trim), [...scopeOf(program), ...program.inherited])
  const detail = detailOf(sent, trim)
  charge(trim, attributes, text.name.length + (detail ? JSON.stringify(detail).length : 0))
  return {
    ...program.sender,
    receivedAt,
    traceId,
    spanId,
    parentSpanId: sent.parentSpanId || undefined,
    name: cleanText(text.name, maxValueLength),
    operation: operationOf(kind, text.attributes),
    kind,
    status: statuses[sent.statusCode] ?? 'unset',
    statusMessage: text.statusMessage ? cleanText(text.statusMessage, maxValueLength) : undefined,
    startedAt,
    startedMicros: startedAt === receivedAt ? 0 : microsOf(sent.startNanos),
    durationMicros: durationOf(sent),
    isEntry: isEntry(sent, kind),
    attributes,
    detail,
  }
}

/** An end before the start is a clock that was set: it took no time that anyone knows. */
function durationOf({ startNanos, endNanos }: SentSpan): number {
  if (startNanos === 0n || endNanos <= startNanos) return 0
  return Math.min(Number((endNanos - startNanos) / 1_000n), Number.MAX_SAFE_INTEGER)
}

function isEntry({ parentSpanId, flags }: SentSpan, kind: Span['kind']): boolean {
  if (!parentSpanId) return true
  if (flags & hasRemote) return (flags & isRemote) !== 0
  return kind === 'server' || kind === 'consumer'
}

function scopeOf({ scope }: Program): Pair[] {
  return scope.name ? [['otel.scope.name', cleanText(scope.name, maxNameLength)]] : []
}

/** By the semantic conventions, old and new, in the words that other SDKs use for it. */
function operationOf(kind: Span['kind'], attributes: JsonObject): string {
  const has = (...names: string[]) => named(attributes, names, maxNameLength) !== undefined
  const side = kind === 'server' || kind === 'consumer' ? 'server' : 'client'
  if (has('db.system.name', 'db.system')) return 'db.query'
  if (has('messaging.system')) return kind === 'producer' ? 'queue.publish' : 'queue.process'
  if (has('rpc.system', 'rpc.system.name')) return `rpc.${side}`
  if (has('http.request.method', 'http.method')) return `http.${side}`
  if (has('faas.trigger', 'faas.invocation_id')) return `function.${side}`
  return ''
}

/** Events and links; the stack of an exception is with the event that is made of it. */
function detailOf({ text, eventNanos, linked }: SentSpan, trim: Trim): JsonObject | undefined {
  if (text.events.length === 0 && text.links.length === 0) return undefined
  const attributesOf = (attributes: JsonObject): JsonValue =>
    pairsOf(attributes, maxAttributes, trim, new Set(['exception.stacktrace']))
  const events = text.events.map(({ name, attributes }, at) => ({
    name: cleanText(name, maxNameLength),
    at: dateOf(eventNanos[at] ?? 0n)?.toISOString() ?? null,
    attributes: attributesOf(attributes),
  }))
  const links = text.links.map(({ attributes }, at) => ({
    traceId: linked[at]?.traceId ?? '',
    spanId: linked[at]?.spanId ?? '',
    attributes: attributesOf(attributes),
  }))
  return { events, links }
}
