import { recordActivity } from '#platform/activity'
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import * as repo from './subscriber-repo.ts'
import { confirmationEnds, readLinkSecret, subscriberState } from './subscriber.ts'

/**
 * Confirms what the secret is about. False when there is nothing to confirm: not a secret of ours, too late, asked
 * again since, or gone. True again when it is confirmed already.
 */
export async function confirmSubscription(services: Services, secret: string, requestId: string): Promise<boolean> {
  const confirmationId = readLinkSecret(services.vault, 'confirm', secret)
  if (confirmationId === undefined) return false
  const found = await inPlatformTransaction(services, (tx) => repo.locateSubscriber(tx, { confirmationId }))
  if (!found) return false
  return inTransaction(systemContext(services, found.workspaceId, requestId), async (tx) => {
    const subscriber = await repo.findSubscriberForUpdate(tx, found.id)
    if (subscriber?.confirmationId !== confirmationId) return false
    if (subscriberState(subscriber) === 'confirmed') return true
    const requestedAt = subscriber.confirmationRequestedAt
    if (!requestedAt || confirmationEnds(requestedAt) < tx.now()) return false
    await repo.updateSubscriber(tx, found.id, { confirmedAt: tx.now(), unsubscribedAt: null })
    await recordActivity(tx, 'subscriber.confirmed', { subjectId: found.id, data: { pageId: subscriber.pageId } })
    return true
  })
}
