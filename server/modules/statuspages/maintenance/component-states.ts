import type { Tx } from '#platform/context'
import { restingStatuses } from '../components/resting.ts'
import { setComponentStatuses } from '../components/set-statuses.ts'
import * as pageRepo from '../repo.ts'
import { isUnderWay, type Maintenance } from './maintenance.ts'
import * as repo from './repo.ts'

/**
 * Puts the components under maintenance when it begins, and back when it ends: to what open reports and other windows
 * say of them. A component that somebody set to another state in the meantime keeps that; one on which another window
 * is at work stays under maintenance until the last one ends. The maintenance must be saved as it is now.
 */
export async function setComponentStates(tx: Tx, maintenance: Maintenance, at: Date): Promise<void> {
  if (!maintenance.setsComponents) return
  const { id, pageId } = maintenance
  const named = new Set((await repo.listComponents(tx, [id])).map((component) => component.id))
  const components = (await pageRepo.listComponents(tx, [pageId])).filter((component) => named.has(component.id))
  const changing = isUnderWay(maintenance)
    ? components
    : components.filter(({ status }) => status === 'under_maintenance')
  if (changing.length === 0) return
  const ids = changing.map((component) => component.id)
  const resting = await restingStatuses(tx, pageId, ids, isUnderWay(maintenance) ? null : id)
  const changes = ids.map((each) => ({ id: each, newStatus: resting.get(each) ?? 'operational' }))
  await setComponentStatuses(tx, pageId, changes, { kind: 'maintenance', id }, at)
}
