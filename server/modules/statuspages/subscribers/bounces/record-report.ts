/** A mail that came back, or that its reader called spam: what follows for the subscriber. */
import { recordActivity } from '#platform/activity'
import { systemContext, type Services, type Tx } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { endWaiting } from '../delivery-repo.ts'
import * as repo from '../subscriber-repo.ts'
import { readLinkSecret, type Subscriber } from '../subscriber.ts'
import { suppress } from '../suppress.ts'
import * as bounces from './bounce-repo.ts'
import { findMark } from './mark.ts'
import { headerOf } from './read-message.ts'
import { readReport, type About, type MailReport } from './report.ts'

/** What became of it. `unknown`: about no mail of ours, or of somebody who is gone. */
export type ReportResult = 'bounced' | 'unsubscribed' | 'ignored' | 'unknown'

/** So many mails that came back end it, unless it is the address itself that is refused: that ends it at once. */
export const maxBounces = 3
/** Those of long ago count no more. */
const bounceDays = 30

/** `message`: the report as it came, in Latin-1. Twice is the same as once. */
export async function recordReport(services: Services, message: string, requestId: string): Promise<ReportResult> {
  const report = readReport(message)
  if (report.kind === 'nothing') return 'ignored'
  const marked = findMarked(services, report.about)
  if (!marked) return 'unknown'
  const { subscriberId: id, deliveryPrefix } = marked
  const found = await inPlatformTransaction(services, (tx) => repo.locateSubscriber(tx, { id }))
  if (!found) return 'unknown'
  return inTransaction(systemContext(services, found.workspaceId, requestId), async (tx) => {
    const subscriber = await repo.findSubscriberForUpdate(tx, id)
    if (!subscriber) return 'unknown'
    if (subscriber.unsubscribedAt !== null) return 'ignored'
    if (report.kind === 'complaint') return complain(tx, subscriber, report.said)
    return bounce(tx, subscriber, report, deliveryPrefix)
  })
}

/** Either mark is signed: the address that it came to, or the link to unsubscribe that came back with the mail. */
function findMarked(
  { vault }: Services,
  { recipients, original }: About,
): { subscriberId: string; deliveryPrefix: string } | undefined {
  const marked = findMark(vault, recipients)
  if (marked || !original) return marked
  const [, secret] =
    /\/unsubscribe\/([0-9a-f]{32}[A-Za-z0-9_-]{43})[?>]/.exec(headerOf(original, 'list-unsubscribe') ?? '') ?? []
  const subscriberId = secret === undefined ? undefined : readLinkSecret(vault, 'unsubscribe', secret)
  const [, deliveryId] = /<(sml_[0-9a-f]{32})@/.exec(headerOf(original, 'message-id') ?? '') ?? []
  return subscriberId === undefined || deliveryId === undefined
    ? undefined
    : { subscriberId, deliveryPrefix: deliveryId }
}

async function complain(tx: Tx, { id, pageId }: Subscriber, said: string): Promise<ReportResult> {
  await repo.updateSubscriber(tx, id, { unsubscribedAt: tx.now(), confirmationId: null })
  await bounces.writeBounce(tx, id, { bounces: 0, reason: `its reader called a mail spam (${said})` })
  await endWaiting(tx, id, { state: 'skipped', reason: 'unsubscribed' })
  await recordActivity(tx, 'subscriber.unsubscribed', { subjectId: id, data: { pageId, reason: 'complaint' } })
  return 'unsubscribed'
}

async function bounce(
  tx: Tx,
  subscriber: Subscriber,
  { status, said }: Extract<MailReport, { kind: 'bounce' }>,
  deliveryPrefix: string,
): Promise<ReportResult> {
  const { id } = subscriber
  const reason = `came back: ${said || (status ?? 'without a reason')}`
  // Of several reports about one mail the first one counts.
  const delivery = await bounces.failSentDelivery(tx, id, deliveryPrefix, reason)
  if (!delivery) return 'ignored'
  const isRecent = tx.now().getTime() - (subscriber.bouncedAt?.getTime() ?? 0) < bounceDays * 86_400_000
  // 5.7.x is about us, the sender: it says nothing about the address (RFC 3463 §3.8).
  const isOurs = status?.startsWith('5.7.') ?? false
  const count = (isRecent ? subscriber.bounces : 0) + (isOurs ? 0 : 1)
  await bounces.writeBounce(tx, id, { bounces: count, reason })
  await recordActivity(tx, 'subscriberMail.bounced', { subjectId: delivery.updateId, data: { status, count: 1 } })
  if (!isOurs && (isNoAddress(status) || count >= maxBounces)) await suppress(tx, id, reason)
  return 'bounced'
}

/** There is no such mailbox or no such domain, or it is switched off (RFC 3463 §3.2, §3.3). */
function isNoAddress(status: string | null): boolean {
  return status !== null && /^5\.(1\.[1-3]|1\.6|1\.10|2\.1)$/.test(status)
}
