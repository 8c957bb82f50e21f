import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { cancelOne } from './cancel-maintenance.ts'
import { localStartOf, refused, refuseLongVerifying, refuseStrangers, timesOf, type MaintenanceInput } from './input.ts'
import { planned, reschedule, type Maintenance } from './maintenance.ts'
import { occurrencesAfter, problemOfRule, shortestGapMinutes, type Occurrence } from './occurrences.ts'
import { maxWaiting, planSeries } from './plan-series.ts'
import * as repo from './repo.ts'
import { say } from './say.ts'
import * as seriesRepo from './series-repo.ts'
import type { Series } from './series.ts'
import { localOf } from './zone.ts'

/** Fields that are not given stay. */
export type SeriesChange = Partial<{
  [K in keyof Omit<MaintenanceInput, 'timeZone'>]: MaintenanceInput[K] | undefined
}> & {
  /** Said to the public when the times change. */
  reason?: string | undefined
}

/**
 * Changes a series from now on: what it is, its rule, and its windows that have not begun. What has begun or is over
 * stays as it was. With new times the windows move to them, also those that were moved by hand, and the next of them is
 * told of. Throws conflict when the series has ended, and invalid_request for a rule after which nothing would come.
 */
export async function updateSeries(ctx: Context, seriesId: string, input: SeriesChange): Promise<Series> {
  requirePermission(ctx, 'statuspages.write')
  const { slug, series } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await seriesRepo.getSeries(tx, seriesId)
    const page = await pageRepo.getPageForUpdate(tx, pageId)
    const before = await seriesRepo.getSeries(tx, seriesId)
    if (before.endedAt) throw conflict('the series has ended')
    if (input.componentIds) await refuseStrangers(tx, pageId, input.componentIds)
    const after = changed(before, input, tx.now())
    await seriesRepo.setMembers(tx, seriesId, input)
    const waiting = await listWaiting(tx, seriesId)
    const isRetimed = timing.some((key) => after[key] !== before[key])
    for (const window of waiting) await changeWindow(tx, window, after, input)
    const saved = isRetimed ? await retime(tx, after, input) : { ...after, planAt: after.planAt ?? tx.now() }
    await planSeries(tx, saved, { tellsFirst: false })
    await pageRepo.touchPage(tx, pageId)
    const { title } = after
    await recordActivity(tx, 'maintenanceSeries.updated', { subjectId: seriesId, data: { title, pageId } })
    await recordAudit(tx, 'maintenanceSeries.updated', { targetId: seriesId, before, after: { ...after, ...input } })
    return { slug: page.slug, series: await seriesRepo.getSeries(tx, seriesId) }
  })
  forgetSnapshot(ctx, slug)
  return series
}

const timing = ['startsLocal', 'durationMinutes', 'rule'] as const

function changed(before: Series, input: SeriesChange, now: Date): Series {
  const { timeZone } = before
  const durationMinutes = input.durationMinutes ?? before.durationMinutes
  if (input.scheduledFor !== undefined) timesOf({ scheduledFor: input.scheduledFor, durationMinutes }, timeZone, now)
  const startsLocal = input.scheduledFor === undefined ? before.startsLocal : localStartOf(input.scheduledFor, timeZone)
  const rule = input.recurrence ?? before.rule
  const verifyMinutes = input.verifyMinutes ?? before.verifyMinutes
  refuseLongVerifying(verifyMinutes, durationMinutes)
  const recurrence = { startsLocal, timeZone, rule }
  const problem = problemOfRule(recurrence)
  if (problem !== undefined) throw refused('recurrence', problem)
  if (shortestGapMinutes(recurrence) < durationMinutes)
    throw refused('durationMinutes', 'each window must end before the next one begins')
  return {
    ...before,
    title: input.title ?? before.title,
    body: input.body ?? before.body,
    ...{ startsLocal, durationMinutes, rule, verifyMinutes },
    remindMinutes: input.remindMinutes === undefined ? before.remindMinutes : input.remindMinutes,
    tellsStart: input.tellsStart ?? before.tellsStart,
    tellsEnd: input.tellsEnd ?? before.tellsEnd,
    setsComponents: input.setsComponents ?? before.setsComponents,
    updatedAt: now,
  }
}

