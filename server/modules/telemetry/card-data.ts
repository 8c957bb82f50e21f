/**
 * Numbers of cards and bank accounts in what programs send. They are taken out of the parsed payload, before it is
 * trimmed, grouped, stored or handed to a stream. An event is never refused for them, because it would be lost.
 */
import { maskCardDataIn, type Exempt } from '#platform/card-data'
import type { Services } from '#platform/context'
import { addNote } from './clean.ts'
import type { EventNote } from './event.ts'

/** Changes the payload in place and answers how many were taken out. */
export type RemoveCardData = (payload: object) => number

/** Undefined where the policy leaves them; `onRemoved` is told when there were any. */
export function createCardDataRemoval(
  { policy }: Pick<Services, 'policy'>,
  onRemoved: (count: number) => void,
): RemoveCardData | undefined {
  if (policy.inForce().cardData === 'off') return undefined
  return (payload) => {
    const removed = maskCardDataIn(payload, isEventId)
    if (removed > 0) onRemoved(removed)
    return removed
  }
}

/** Of these nothing is stored but a hash, and two events with different ones must not become the same. */
const idFields = new Set(['event_id', 'eventId', 'idempotencyKey'])
const isEventId: Exempt = (name, where) => where === 'outermost' && idFields.has(name)

export function noteCardData(notes: EventNote[], removed: number): void {
  if (removed === 0) return
  const what = removed === 1 ? 'a card or bank account number was' : `${removed} card or bank account numbers were`
  addNote(notes, 'event', 'dropped', `${what} removed`)
}
