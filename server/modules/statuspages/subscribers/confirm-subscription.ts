import { recordActivity } from '#platform/activity'
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { openEndpoint } from './endpoint.ts'
import * as repo from './subscriber-repo.ts'
import { confirmationEnds, readLinkSecret, subscriberState, type Channel } from './subscriber.ts'

/** `signingSecret`: of a webhook, the first time only. */
export type Confirmed = { channel: Channel; signingSecret: string | null }

/**
 * Confirms what the secret is about. Undefined when there is nothing to confirm: not a secret of ours, too late, asked
 * again since, or gone. The same again when it is confirmed already, without the signing secret.
 */
export async function confirmSubscription(
  services: Services,
  secret: string,
  requestId: string,
): Promise<Confirmed | undefined> {
  const confirmationId = readLinkSecret(services.vault, 'confirm', secret)
  if (confirmationId === undefined) return undefined
  const found = await inPlatformTransaction(services, (tx) => repo.locateSubscriber(tx, { confirmationId }))
  if (!found) return undefined
  return inTransaction(systemContext(services, found.workspaceId, requestId), async (tx) => {
    const subscriber = await repo.findSubscriberForUpdate(tx, found.id)
    if (subscriber?.confirmationId !== confirmationId) return undefined
    const { channel, pageId } = subscriber
    if (subscriberState(subscriber) === 'confirmed') return { channel, signingSecret: null }
    const requestedAt = subscriber.confirmationRequestedAt
    if (!requestedAt || confirmationEnds(requestedAt) < tx.now()) return undefined
    // Whoever reads what arrives there says that it arrives.
    const reachable = { suppressedAt: null, suppressedReason: null, bounces: 0 as const }
    await repo.updateSubscriber(tx, found.id, { confirmedAt: tx.now(), unsubscribedAt: null, ...reachable })
    await recordActivity(tx, 'subscriber.confirmed', { subjectId: found.id, data: { pageId } })
    const endpoint = channel === 'webhook' ? await openEndpoint(tx, found.id) : undefined
    return { channel, signingSecret: endpoint?.secret ?? null }
  })
}
