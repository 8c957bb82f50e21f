import { recordAudit } from '#modules/audit'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId, newShortId } from '#platform/ids'
import type { StatusPage } from '../page.ts'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { announce } from './announce.ts'
import { describeMaintenance, type MaintenanceView } from './describe.ts'
import {
  defaultRemindMinutes,
  localStartOf,
  refused,
  refuseLongVerifying,
  refuseStrangers,
  refuseTooMany,
  timesOf,
  unbegun,
  type MaintenanceInput,
} from './input.ts'
import { planned, type Maintenance } from './maintenance.ts'
import { problemOfRule, shortestGapMinutes } from './occurrences.ts'
import { planSeries } from './plan-series.ts'
import * as repo from './repo.ts'
import * as seriesRepo from './series-repo.ts'
import { maxSeries, type Series } from './series.ts'
import { takeDueSteps } from './take-steps.ts'

/**
 * Plans a maintenance, or a series of them; returns the first window. Throws not_found for an unknown page,
 * invalid_request for times that cannot be, and conflict when the page has too many.
 */
export async function createMaintenance(
  ctx: Context,
  pageId: string,
  input: MaintenanceInput,
): Promise<MaintenanceView> {
  requirePermission(ctx, 'statuspages.write')
  refuseLongVerifying(input.verifyMinutes ?? 0, input.durationMinutes)
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const found = await pageRepo.getPageForUpdate(tx, pageId)
    await refuseStrangers(tx, pageId, input.componentIds ?? [])
    await refuseTooMany(tx, pageId)
    const first = input.recurrence === undefined ? await addWindow(tx, found, input) : await addSeries(tx, found, input)
    const saved = await takeDueSteps(tx, first)
    const view = await describeMaintenance(tx, saved)
    await recordAudit(tx, 'maintenance.scheduled', { targetId: saved.id, after: { pageId, ...input } })
    return { page: found, view }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}

function settingsOf(input: MaintenanceInput) {
  return {
    title: input.title,
    body: input.body,
    verifyMinutes: input.verifyMinutes ?? 0,
    remindMinutes: input.remindMinutes === undefined ? defaultRemindMinutes : input.remindMinutes,
    tellsStart: input.tellsStart ?? true,
    tellsEnd: input.tellsEnd ?? true,
    setsComponents: input.setsComponents ?? true,
  }
}

async function addWindow(tx: Tx, page: StatusPage, input: MaintenanceInput): Promise<Maintenance> {
  const at = tx.now()
  const timeZone = input.timeZone ?? page.timeZone
  const maintenance = planned({
    ...unbegun(),
    ...settingsOf(input),
    ...timesOf(input, timeZone, at),
    ...{ id: newShortId(), pageId: page.id, seriesId: null, occurrence: null, timeZone },
    ...{ plannedAt: at, createdAt: at, updatedAt: at },
  })
  await repo.insertMaintenance(tx, maintenance)
  await repo.setComponents(tx, maintenance.id, input.componentIds ?? [])
  await repo.setMonitors(tx, maintenance.id, input.monitorIds ?? [])
  return announce(tx, maintenance, { isTold: input.notifySubscribers ?? true })
}

async function addSeries(tx: Tx, page: StatusPage, input: MaintenanceInput): Promise<Maintenance> {
  if ((await seriesRepo.listSeries(tx, page.id)).length >= maxSeries)
    throw conflict(`a status page has at most ${maxSeries} series of maintenances`)
  const series = newSeries(tx, page, input)
  const members = { componentIds: input.componentIds ?? [], monitorIds: input.monitorIds ?? [] }
  await seriesRepo.insertSeries(tx, series, members)
  const [first] = await planSeries(tx, series, { tellsFirst: input.notifySubscribers ?? true })
  if (!first) throw conflict('the page has too many maintenances that are not over for another series')
  return first
}

/** Throws invalid_request for a rule that is none, or whose windows would run into each other. */
function newSeries(tx: Tx, page: StatusPage, input: MaintenanceInput): Series {
  const at = tx.now()
  const timeZone = input.timeZone ?? page.timeZone
  timesOf(input, timeZone, at)
  const startsLocal = localStartOf(input.scheduledFor, timeZone)
  const recurrence = { startsLocal, timeZone, rule: input.recurrence ?? '' }
  const problem = problemOfRule(recurrence)
  if (problem !== undefined) throw refused('recurrence', problem)
  if (shortestGapMinutes(recurrence) < input.durationMinutes)
    throw refused('durationMinutes', 'each window must end before the next one begins')
  return {
    ...settingsOf(input),
    ...{ id: newId('mse', at), pageId: page.id, timeZone, startsLocal, rule: recurrence.rule },
    durationMinutes: input.durationMinutes,
    ...{ plannedThrough: null, planAt: at, endedAt: null, createdAt: at, updatedAt: at },
  }
}
