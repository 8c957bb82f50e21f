/** Envelopes as Sentry's SDKs write them. */
import assert from 'node:assert/strict'
import { newSpanId, newTraceId } from './random-ids.fixture.ts'

export type Item = { header: Record<string, unknown>; body: Buffer | string }

/** As an SDK sends it: one envelope with its items. */
export async function sendEnvelope(dsn: string, eventId: string, items: readonly Item[]): Promise<void> {
  const { origin, pathname, username } = new URL(dsn)
  const parts: (Buffer | string)[] = [`${JSON.stringify({ event_id: eventId })}\n`]
  for (const { header, body } of items) {
    const bytes = Buffer.from(body)
    parts.push(`${JSON.stringify({ ...header, length: bytes.length })}\n`, bytes, '\n')
  }
  const answer = await fetch(`${origin}/api${pathname}/envelope/?sentry_key=${username}`, {
    method: 'POST',
    body: Buffer.concat(parts.map((part) => Buffer.from(part))),
  })
  assert.equal(answer.status, 200, await answer.text())
}

export const eventItem = (event: object): Item => ({ header: { type: 'event' }, body: JSON.stringify(event) })

/** A transaction as Sentry's SDKs send it: one entry span and what it called. */
export function transactionItem(traceId: string): Item {
  const at = Date.now() / 1000
  const spanId = newSpanId()
  const called = { trace_id: traceId, span_id: newSpanId(), parent_span_id: spanId, op: 'db.query' }
  const transaction = {
    type: 'transaction',
    event_id: newTraceId(),
    transaction: 'GET /basket',
    platform: 'python',
    start_timestamp: at - 0.3,
    timestamp: at,
    contexts: { trace: { trace_id: traceId, span_id: spanId, op: 'http.server', status: 'ok' } },
    spans: [{ ...called, description: 'SELECT baskets', start_timestamp: at - 0.2, timestamp: at - 0.1 }],
  }
  return { header: { type: 'transaction' }, body: JSON.stringify(transaction) }
}

/** What a person wrote in a form of the program, about an event. */
export const feedbackItem = (eventId: string, message: string): Item => ({
  header: { type: 'feedback' },
  body: JSON.stringify({
    event_id: newTraceId(),
    timestamp: new Date().toISOString(),
    contexts: {
      feedback: { message, name: 'Grace', contact_email: 'grace@example.com', associated_event_id: eventId },
    },
  }),
})
