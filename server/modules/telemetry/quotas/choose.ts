/** Of what a request brought, what is wanted: without what the project filters out, and thinned out in a spike. */
import type { TelemetryEvent } from '../event.ts'
import type { Records, Span } from '../records.ts'
import type { FilterReason, Filters } from './filters.ts'
import type { IntakeRules } from './load-intake-rules.ts'
import { eventCategory, spanCategory } from './portions.ts'
import type { QuotaCategory } from './limit.ts'

export type Dropped = { id: string; duplicate: false; dropped: 'filtered' | 'limited' | 'sampled' }

/** Says of the next item of a category whether a spike lets it through. */
export type Thin = (category: QuotaCategory, quantity: number) => number

export type Chosen = { events: (TelemetryEvent | Dropped)[]; records: Records }
type Count = (category: QuotaCategory, reason: FilterReason | 'spike', quantity: number) => void

export function choose(
  { filters }: Pick<IntakeRules, 'filters'>,
  thin: Thin,
  sent: { events: readonly TelemetryEvent[]; records?: Records; userAgent?: string | undefined },
  count: Count,
): Chosen {
  const events = sent.events.map((event): TelemetryEvent | Dropped => {
    const reason = filters.event(event, sent.userAgent)
    if (reason) {
      count(eventCategory, reason, 1)
      return dropped(event.id, 'filtered')
    }
    if (isKept(thin(eventCategory, 1), event.id)) return event
    count(eventCategory, 'spike', 1)
    return dropped(event.id, 'sampled')
  })
  return { events, records: chooseRecords(filters, thin, sent.records ?? {}, count) }
}

function chooseRecords(filters: Filters, thin: Thin, records: Records, count: Count): Records {
  const chosen = { ...records }
  if (records.logs) {
    const wanted = records.logs.filter((log) => isWanted(filters.log(log), 'log_item', count))
    chosen.logs = wanted.filter((log, index) => {
      const kept = isKept(thin('log_item', 1), `${index}${log.occurredAt.getTime()}${log.body.length}`)
      if (!kept) count('log_item', 'spike', 1)
      return kept
    })
  }
  if (records.spans) {
    const wanted = records.spans.filter((span) => isWanted(filters.span(span), spanCategory(span), count))
    chosen.spans = wanted.filter((span: Span) => {
      // By trace, so that those which are kept are whole.
      const kept = isKept(thin(spanCategory(span), 1), span.traceId)
      if (!kept) count(spanCategory(span), 'spike', 1)
      return kept
    })
  }
  return chosen
}

function isWanted(reason: FilterReason | undefined, category: QuotaCategory, count: Count): boolean {
  if (reason) count(category, reason, 1)
  return reason === undefined
}

export const dropped = (id: string, why: Dropped['dropped']): Dropped => ({ id, duplicate: false, dropped: why })

/** One of `oneIn`, a power of two, by a hash of the id (FNV-1a), so that an event that is sent again fares the same. */
function isKept(oneIn: number, id: string): boolean {
  if (oneIn === 1) return true
  let hash = 0x811c9dc5
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193)
  return (((hash >>> 16) ^ hash) & (oneIn - 1)) === 0
}
