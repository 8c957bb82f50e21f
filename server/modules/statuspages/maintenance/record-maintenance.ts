import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newShortId } from '#platform/ids'
import { correctStates } from '../components/correct-states.ts'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { tellSubscribers } from '../subscribers/tell.ts'
import { describeMaintenance, type MaintenanceView } from './describe.ts'
import { pastTimesOf, refuseStrangers, unbegun } from './input.ts'
import type { Maintenance } from './maintenance.ts'
import * as repo from './repo.ts'

/** Work that is over and was not planned here. */
export type RecordInput = {
  title: string
  /** What was done. */
  body: string
  /** Local in the time zone, or a moment with its offset. */
  scheduledFor: string
  durationMinutes: number
  /** IANA name; default: the page's. */
  timeZone?: string | undefined
  componentIds?: string[] | undefined
  /** The history of its components says so for that time, and uptime is computed anew; default: yes. */
  setsComponents?: boolean | undefined
  /** Default: no. */
  notifySubscribers?: boolean | undefined
}

/** Throws not_found for an unknown page, and invalid_request for times that are not past. */
export async function recordMaintenance(ctx: Context, pageId: string, input: RecordInput): Promise<MaintenanceView> {
  requirePermission(ctx, 'statuspages.write')
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const found = await pageRepo.getPageForUpdate(tx, pageId)
    const componentIds = input.componentIds ?? []
    await refuseStrangers(tx, pageId, componentIds)
    const timeZone = input.timeZone ?? found.timeZone
    const window = completed(tx, pageId, { ...input, timeZone })
    await repo.insertMaintenance(tx, window)
    await repo.setComponents(tx, window.id, componentIds)
    if (window.setsComponents) await correctHistory(tx, window, componentIds)
    await tellStory(tx, window, input)
    const view = await describeMaintenance(tx, window)
    await pageRepo.touchPage(tx, pageId)
    await recordAudit(tx, 'maintenance.recorded', { targetId: window.id, after: { pageId, ...input } })
    return { page: found, view }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}

function completed(tx: Tx, pageId: string, input: RecordInput & { timeZone: string }): Maintenance {
  const at = tx.now()
  const { title, body, timeZone } = input
  const times = pastTimesOf(input, timeZone, at)
  return {
    ...unbegun(),
    ...{ id: newShortId(), pageId, seriesId: null, occurrence: null, title, body, timeZone },
    ...times,
    ...{ status: 'completed', startedAt: times.scheduledFor, completedAt: times.scheduledUntil },
    ...{ verifyMinutes: 0, remindMinutes: null, tellsStart: false, tellsEnd: false },
    setsComponents: input.setsComponents ?? true,
    ...{ plannedAt: at, createdAt: at, updatedAt: at, updateCount: 2 },
  }
}

async function correctHistory(tx: Tx, window: Maintenance, componentIds: readonly string[]): Promise<void> {
  const { id, pageId, scheduledFor: from, scheduledUntil: to } = window
  const corrections = componentIds.map((each) => ({ id: each, status: 'under_maintenance' as const, from, to }))
  await correctStates(tx, pageId, corrections, { kind: 'maintenance', id })
}

/** It began, and it was completed: at the times at which that was. */
async function tellStory(tx: Tx, window: Maintenance, input: RecordInput): Promise<void> {
  const { id: maintenanceId, pageId, title, scheduledFor, scheduledUntil } = window
  const isTold = input.notifySubscribers ?? false
  const last = { id: newShortId(), number: 2 }
  await repo.insertUpdate(tx, {
    ...{ id: newShortId(), maintenanceId, number: 1, kind: 'started', status: 'in_progress' },
    ...{ body: input.body, notified: false, createdAt: scheduledFor },
  })
  await repo.insertUpdate(tx, {
    ...{ ...last, maintenanceId, kind: 'completed', status: 'completed' },
    ...{ body: 'The maintenance is completed.', notified: isTold, createdAt: scheduledUntil },
  })
  const activity = await recordActivity(tx, 'maintenance.recorded', {
    subjectId: maintenanceId,
    data: { title, pageId, status: 'completed', updateId: last.id },
  })
  if (!isTold) return
  await tellSubscribers(tx, {
    ...{ pageId, kind: 'maintenance', subjectId: maintenanceId, updateId: last.id, number: last.number, isFinal: true },
    componentIds: input.componentIds ?? [],
    causedBy: activity.id,
  })
}
