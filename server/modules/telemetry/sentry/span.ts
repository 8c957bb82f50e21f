/** Spans as those of a transaction and those that come by themselves (version 2) are read alike. */
import { budgetOf, cleanJson, isRecord } from '../clean.ts'
import type { JsonObject } from '../event.ts'
import type { Span, SpanKind } from '../records.ts'
import type { EnvelopeItem } from './envelope.ts'
import * as limits from './limits.ts'
import { notKept, quantityOf } from './outcome.ts'
import { readText } from './parts.ts'
import * as record from './record.ts'
import { type Arrival, clockDriftMs, readTimestamp } from './time.ts'

type Sent = Record<string, unknown>

export const spanIds = ['trace_id', 'span_id', 'parent_span_id']
const name = (value: unknown) => readText(value, limits.maxNameLength)

/** A container of version 2: spans of any traces. */
export function readSpans({ payload, header }: EnvelopeItem, arrival: Arrival): record.Kept {
  const container = record.payloadOf(payload)
  if (!container || !Array.isArray(container.items)) {
    return record.invalid('span', quantityOf(header.item_count) || 1)
  }
  const sent: unknown[] = container.items
  const read = sent.slice(0, limits.maxContainerItems).map((span) => readStandalone(span, arrival))
  const kept = read.filter((span) => span !== undefined)
  return {
    records: { spans: kept },
    outcomes: [
      notKept('span', 'invalid', read.length - kept.length),
      notKept('span', 'too_many', sent.length - read.length),
    ],
  }
}

function readStandalone(sent: unknown, arrival: Arrival): Span | undefined {
  if (!isRecord(sent)) return undefined
  record.removeCardData(sent, spanIds, arrival)
  const { start_timestamp: start, end_timestamp: end } = sent
  const span = readSpan({ ...sent, start, end }, record.readAttributes(sent.attributes), arrival)
  return span && { ...span, isEntry: sent.is_segment === true, detail: detailOf({ links: linksOf(sent.links) }) }
}

/** Undefined where ids or times are missing: it could not be found again. */
export function readSpan(sent: Sent, attributes: record.Attributes, arrival: Arrival): Span | undefined {
  const traceId = record.hexId(sent.trace_id, 32)
  const spanId = record.hexId(sent.span_id, 16)
  const [start, end] = [secondsOf(sent.start), secondsOf(sent.end)]
  if (traceId === undefined || spanId === undefined || start === undefined) return undefined
  const operation = name(sent.op) ?? record.take(attributes, 'op') ?? ''
  attributes.delete('op')
  const kind = record.take(attributes, 'kind')
  const label = readText(sent.name, limits.maxSpanName) ?? operation
  return {
    receivedAt: arrival.receivedAt,
    traceId,
    spanId,
    parentSpanId: record.hexId(sent.parent_span_id, 16),
    name: label === '' ? 'unnamed' : label,
    operation,
    kind: kindOf(kind ?? operation),
    ...statusOf(sent.status),
    ...startOf(sent.start, arrival),
    durationMicros:
      end === undefined ? 0 : Math.min(Math.max(0, Math.round((end - start) * 1e6)), limits.maxDurationSeconds * 1e6),
    isEntry: false,
    ...record.takeSender(attributes),
    attributes: [...attributes],
  }
}

function startOf(sent: unknown, arrival: Arrival): Pick<Span, 'startedAt' | 'startedMicros'> {
  const startedAt = record.timeOf(sent, clockDriftMs(arrival), arrival.receivedAt)
  const isBelieved = typeof sent === 'number' && startedAt !== arrival.receivedAt
  return { startedAt, ...(isBelieved && { startedMicros: Math.floor((sent * 1000 - Math.floor(sent * 1000)) * 1000) }) }
}

function secondsOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  const at = readTimestamp(value, 0)
  return at && at.getTime() / 1000
}

const kinds: Record<string, SpanKind> = {
  internal: 'internal',
  server: 'server',
  client: 'client',
  producer: 'producer',
  consumer: 'consumer',
  'http.server': 'server',
  'websocket.server': 'server',
  'http.client': 'client',
  rpc: 'client',
  grpc: 'client',
  'queue.publish': 'producer',
  'queue.create': 'producer',
  'queue.process': 'consumer',
  'queue.receive': 'consumer',
}

/** By what the sender says, else by the operation: `db.query` calls someone, `http.server` is called. */
function kindOf(text: string): SpanKind {
  const lower = text.toLowerCase()
  if (Object.hasOwn(kinds, lower)) return kinds[lower] ?? 'unspecified'
  return /^(db|cache|http\.client|rpc|grpc)\b/.test(lower) ? 'client' : 'unspecified'
}

/** What was cancelled, or ended in a way that nobody knows, did not fail (as the vendor counts failures). */
const neither = new Set(['', 'unset', 'unknown', 'cancelled'])

function statusOf(value: unknown): Pick<Span, 'status' | 'statusMessage'> {
  const text = name(value) ?? ''
  if (text === 'ok') return { status: 'ok' }
  if (neither.has(text)) return { status: 'unset' }
  return { status: 'error', statusMessage: text === 'error' ? undefined : text }
}

export function linksOf(value: unknown): JsonObject[] | undefined {
  const links = (Array.isArray(value) ? value : []).filter(isRecord).slice(0, limits.maxSpanLinks)
  const read = links.flatMap((link): JsonObject[] => {
    const [traceId, spanId] = [record.hexId(link.trace_id, 32), record.hexId(link.span_id, 16)]
    if (traceId === undefined || spanId === undefined) return []
    return [{ traceId, spanId, attributes: Object.fromEntries(record.readAttributes(link.attributes)) }]
  })
  return read.length > 0 ? read : undefined
}

/** Undefined where there is nothing to tell. */
export function detailOf(parts: { contexts?: Sent; links?: JsonObject[] | undefined }): JsonObject | undefined {
  const budget = budgetOf(limits.maxSpanDetail)
  const detail: JsonObject = Object.create(null)
  if (parts.links) detail['links'] = parts.links
  if (parts.contexts && Object.keys(parts.contexts).length > 0) detail['contexts'] = cleanJson(parts.contexts, budget)
  return Object.keys(detail).length > 0 ? detail : undefined
}
