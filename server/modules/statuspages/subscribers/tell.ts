import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { loadAccess } from '../access/repo.ts'
import type { ComponentStatus } from '../components/component.ts'
import { callSubscribers } from './call.ts'
import { deliverSubscriberMails } from './deliver.ts'
import * as deliveries from './delivery-repo.ts'
import type { TellingKind } from './delivery.ts'

/** An update that subscribers are to be told of. */
export type Telling = {
  pageId: string
  kind: TellingKind
  /** The report, the maintenance or the component. */
  subjectId: string
  /** Of `report_updates`, or of `maintenance_updates`; of a component's change an id of its own. */
  updateId: string
  /** From 1 within the subject: a newer one takes the place of an older one that still waits. */
  number: number
  /** The story ends with it: for those who want to know only that. */
  isFinal: boolean
  /** All components that the subject is about; who chose components gets what is about one of them. */
  componentIds: readonly string[]
  /** The activity that it follows from. */
  causedBy: string | null
  /** Of a component. */
  change?: { oldStatus: ComponentStatus; newStatus: ComponentStatus }
}

const nobody = { mails: 0, calls: 0 }

/**
 * Writes down a delivery for everyone who is to know, in the transaction that publishes: both are there, or neither.
 * Returns how many are to be told. Whoever cannot be reached any more gets a row too, which says so.
 */
export async function tellSubscribers(tx: Tx, telling: Telling): Promise<number> {
  const { updateId, causedBy } = telling
  // Of a page that is not published nobody is told anything, as nobody can read it.
  const { kind } = await loadAccess(tx, telling.pageId)
  const queued = kind === 'unpublished' ? nobody : await deliveries.queueDeliveries(tx, telling)
  const count = queued.mails + queued.calls
  await recordActivity(tx, 'subscriberMail.queued', { subjectId: updateId, causedBy, data: { count } })
  if (queued.mails > 0) await enqueue(tx, deliverSubscriberMails, { updateId })
  if (queued.calls > 0) await enqueue(tx, callSubscribers, { updateId })
  return count
}
