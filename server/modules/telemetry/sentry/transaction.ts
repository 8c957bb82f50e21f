/** Transactions (SDK documentation, "Transaction Payloads"): the outermost span of a service, and those below it. */
import { asText, isRecord } from '../clean.ts'
import type { Span } from '../records.ts'
import type { EnvelopeItem } from './envelope.ts'
import * as limits from './limits.ts'
import { notKept } from './outcome.ts'
import { readText, readUser } from './parts.ts'
import * as record from './record.ts'
import { detailOf, linksOf, readSpan, spanIds } from './span.ts'
import type { Arrival } from './time.ts'

type Sent = Record<string, unknown>

const name = (value: unknown) => readText(value, limits.maxNameLength)

/** The transaction is a span; what it holds are its children, with what they share. */
export function readTransaction({ payload }: EnvelopeItem, arrival: Arrival): record.Kept {
  const sent = record.payloadOf(payload)
  if (!sent) return record.invalid('transaction')
  const children: unknown[] = Array.isArray(sent.spans) ? sent.spans : []
  const trace = isRecord(sent.contexts) && isRecord(sent.contexts.trace) ? sent.contexts.trace : {}
  // The children are cleaned one by one, because each has ids of its own.
  delete sent.spans
  const own = Object.fromEntries(spanIds.map((id) => [id, trace[id]]))
  arrival.removeCardData?.(sent)
  Object.assign(trace, own)
  const entry = readEntry(sent, trace, arrival)
  if (!entry) return record.invalid('transaction')
  const read = children.slice(0, limits.maxSpans).map((child) => readChild(child, entry, arrival))
  const kept = read.filter((span) => span !== undefined)
  return {
    records: { spans: [entry, ...kept] },
    outcomes: [
      notKept('span', 'invalid', read.length - kept.length),
      notKept('span', 'too_many', children.length - read.length),
    ],
  }
}

function readEntry(sent: Sent, trace: Sent, arrival: Arrival): Span | undefined {
  const attributes = record.readAttributes(sent.tags)
  record.readAttributes(trace.data, attributes)
  // Whom it concerned is found, exported and erased by these.
  const { id, email } = readUser(sent.user) ?? {}
  if (id !== undefined) attributes.set('user.id', id)
  if (email !== undefined) attributes.set('user.email', email)
  if (isRecord(sent.request)) {
    record.readAttributes({ 'http.request.method': sent.request.method, 'url.full': sent.request.url }, attributes)
  }
  for (const [key, measure] of Object.entries(isRecord(sent.measurements) ? sent.measurements : {})) {
    if (!isRecord(measure)) continue
    const unit = typeof measure.unit === 'string' && measure.unit !== 'none' ? ` ${measure.unit}` : ''
    record.readAttributes({ [`measurement.${key}`]: `${asText(measure.value, 100)}${unit}` }, attributes)
  }
  const span = readSpan(
    { ...trace, start: sent.start_timestamp, end: sent.timestamp, name: sent.transaction },
    attributes,
    arrival,
  )
  if (!span) return undefined
  const { trace: _, ...contexts } = isRecord(sent.contexts) ? sent.contexts : { trace: null }
  return {
    ...span,
    release: name(sent.release) ?? span.release,
    environment: name(sent.environment) ?? span.environment,
    host: name(sent.server_name) ?? span.host,
    isEntry: true,
    detail: detailOf({ contexts, links: linksOf(trace.links) }),
  }
}

function readChild(sent: unknown, entry: Span, arrival: Arrival): Span | undefined {
  if (!isRecord(sent)) return undefined
  record.removeCardData(sent, spanIds, arrival)
  const attributes = record.readAttributes(sent.data)
  record.readAttributes(sent.tags, attributes)
  const { service, release, environment, host } = entry
  const { start_timestamp: start, timestamp: end, description } = sent
  const span = readSpan(
    { ...sent, trace_id: sent.trace_id ?? entry.traceId, start, end, name: description },
    attributes,
    arrival,
  )
  return (
    span && {
      ...span,
      service: span.service ?? service,
      release: span.release ?? release,
      environment: span.environment ?? environment,
      host: span.host ?? host,
      parentSpanId: span.parentSpanId ?? entry.spanId,
      detail: detailOf({ links: linksOf(sent.links) }),
    }
  )
}
