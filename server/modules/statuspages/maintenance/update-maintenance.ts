import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { restingStatuses } from '../components/resting.ts'
import { setComponentStatuses } from '../components/set-statuses.ts'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { setComponentStates } from './component-states.ts'
import { describeMaintenance, type MaintenanceView } from './describe.ts'
import { refuseLongVerifying, refuseStrangers, timesOf } from './input.ts'
import { isOver, isUnderWay, planned, reschedule, type Maintenance } from './maintenance.ts'
import * as repo from './repo.ts'
import { say } from './say.ts'
import { takeDueSteps } from './take-steps.ts'

/** Fields that are not given stay. */
export type MaintenanceChange = {
  title?: string | undefined
  /** Local in the maintenance's zone, or a moment with its offset. */
  scheduledFor?: string | undefined
  durationMinutes?: number | undefined
  componentIds?: string[] | undefined
  monitorIds?: string[] | undefined
  verifyMinutes?: number | undefined
  remindMinutes?: number | null | undefined
  tellsStart?: boolean | undefined
  tellsEnd?: boolean | undefined
  /** Said to the public when the times change. */
  reason?: string | undefined
  /** Tell subscribers of new times; default: yes. */
  notifySubscribers?: boolean | undefined
}

/**
 * Changes one window; of a series the others stay as they are. New times are published and told. Throws conflict when
 * it is over, and when the start of one that has begun is to be moved.
 */
export async function updateMaintenance(ctx: Context, id: string, input: MaintenanceChange): Promise<MaintenanceView> {
  requirePermission(ctx, 'statuspages.write')
  const { slug, view } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await repo.getMaintenance(tx, id)
    const page = await pageRepo.getPageForUpdate(tx, pageId)
    const before = await repo.getMaintenance(tx, id) // again: as it is under the lock
    if (isOver(before)) throw conflict(`the maintenance is already ${before.status}`)
    const settings = withSettings(before, input)
    const after = withTimes(settings, input, tx.now())
    await repo.updateMaintenance(tx, { ...after, updatedAt: tx.now() })
    await changeMembers(tx, after, input)
    const isMoved =
      after.scheduledFor.getTime() !== before.scheduledFor.getTime() ||
      after.scheduledUntil.getTime() !== before.scheduledUntil.getTime()
    const saved = isMoved ? await tellOfMove(tx, after, input) : after
    if (!isMoved) {
      await pageRepo.touchPage(tx, pageId)
      await recordActivity(tx, 'maintenance.updated', { subjectId: id, data: { title: after.title, pageId } })
    }
    const view = await describeMaintenance(tx, await takeDueSteps(tx, saved))
    await recordAudit(tx, 'maintenance.updated', { targetId: id, before, after: { ...saved, ...input } })
    return { slug: page.slug, view }
  })
  forgetSnapshot(ctx, slug)
  return view
}

function withSettings(before: Maintenance, input: MaintenanceChange): Maintenance {
  return planned({
    ...before,
    title: input.title ?? before.title,
    verifyMinutes: input.verifyMinutes ?? before.verifyMinutes,
    remindMinutes: input.remindMinutes === undefined ? before.remindMinutes : input.remindMinutes,
    tellsStart: input.tellsStart ?? before.tellsStart,
    tellsEnd: input.tellsEnd ?? before.tellsEnd,
  })
}

function withTimes(window: Maintenance, input: MaintenanceChange, now: Date): Maintenance {
  const minutes = (window.scheduledUntil.getTime() - window.scheduledFor.getTime()) / 60_000
  const durationMinutes = input.durationMinutes ?? minutes
  refuseLongVerifying(window.verifyMinutes, durationMinutes)
  const scheduledFor = input.scheduledFor ?? window.scheduledFor.toISOString()
  const times = timesOf({ scheduledFor, durationMinutes }, window.timeZone, now)
  const isSame = times.scheduledFor.getTime() === window.scheduledFor.getTime() && durationMinutes === minutes
  return isSame ? window : reschedule(window, times, now)
}

async function tellOfMove(tx: Tx, window: Maintenance, input: MaintenanceChange): Promise<Maintenance> {
  const said = await say(tx, window, {
    kind: 'moved',
    body: input.reason ?? 'The times of this maintenance have changed.',
    isTold: input.notifySubscribers ?? true,
    at: tx.now(),
  })
  return said.maintenance
}

/** While it goes on, components that are added come under maintenance, and those that are taken out go back. */
async function changeMembers(tx: Tx, window: Maintenance, input: MaintenanceChange): Promise<void> {
  const { id, pageId } = window
  if (input.monitorIds) await repo.setMonitors(tx, id, input.monitorIds)
  if (!input.componentIds) return
  await refuseStrangers(tx, pageId, input.componentIds)
  const before = new Set((await repo.listComponents(tx, [id])).map((component) => component.id))
  await repo.setComponents(tx, id, input.componentIds)
  if (!window.setsComponents || !isUnderWay(window)) return
  await setComponentStates(tx, window, tx.now())
  const kept = new Set(input.componentIds)
  const shown = await pageRepo.listComponents(tx, [pageId])
  const freed = shown.filter((each) => before.has(each.id) && !kept.has(each.id) && each.status === 'under_maintenance')
  const ids = freed.map((component) => component.id)
  const resting = await restingStatuses(tx, pageId, ids, null)
  const changes = ids.map((each) => ({ id: each, newStatus: resting.get(each) ?? 'operational' }))
  await setComponentStatuses(tx, pageId, changes, { kind: 'maintenance', id })
}
