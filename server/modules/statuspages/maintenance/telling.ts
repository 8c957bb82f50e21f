/** What the message to a subscriber is made of. */
import type { Tx } from '#platform/context'
import { findMaintenance, findUpdate, listComponents } from './repo.ts'
import type { MaintenanceStatus, UpdateKind } from './maintenance.ts'

export type MaintenanceTelling = {
  title: string
  status: MaintenanceStatus
  /** Which occasion it tells of; with the status it makes the subject of the mail. */
  kind: UpdateKind
  body: string
  scheduledFor: Date
  scheduledUntil: Date
  timeZone: string
  components: { id: string; name: string }[]
  createdAt: Date
  /** From 1 within the window. */
  number: number
  windowId: string
  pageId: string
}

/** Undefined when the window was deleted since. Times are those that hold now, not those when it was written. */
export async function loadMaintenanceTelling(tx: Tx, updateId: string): Promise<MaintenanceTelling | undefined> {
  const update = await findUpdate(tx, updateId)
  const window = update && (await findMaintenance(tx, update.maintenanceId))
  if (!window) return undefined
  const components = await listComponents(tx, [window.id])
  const { title, scheduledFor, scheduledUntil, timeZone, pageId } = window
  const { status, kind, body, createdAt, number } = update
  return {
    ...{ title, status, kind, body, scheduledFor, scheduledUntil, timeZone, createdAt, number, pageId },
    components: components.map(({ id, name }) => ({ id, name })),
    windowId: window.id,
  }
}
