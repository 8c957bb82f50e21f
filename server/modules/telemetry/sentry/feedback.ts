/** What people say about what went wrong, in both forms that SDKs have for it. */
import { asEventId, cleanText, isRecord } from '../clean.ts'
import type { Feedback } from '../records.ts'
import type { EnvelopeItem } from './envelope.ts'
import * as limits from './limits.ts'
import { readText } from './parts.ts'
import * as record from './record.ts'
import type { Arrival } from './time.ts'

type Sent = Record<string, unknown>

const name = (value: unknown) => readText(value, limits.maxNameLength)

/** An event whose context `feedback` says it; a message is all that it must have. */
export function readFeedback({ payload }: EnvelopeItem, arrival: Arrival): record.Kept {
  const sent = record.payloadOf(payload)
  if (!sent) return record.invalid('feedback')
  record.removeCardData(sent, ['event_id'], arrival)
  const contexts: Sent = isRecord(sent.contexts) ? sent.contexts : {}
  const said: Sent = isRecord(contexts.feedback) ? contexts.feedback : {}
  const trace: Sent = isRecord(contexts.trace) ? contexts.trace : {}
  const request: Sent = isRecord(sent.request) ? sent.request : {}
  const message = messageOf(said.message)
  if (message === undefined) return record.invalid('feedback')
  const feedback: Feedback = {
    receivedAt: arrival.receivedAt,
    eventId: asEventId(said.associated_event_id),
    name: name(said.name),
    email: name(said.contact_email),
    message,
    url: readText(said.url, limits.maxUrlLength) ?? readText(request.url, limits.maxUrlLength),
    traceId: record.hexId(trace.trace_id, 32),
    release: name(sent.release),
    environment: name(sent.environment),
    host: name(sent.server_name),
  }
  return { records: { feedback: [feedback] } }
}

/** The older form; it always names its event. */
export function readUserReport({ payload }: EnvelopeItem, arrival: Arrival): record.Kept {
  const sent = record.payloadOf(payload)
  if (!sent) return record.invalid('user_report')
  const eventId = asEventId(sent.event_id) ?? arrival.eventId
  record.removeCardData(sent, ['event_id'], arrival)
  const message = messageOf(sent.comments)
  if (eventId === undefined || message === undefined) return record.invalid('user_report')
  const { receivedAt } = arrival
  return { records: { feedback: [{ receivedAt, eventId, name: name(sent.name), email: name(sent.email), message }] } }
}

function messageOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' ? undefined : cleanText(text, limits.maxFeedbackMessage)
}
