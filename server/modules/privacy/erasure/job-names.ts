/** The jobs are made where the inventory is known; whoever needs one enqueues it by name. */
import type { PlatformTx } from '#platform/database'

export const eraseJobName = 'privacy.erase'
export const closureMailJobName = 'privacy.mailClosure'

export async function enqueueErasure(tx: PlatformTx, erasureId: string): Promise<void> {
  await tx.jobs.enqueue(tx, eraseJobName, { erasureId }, { key: erasureId })
}

export async function enqueueClosureMail(tx: PlatformTx, erasureId: string): Promise<void> {
  await tx.jobs.enqueue(tx, closureMailJobName, { erasureId }, {})
}
