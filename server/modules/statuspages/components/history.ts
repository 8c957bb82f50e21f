/** Putting right afterwards what was recorded of a component. Pure. */
import type { RecordedStatus } from './component.ts'
import type { StateCause } from './set-statuses.ts'
import type { StateInterval } from './state-repo.ts'

/** A state for `[from, to)`. */
export type Correction = { status: RecordedStatus; from: Date; to: Date; cause: StateCause; correctedAt: Date }

const severity: Record<RecordedStatus, number> = {
  unknown: -1,
  operational: 0,
  under_maintenance: 1,
  degraded_performance: 2,
  partial_outage: 3,
  major_outage: 4,
}

/**
 * The intervals that stand in place of `present`, which are all that have a part in `[from, to)`, oldest first. What a
 * person says, and a maintenance that is declared afterwards, replaces what was recorded; what a report, a monitor or an
 * import adds leaves what is worse as it is.
 */
export function corrected(present: readonly StateInterval[], correction: Correction): StateInterval[] {
  const { from, to, status, cause } = correction
  const replaces = cause.kind === 'person' || cause.kind === 'maintenance'
  const written = (startedAt: Date, endedAt: Date): StateInterval => ({
    ...{ startedAt, endedAt, status, correctedAt: correction.correctedAt },
    ...{ causeKind: cause.kind, causeId: cause.id },
  })
  const result: StateInterval[] = []
  let reached = from
  for (const interval of present) {
    const begin = interval.startedAt > from ? interval.startedAt : from
    const end = interval.endedAt && interval.endedAt < to ? interval.endedAt : to
    if (interval.startedAt < from) result.push({ ...interval, endedAt: from })
    if (begin > reached) result.push(written(reached, begin))
    const keeps = !replaces && severity[interval.status] >= severity[status]
    result.push(keeps ? { ...interval, startedAt: begin, endedAt: end } : written(begin, end))
    reached = end
    if (interval.endedAt === null || interval.endedAt > to) result.push({ ...interval, startedAt: to })
  }
  if (reached < to) result.push(written(reached, to))
  return joined(result)
}

/** Neighbours that say the same become one, so that corrections do not cut a history into pieces. */
function joined(intervals: readonly StateInterval[]): StateInterval[] {
  const result: StateInterval[] = []
  for (const next of intervals) {
    const last = result.at(-1)
    const same =
      last?.endedAt?.getTime() === next.startedAt.getTime() &&
      last.status === next.status &&
      last.causeKind === next.causeKind &&
      last.causeId === next.causeId &&
      last.correctedAt?.getTime() === next.correctedAt?.getTime()
    if (last && same) result[result.length - 1] = { ...last, endedAt: next.endedAt }
    else result.push(next)
  }
  return result
}
