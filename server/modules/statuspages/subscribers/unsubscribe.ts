import { recordActivity } from '#platform/activity'
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { endWaiting } from './delivery-repo.ts'
import * as repo from './subscriber-repo.ts'
import { readLinkSecret } from './subscriber.ts'

/**
 * Ends the subscription that the secret is about, at once, for mails that are queued too. Does nothing for an unknown
 * secret or a second time, and says nothing either way (RFC 8058). The page may have another slug since the mail.
 */
export async function unsubscribe(services: Services, secret: string, requestId: string): Promise<void> {
  const id = readLinkSecret(services.vault, 'unsubscribe', secret)
  if (id === undefined) return
  const found = await inPlatformTransaction(services, (tx) => repo.locateSubscriber(tx, { id }))
  if (!found) return
  await inTransaction(systemContext(services, found.workspaceId, requestId), async (tx) => {
    const subscriber = await repo.findSubscriberForUpdate(tx, id)
    if (!subscriber || subscriber.unsubscribedAt !== null) return
    const unsubscribedAt = tx.now()
    // A confirmation that lies in the mailbox does not bring the subscription back.
    await repo.updateSubscriber(tx, id, { unsubscribedAt, confirmationId: null })
    await endWaiting(tx, id, { state: 'skipped', reason: 'unsubscribed' })
    await recordActivity(tx, 'subscriber.unsubscribed', { subjectId: id, data: { pageId: subscriber.pageId } })
  })
}
