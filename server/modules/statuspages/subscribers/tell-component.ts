import type { Tx } from '#platform/context'
import { newShortId } from '#platform/ids'
import type { Component, RecordedStatus } from '../components/component.ts'
import * as deliveries from './delivery-repo.ts'
import { tellSubscribers } from './tell.ts'

/** Of each component: one that comes and goes all day is not to fill the store. */
export const keptChanges = 100

export type ComponentChange = {
  /** As it was before. */
  component: Pick<Component, 'id' | 'status' | 'hidden'> & { pageId: string }
  newStatus: RecordedStatus
  /** The activity that changed it. */
  causedBy: string
}

/**
 * Tells the programs that listen by webhook that a component has another status, where no report or maintenance says
 * so. People are not told: they would get a mail for each failing check. What the public does not see is told to nobody.
 * The caller holds the page.
 */
export async function tellComponentChange(tx: Tx, { component, newStatus, causedBy }: ComponentChange): Promise<void> {
  const { id, status: oldStatus, hidden, pageId } = component
  // That nobody can tell is no status of Statuspage: the last known one stays.
  if (hidden || newStatus === 'unknown' || newStatus === oldStatus) return
  if (!(await deliveries.hasWebhooks(tx, pageId))) return
  const number = await deliveries.nextChangeNumber(tx, id)
  await deliveries.deleteChangesUpTo(tx, id, number - keptChanges)
  await tellSubscribers(tx, {
    ...{ pageId, kind: 'component', subjectId: id, updateId: newShortId(), componentIds: [id], causedBy },
    number,
    isFinal: newStatus === 'operational',
    change: { oldStatus, newStatus },
  })
}
