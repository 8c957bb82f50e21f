/** What every change of a maintenance has in common: it is saved, told, and shown. Runs under the page's lock. */
import { recordActivity, type Activity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { conflict } from '#platform/errors'
import { newShortId } from '#platform/ids'
import * as pageRepo from '../repo.ts'
import { tellSubscribers } from '../subscribers/tell.ts'
import { setComponentStates } from './component-states.ts'
import { isOver, maxUpdates, type Maintenance, type UpdateKind } from './maintenance.ts'
import * as repo from './repo.ts'

export type Saying = {
  kind: UpdateKind
  body: string
  isTold: boolean
  /** When it happened: what the clock catches up with has its own time. */
  at: Date
  /** The activity that led to it; without one it is the first of this maintenance. */
  causedBy?: string | null
}

const activityTypes = {
  created: 'maintenance.scheduled',
  reminder: 'maintenance.reminded',
  started: 'maintenance.started',
  verifying: 'maintenance.verifying',
  note: 'maintenance.noted',
  moved: 'maintenance.moved',
  cancelled: 'maintenance.cancelled',
  completed: 'maintenance.completed',
} as const

/** Saves the maintenance as it is now with one more update, and tells of it. Returns it with its new count. */
export async function say(
  tx: Tx,
  after: Maintenance,
  { kind, body, isTold, at, causedBy }: Saying,
): Promise<{ maintenance: Maintenance; updateId: string; activity: Activity }> {
  // The clock's updates and the last word always find room.
  if (kind === 'note' && after.updateCount >= maxUpdates)
    throw conflict(`a maintenance has at most ${maxUpdates} updates`)
  const maintenance = { ...after, updatedAt: tx.now(), updateCount: after.updateCount + 1 }
  const { id, pageId, title, status, updateCount: number } = maintenance
  const updateId = newShortId()
  await repo.updateMaintenance(tx, maintenance)
  await repo.insertUpdate(tx, {
    ...{ id: updateId, maintenanceId: id, number, kind, status, body, notified: isTold, createdAt: at },
  })
  if (kind === 'started' || kind === 'completed') await setComponentStates(tx, maintenance, at)
  await pageRepo.touchPage(tx, pageId)
  const cause = causedBy === undefined ? await firstActivity(tx, id) : causedBy
  const activity = await recordActivity(tx, activityTypes[kind], {
    subjectId: id,
    causedBy: cause,
    data: { title, pageId, status, updateId },
  })
  if (isTold) {
    const components = await repo.listComponents(tx, [id])
    await tellSubscribers(tx, {
      ...{ pageId, kind: 'maintenance', subjectId: id, updateId, number, isFinal: isOver(maintenance) },
      componentIds: components.map((component) => component.id),
      causedBy: activity.id,
    })
  }
  return { maintenance, updateId, activity }
}

async function firstActivity(tx: Tx, id: string): Promise<string | null> {
  return (await pageRepo.findLatestActivity(tx, id, ['maintenance.scheduled']))?.id ?? null
}
