/** What becomes of each item of an envelope. Whatever is not kept becomes an outcome that the customer can see. */
import { cleanText, isRecord } from '../clean.ts'
import type { TelemetryEvent } from '../event.ts'
import type { Envelope, EnvelopeItem } from './envelope.ts'
import { parsePayload, toEvent } from './event.ts'
import type { Arrival } from './time.ts'

/** Something was not kept. `category` is the protocol's name for what is counted and limited together. */
export type Outcome = {
  category: string
  /** For our own: `unsupported`, `one_per_envelope`, `invalid`; for the client's: as the SDK names it. */
  reason: string
  quantity: number
  /** `client`: the SDK says that it dropped it and it never came here. */
  by: 'server' | 'client'
}

export type SortedItems = { events: TelemetryEvent[]; outcomes: Outcome[] }

/** The rate-limit category by which SDKs count an item of a type. */
const categories: Record<string, string> = {
  event: 'error',
  attachment: 'attachment',
  session: 'session',
  sessions: 'session',
  check_in: 'monitor',
  client_report: 'internal',
  log: 'log_item',
  transaction: 'transaction',
  span: 'span',
  trace_metric: 'trace_metric',
  user_report: 'default',
  feedback: 'feedback',
  profile: 'profile',
  profile_chunk: 'profile_chunk',
  replay_event: 'replay',
  replay_recording: 'replay',
  raw_security: 'security',
}

/** Those hold many things of their category in one item; their header says how many. */
const containers = new Set(['log', 'span', 'trace_metric'])

const maxQuantity = 1_000_000_000
const maxReports = 100
const maxReportedName = 64

export const categoryOf = (itemType: string): string =>
  Object.hasOwn(categories, itemType) ? (categories[itemType] ?? 'default') : 'default'

/**
 * Reads the items that are ingested and counts the rest. An envelope holds at most one event: the first is taken.
 * Throws invalid_request if the event is no JSON object; then nothing of the envelope is kept.
 */
export function sortItems(envelope: Envelope, arrival: Omit<Arrival, 'sentAt' | 'eventId'>): SortedItems {
  const events: TelemetryEvent[] = []
  const outcomes: Outcome[] = []
  const { sentAt, eventId } = envelope
  for (const item of envelope.items) {
    if (item.type === 'client_report') outcomes.push(...readClientReport(item.payload, arrival))
    else if (item.type !== 'event') outcomes.push(dropped(item, 'unsupported'))
    else if (events.length > 0) outcomes.push(dropped(item, 'one_per_envelope'))
    else events.push(toEvent(parsePayload(item.payload), { ...arrival, sentAt, eventId }))
  }
  return { events, outcomes: summed(outcomes) }
}

function dropped(item: EnvelopeItem, reason: string): Outcome {
  const count = containers.has(item.type) ? quantityOf(item.header.item_count) : undefined
  return { category: categoryOf(item.type), reason, quantity: count ?? 1, by: 'server' }
}

const reportLists = ['discarded_events', 'rate_limited_events', 'filtered_events', 'filtered_sampling_events']

/**
 * What the SDK lost before sending. The lists that forwarders add name what a server in between dropped; for us that
 * is a client as well. A report that cannot be read is itself counted, because it must not cost the envelope.
 */
function readClientReport(payload: Buffer, { removeCardData }: Pick<Arrival, 'removeCardData'>): Outcome[] {
  let report: Record<string, unknown>
  try {
    report = parsePayload(payload)
    removeCardData?.(report)
  } catch {
    return [{ category: 'internal', reason: 'invalid', quantity: 1, by: 'server' }]
  }
  const entries = reportLists.flatMap((list) => (Array.isArray(report[list]) ? (report[list] as unknown[]) : []))
  return entries.slice(0, maxReports).flatMap((entry) => {
    if (!isRecord(entry)) return []
    const quantity = quantityOf(entry.quantity)
    if (typeof entry.reason !== 'string' || typeof entry.category !== 'string' || !quantity) return []
    const { reason, category } = entry
    return [{ category: named(category), reason: named(reason), quantity, by: 'client' as const }]
  })
}

const named = (text: string) => cleanText(text, maxReportedName)

function quantityOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? Math.min(value, maxQuantity)
    : undefined
}

/** One line for each kind, so that a thousand skipped items are not a thousand rows. */
function summed(outcomes: Outcome[]): Outcome[] {
  const sums = new Map<string, Outcome>()
  for (const outcome of outcomes) {
    const key = JSON.stringify([outcome.category, outcome.reason, outcome.by])
    const sum = sums.get(key)
    if (sum) sum.quantity += outcome.quantity
    else sums.set(key, { ...outcome })
  }
  return [...sums.values()]
}
