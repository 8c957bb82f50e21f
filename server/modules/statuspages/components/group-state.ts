/** The state of a group by those of its components, at one moment and over time. Pure. */
import { tally, type LocalDay, type Stretch, type Sums } from '#platform/uptime'
import type { RecordedStatus, UpWhen } from './component.ts'

/**
 * From the state that decides least to the one that decides. Of `all` that is the worst, and what nobody can tell keeps
 * a group from being called well. Of `any` it is the best that readers can still use; where none is up and one is
 * unknown nobody can tell; planned work is better than an outage.
 */
const order: Record<UpWhen, readonly RecordedStatus[]> = {
  all: ['operational', 'unknown', 'under_maintenance', 'degraded_performance', 'partial_outage', 'major_outage'],
  any: ['major_outage', 'under_maintenance', 'partial_outage', 'degraded_performance', 'unknown', 'operational'],
}

/** Unknown for a group of which there is nothing. */
export function stateOfGroup(upWhen: UpWhen, states: readonly RecordedStatus[]): RecordedStatus {
  return order[upWhen].findLast((status) => states.includes(status)) ?? 'unknown'
}

/** Of one component, in order and not overlapping; it counts from `fromMs` on, and what no stretch covers is unknown. */
export type Member = { fromMs: number; stretches: readonly Stretch<RecordedStatus>[] }

/**
 * How long the group was in each known state, by the date of the day: at each moment the state that decides among its
 * members, by the same engine as everything else. `days` follow each other without a gap.
 */
export function tallyGroup(
  upWhen: UpWhen,
  members: readonly Member[],
  days: readonly LocalDay[],
): Map<string, Sums<RecordedStatus>> {
  const [first] = days
  const endMs = days.at(-1)?.toMs
  if (!first || endMs === undefined) return new Map()
  const byDay = days.map((): Stretch<RecordedStatus>[] => [])
  for (const member of members) {
    const fromMs = Math.max(member.fromMs, first.fromMs)
    for (const stretch of withoutGaps(member.stretches, fromMs, endMs)) {
      for (let at = dayAt(days, stretch.fromMs); at < days.length && (days[at]?.fromMs ?? endMs) < stretch.toMs; at++)
        byDay[at]?.push(stretch)
    }
  }
  return new Map(
    days.map(({ date, fromMs, toMs }, index) => {
      const { unknown: _, ...known } = tally(byDay[index] ?? [], order[upWhen], fromMs, toMs)
      return [date, known]
    }),
  )
}

function withoutGaps(
  stretches: readonly Stretch<RecordedStatus>[],
  fromMs: number,
  endMs: number,
): Stretch<RecordedStatus>[] {
  const whole: Stretch<RecordedStatus>[] = []
  let atMs = fromMs
  for (const stretch of stretches) {
    const begin = Math.max(stretch.fromMs, atMs)
    const end = Math.min(stretch.toMs, endMs)
    if (begin >= end) continue
    if (begin > atMs) whole.push({ status: 'unknown', fromMs: atMs, toMs: begin })
    whole.push({ status: stretch.status, fromMs: begin, toMs: end })
    atMs = end
  }
  if (atMs < endMs) whole.push({ status: 'unknown', fromMs: atMs, toMs: endMs })
  return whole
}

/** The day in which a moment lies, of days that are in order. */
function dayAt(days: readonly LocalDay[], atMs: number): number {
  let low = 0
  let high = days.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((days[middle]?.toMs ?? Infinity) > atMs) high = middle
    else low = middle + 1
  }
  return low
}
