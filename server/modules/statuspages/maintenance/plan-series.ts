/** Makes the windows of a series, some weeks ahead, so that readers see and plan with them. */
import type { Tx } from '#platform/context'
import { newShortId } from '#platform/ids'
import { announce } from './announce.ts'
import { unbegun } from './input.ts'
import { maxOpenMaintenances, planned, type Maintenance } from './maintenance.ts'
import { occurrencesAfter, type Occurrence } from './occurrences.ts'
import * as repo from './repo.ts'
import * as seriesRepo from './series-repo.ts'
import type { Series } from './series.ts'

/** Windows are made so far ahead, and at least the next one however far it is. */
const horizonDays = 45
/** Of one series that have not begun: a daily one is a fortnight ahead. */
export const maxWaiting = 14
/** Of one look: after a long stop of the server the next look goes on. */
const maxMade = 20
const dayMs = 86_400_000
/** What is older than the public can look back to is not made up for. */
const lookBackDays = 90

export type Plan = {
  occurrences: Occurrence[]
  plannedThrough: string | null
  /** When to look again; null: the rule has ended. */
  planAt: Date | null
}

/** Which windows a series needs now, beside the `waiting` ones that it has. Pure. */
export function planOf(series: Series, { waiting, now }: { waiting: number; now: Date }): Plan {
  const recurrence = { startsLocal: series.startsLocal, timeZone: series.timeZone, rule: series.rule }
  const next = occurrencesAfter(recurrence, series.plannedThrough, maxMade + 1)
  const occurrences: Occurrence[] = []
  let { plannedThrough } = series
  let ahead = waiting
  for (const occurrence of next.slice(0, maxMade)) {
    const isAhead = occurrence.at > now
    const isFar = occurrence.at.getTime() > now.getTime() + horizonDays * dayMs
    if (isAhead && (ahead >= maxWaiting || (isFar && ahead > 0))) break
    plannedThrough = occurrence.local
    if (isAhead) ahead++
    if (occurrence.at.getTime() > now.getTime() - lookBackDays * dayMs) occurrences.push(occurrence)
  }
  const done = next.filter(({ local }) => plannedThrough !== null && local <= plannedThrough).length
  if (done === next.length) return { occurrences, plannedThrough, planAt: null }
  // All that was looked at is in the past: there is more to make up for at once.
  return { occurrences, plannedThrough, planAt: done === maxMade ? now : new Date(now.getTime() + dayMs) }
}

/**
 * Returns the windows that were made, in order. Of a new series the first is told of; the others come with their
 * reminders. Runs under the page's lock.
 */
export async function planSeries(
  tx: Tx,
  series: Series,
  { tellsFirst }: { tellsFirst: boolean },
): Promise<Maintenance[]> {
  const now = tx.now()
  const waiting = (await seriesRepo.listScheduledIds(tx, series.id)).length
  // A page that is full gets its windows when others are over.
  const isFull = (await repo.countOpen(tx, series.pageId)) + maxWaiting > maxOpenMaintenances
  const plan = isFull
    ? { occurrences: [], plannedThrough: series.plannedThrough, planAt: new Date(now.getTime() + dayMs) }
    : planOf(series, { waiting, now })
  const componentIds = await seriesRepo.listComponentIds(tx, series.id)
  const monitorIds = await seriesRepo.listMonitorIds(tx, series.id)
  const made: Maintenance[] = []
  for (const occurrence of plan.occurrences) {
    const maintenance = windowOf(series, occurrence, now)
    // Made by another process, or made and cancelled: it is not made again.
    if (!(await repo.insertMaintenance(tx, maintenance))) continue
    await repo.setComponents(tx, maintenance.id, componentIds)
    await repo.setMonitors(tx, maintenance.id, monitorIds)
    made.push(await announce(tx, maintenance, { isTold: tellsFirst && made.length === 0 }))
  }
  const { plannedThrough, planAt } = plan
  await seriesRepo.updateSeries(tx, { ...series, plannedThrough, planAt, updatedAt: now })
  return made
}

function windowOf(series: Series, { at, local }: Occurrence, now: Date): Maintenance {
  const { pageId, title, body, timeZone, verifyMinutes, remindMinutes, tellsStart, tellsEnd, setsComponents } = series
  return planned({
    ...unbegun(),
    ...{ pageId, title, body, timeZone, verifyMinutes, remindMinutes, tellsStart, tellsEnd, setsComponents },
    id: newShortId(),
    seriesId: series.id,
    occurrence: local,
    scheduledFor: at,
    scheduledUntil: new Date(at.getTime() + series.durationMinutes * 60_000),
    // Of one that is made up for nothing is late: it went as the series said that it would.
    plannedAt: at < now && series.createdAt < at ? at : now,
    createdAt: now,
    updatedAt: now,
  })
}
