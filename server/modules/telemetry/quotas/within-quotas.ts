/** What quotas leave of a request; what they refuse is counted, and what is not stored in the end is given back. */
import type { ProjectSettings } from '#modules/workspaces'
import type { IntakeRules } from './load-intake-rules.ts'
import type { TelemetryEvent } from '../event.ts'
import type { Records } from '../records.ts'
import { backlogRetrySeconds, diskRetrySeconds } from './backlog.ts'
import { dropped, type Chosen, type Dropped } from './choose.ts'
import type { Whose } from './ledger.ts'
import { limitsOfAll, NothingTaken, type Limit, type LimitReason } from './limit.ts'
import { eventCategory, quantitiesOf, recordsWithout, type Quantities } from './portions.ts'
import type { Reserve } from './reserve.ts'

export type Count = (category: string, reason: string, quantity: number) => void
export type Within = { events: (TelemetryEvent | Dropped)[]; records: Records; limits: Limit[]; quantities: Quantities }

type Source = ProjectSettings & Whose

/** Throws `NothingTaken` when quotas leave nothing. */
export async function withinQuotas(
  reserve: Reserve,
  source: Source,
  { quotas }: Pick<IntakeRules, 'quotas'>,
  { events, records }: Chosen,
  count: Count,
): Promise<Within> {
  const wanted = quantitiesOf(wantedOf(events), records)
  const limits: Limit[] = []
  for (const [category, quantity] of wanted) {
    const limit = await reserve.take(source, quotas, category, quantity)
    if (limit) limits.push(limit)
  }
  if (limits.length === 0) return { events, records, limits, quantities: wanted }

  const refused = new Set(limits.map(({ category }) => category))
  const rest: Chosen = {
    events: refused.has(eventCategory)
      ? events.map((event) => ('dropped' in event ? event : dropped(event.id, 'limited')))
      : events,
    records: recordsWithout(records, refused),
  }
  const kept = quantitiesOf(wantedOf(rest.events), rest.records)
  // Spans that go with their transaction were taken and are given back.
  for (const [category, quantity] of wanted) {
    const missing = quantity - (kept.get(category) ?? 0)
    if (!refused.has(category)) reserve.giveBack(source, category, missing)
    const limit =
      limits.find((one) => one.category === category) ?? limits.find((one) => one.category === 'transaction')
    if (missing > 0 && limit) count(category, limit.reason, missing)
  }
  if (kept.size === 0) throw new NothingTaken(limits)
  return { ...rest, limits, quantities: kept }
}

const wantedOf = (events: readonly (TelemetryEvent | Dropped)[]): TelemetryEvent[] =>
  events.filter((event): event is TelemetryEvent => !('dropped' in event))

/** Counts everything as refused; throws unless nothing was brought. */
export function refuseAll(
  brought: { events: readonly TelemetryEvent[]; records: Records },
  reason: LimitReason,
  count: Count,
): void {
  const quantities = quantitiesOf(brought.events, brought.records)
  for (const [category, quantity] of quantities) count(category, reason, quantity)
  if (quantities.size > 0) throw new NothingTaken(serverLimits(reason))
}

/** Of what the server itself cannot take at the moment. */
export const serverLimits = (reason: LimitReason): Limit[] =>
  limitsOfAll({
    scope: 'project',
    reason,
    retryAfterSeconds: reason === 'disk' ? diskRetrySeconds : backlogRetrySeconds,
  })

export type Stored = { events: readonly { duplicate: boolean; dropped?: string }[]; records: boolean }

/** Counts what is durable as accepted, an event that was there already as a duplicate, and gives back the rest. */
export function settle(reserve: Reserve, source: Source, quantities: Quantities, stored: Stored, count: Count): void {
  const taken = stored.events.filter((event) => event.dropped === undefined)
  const duplicates = taken.filter(({ duplicate }) => duplicate).length
  for (const [category, quantity] of quantities) {
    const accepted = category === eventCategory ? taken.length - duplicates : stored.records ? quantity : 0
    reserve.giveBack(source, category, quantity - accepted)
    count(category, 'accepted', accepted)
  }
  count(eventCategory, 'duplicate', duplicates)
}
