/** What a request brought, by the categories that are limited apart. Pure. */
import type { TelemetryEvent } from '../event.ts'
import type { Records, Span } from '../records.ts'
import type { QuotaCategory } from './limit.ts'

export type Quantities = Map<QuotaCategory, number>

export const eventCategory: QuotaCategory = 'error'
export const spanCategory = ({ isEntry }: Pick<Span, 'isEntry'>): QuotaCategory => (isEntry ? 'transaction' : 'span')

/** Only categories of which something was sent. */
export function quantitiesOf(events: readonly TelemetryEvent[], records: Records): Quantities {
  const quantities: Quantities = new Map()
  const add = (category: QuotaCategory, quantity: number): void => {
    if (quantity > 0) quantities.set(category, (quantities.get(category) ?? 0) + quantity)
  }
  add(eventCategory, events.length)
  add('log_item', records.logs?.length ?? 0)
  for (const span of records.spans ?? []) add(spanCategory(span), 1)
  add('session', (records.sessions?.length ?? 0) + (records.sessionCounts?.length ?? 0))
  add('monitor', records.checkIns?.length ?? 0)
  add('feedback', records.feedback?.length ?? 0)
  // An empty file is one byte, or it would be free.
  for (const { bytes } of records.attachments ?? []) add('attachment', Math.max(1, bytes.length))
  return quantities
}

/**
 * The records without those of refused categories. With a transaction go the spans of its trace in the same request:
 * without it they would hang in the air.
 */
export function recordsWithout(records: Records, refused: ReadonlySet<QuotaCategory>): Records {
  const rest: Records = { ...records }
  if (refused.has('log_item')) delete rest.logs
  if (refused.has('session')) {
    delete rest.sessions
    delete rest.sessionCounts
  }
  if (refused.has('monitor')) delete rest.checkIns
  if (refused.has('feedback')) delete rest.feedback
  if (refused.has('attachment')) delete rest.attachments
  if (rest.spans && (refused.has('span') || refused.has('transaction'))) rest.spans = spansWithout(rest.spans, refused)
  return rest
}

function spansWithout(spans: readonly Span[], refused: ReadonlySet<QuotaCategory>): Span[] {
  const orphaned = new Set(refused.has('transaction') ? spans.flatMap((s) => (s.isEntry ? [s.traceId] : [])) : [])
  return spans.filter((span) => !refused.has(spanCategory(span)) && !orphaned.has(span.traceId))
}