/** Its windows that have not begun, the next one first. */
async function listWaiting(tx: Tx, seriesId: string): Promise<Maintenance[]> {
  const found: Maintenance[] = []
  for (const id of await seriesRepo.listScheduledIds(tx, seriesId)) found.push(await repo.getMaintenance(tx, id))
  return found
}

async function changeWindow(tx: Tx, window: Maintenance, series: Series, input: SeriesChange): Promise<void> {
  const { title, body, verifyMinutes, remindMinutes, tellsStart, tellsEnd, setsComponents } = series
  const settings = { title, body, verifyMinutes, remindMinutes, tellsStart, tellsEnd, setsComponents }
  await repo.updateMaintenance(tx, planned({ ...window, ...settings, updatedAt: tx.now() }))
  if (input.body !== undefined) await repo.setAnnouncement(tx, window.id, body)
  if (input.componentIds) await repo.setComponents(tx, window.id, input.componentIds)
  if (input.monitorIds) await repo.setMonitors(tx, window.id, input.monitorIds)
}

/** The next window goes to the next time, the one after it to the one after that; what is left over is cancelled. */
async function retime(tx: Tx, series: Series, input: SeriesChange): Promise<Series> {
  const waiting = await listWaiting(tx, series.id)
  const next = await nextOccurrences(tx, series)
  if (next.length === 0) throw refused('recurrence', 'no window would follow')
  // An occurrence is made once: those that move give theirs back first.
  await seriesRepo.clearOccurrences(tx, series.id)
  const isWanted = input.notifySubscribers ?? true
  let tellsNext = isWanted
  for (const [index, window] of waiting.entries()) {
    const occurrence = next[index]
    if (occurrence) {
      tellsNext =
        !(await move(tx, { window, series, occurrence, isTold: tellsNext, reason: input.reason })) && tellsNext
    } else await cancelOne(tx, window, { reason: input.reason, isTold: false })
  }
  const last = next[Math.min(waiting.length, next.length) - 1]
  return { ...series, plannedThrough: last?.local ?? localOf(tx.now(), series.timeZone), planAt: tx.now() }
}

/** Those to come that no window has which was cancelled, or begun before its time. */
async function nextOccurrences(tx: Tx, series: Series): Promise<Occurrence[]> {
  const taken = new Set(await seriesRepo.listTakenOccurrences(tx, series.id))
  const recurrence = { startsLocal: series.startsLocal, timeZone: series.timeZone, rule: series.rule }
  const after = localOf(tx.now(), series.timeZone)
  const found = occurrencesAfter(recurrence, after, maxWaiting + taken.size)
  return found.filter(({ at, local }) => at > tx.now() && !taken.has(local)).slice(0, maxWaiting)
}

type Move = {
  window: Maintenance
  series: Series
  occurrence: Occurrence
  isTold: boolean
  reason: string | undefined
}

/** True where the times are others than before. */
async function move(tx: Tx, { window, series, occurrence, isTold, reason }: Move): Promise<boolean> {
  const scheduledFor = occurrence.at
  const scheduledUntil = new Date(scheduledFor.getTime() + series.durationMinutes * 60_000)
  const placed = { ...window, occurrence: occurrence.local }
  const isSame =
    scheduledFor.getTime() === window.scheduledFor.getTime() &&
    scheduledUntil.getTime() === window.scheduledUntil.getTime()
  if (isSame) {
    await repo.updateMaintenance(tx, placed)
    return false
  }
  const body = reason ?? 'The times of this maintenance have changed.'
  const moved = reschedule(placed, { scheduledFor, scheduledUntil }, tx.now())
  await say(tx, moved, { kind: 'moved', body, isTold, at: tx.now() })
  return true
}
