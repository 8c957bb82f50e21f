/** What an SDK lost before sending (SDK documentation, "Client Reports"). */
import { cleanText, isRecord } from '../clean.ts'
import { parsePayload } from './event.ts'
import { maxReportedName, maxReports } from './limits.ts'
import { notKept, type Outcome, quantityOf } from './outcome.ts'
import type { Arrival } from './time.ts'

const lists = ['discarded_events', 'rate_limited_events', 'filtered_events', 'filtered_sampling_events']

/**
 * The lists that forwarders add name what a server in between dropped; for us that is a client as well. A report that
 * cannot be read is itself counted, because it must not cost the envelope.
 */
export function readClientReport(payload: Buffer, { removeCardData }: Pick<Arrival, 'removeCardData'>): Outcome[] {
  let report: Record<string, unknown>
  try {
    report = parsePayload(payload)
    removeCardData?.(report)
  } catch {
    return [notKept('client_report', 'invalid')]
  }
  const entries = lists.flatMap((list) => (Array.isArray(report[list]) ? (report[list] as unknown[]) : []))
  return entries.slice(0, maxReports).flatMap((entry) => {
    if (!isRecord(entry)) return []
    const quantity = quantityOf(entry.quantity)
    if (typeof entry.reason !== 'string' || typeof entry.category !== 'string' || !quantity) return []
    const { reason, category } = entry
    return [{ category: named(category), reason: named(reason), quantity, by: 'client' as const }]
  })
}

const named = (text: string) => cleanText(text, maxReportedName)
