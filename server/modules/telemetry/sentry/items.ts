/** What becomes of each item of an envelope. Whatever is not kept becomes an outcome that the customer can see. */
import { tooLarge } from '#platform/errors'
import type { TelemetryEvent } from '../event.ts'
import type { Records } from '../records.ts'
import { readAttachments } from './attachment.ts'
import { readCheckInItem } from './check-in.ts'
import { readClientReport } from './client-report.ts'
import { readReports } from './csp.ts'
import type { Envelope, EnvelopeItem } from './envelope.ts'
import { parsePayload, toEvent } from './event.ts'
import { readFeedback, readUserReport } from './feedback.ts'
import { maxSessionItems } from './limits.ts'
import { readLogs } from './log.ts'
import { notKept, type Outcome, quantityOf, summed } from './outcome.ts'
import type { Kept } from './record.ts'
import { readSession, readSessionCounts } from './session.ts'
import { readSpans } from './span.ts'
import type { Arrival } from './time.ts'
import { readTransaction } from './transaction.ts'

export type SortedItems = { events: TelemetryEvent[]; records: Records; outcomes: Outcome[] }

type Reader = (item: EnvelopeItem, arrival: Arrival) => Kept

/** Attachments are read last, since their event may stand behind them. */
const readers: Record<string, Reader> = {
  event: ({ payload }, arrival) => ({ events: [toEvent(parsePayload(payload), arrival)] }),
  transaction: readTransaction,
  span: readSpans,
  log: readLogs,
  session: readSession,
  sessions: readSessionCounts,
  check_in: readCheckInItem,
  feedback: readFeedback,
  user_report: readUserReport,
  client_report: ({ payload }, arrival) => ({ outcomes: readClientReport(payload, arrival) }),
  raw_security: readRawSecurity,
}

/** At most one item of each group is taken, the first; the sender is not punished for the others. */
const oneOf: Record<string, string> = {
  event: 'main',
  transaction: 'main',
  feedback: 'main',
  log: 'log',
  span: 'span',
  check_in: 'check_in',
}

/** Those hold many things of their category in one item; their header says how many. */
const containers = new Set(['log', 'span', 'trace_metric'])

/**
 * Reads the items that are ingested and counts the rest. Throws invalid_request if the event is no JSON object, and
 * too_large for too many sessions; then nothing of the envelope is kept.
 */
export function sortItems(envelope: Envelope, arrival: Omit<Arrival, 'sentAt' | 'eventId'>): SortedItems {
  const { sentAt, eventId } = envelope
  const context = { ...arrival, sentAt, eventId }
  const sorted: SortedItems = { events: [], records: {}, outcomes: [] }
  const seen = new Set<string>()
  const isSession = ({ type }: EnvelopeItem) => type === 'session' || type === 'sessions'
  if (envelope.items.filter(isSession).length > maxSessionItems) {
    throw tooLarge(`an envelope may hold ${maxSessionItems} items of sessions`)
  }
  for (const item of envelope.items) {
    if (item.type === 'attachment') continue
    const reader = Object.hasOwn(readers, item.type) ? readers[item.type] : undefined
    const group = Object.hasOwn(oneOf, item.type) ? oneOf[item.type] : undefined
    if (!reader) sorted.outcomes.push(dropped(item, 'unsupported'))
    else if (group !== undefined && seen.has(group)) sorted.outcomes.push(dropped(item, 'one_per_envelope'))
    else {
      const kept = reader(item, context)
      add(sorted, kept)
      // One that could not be read does not cost the one behind it.
      if (group !== undefined && (kept.events || kept.records)) seen.add(group)
    }
  }
  const attachments = envelope.items.filter(({ type }) => type === 'attachment')
  add(sorted, readAttachments(attachments, ownerOf(sorted), arrival.receivedAt))
  return { ...sorted, outcomes: summed(sorted.outcomes) }
}

/** The event of the envelope, or the one that its feedback is about: a picture of the page is sent with it. */
function ownerOf({ events, records }: SortedItems): string | undefined {
  return events[0]?.id ?? records.feedback?.[0]?.eventId
}

function add(sorted: SortedItems, { events = [], records = {}, outcomes = [] }: Kept): void {
  sorted.events.push(...events)
  sorted.outcomes.push(...outcomes)
  for (const [kind, given] of Object.entries(records)) {
    // Both are lists of the same kind; the compiler cannot follow the pair through a loop.
    const all = sorted.records as Record<string, unknown[]>
    if (given.length > 0) all[kind] = [...(all[kind] ?? []), ...given]
  }
}

/** A forwarder's form of a CSP report; it must not cost what came with it. */
function readRawSecurity({ payload }: EnvelopeItem, arrival: Arrival): Kept {
  try {
    // The id of the envelope is that of its event.
    return readReports(payload, { ...arrival, eventId: undefined })
  } catch {
    return { outcomes: [notKept('raw_security', 'invalid')] }
  }
}

function dropped(item: EnvelopeItem, reason: string): Outcome {
  const count = containers.has(item.type) ? quantityOf(item.header.item_count) : undefined
  return notKept(item.type, reason, count ?? 1)
}
