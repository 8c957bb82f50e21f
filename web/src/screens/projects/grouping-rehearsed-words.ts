/** A rehearsal in words. */
import type { Rehearsal } from '../../api.ts'
import { counted, fullNumber } from '../../format.ts'

export type RehearsedPart = Rehearsal['joins'][number]['parts'][number]
type Place = { id: string; number: number; title: string; status: string } | { key: string }

/** The incident that a place names, or else the key of a group that has none. */
export function placeOf(name: string, incidents: Rehearsal['incidents']): Place {
  return incidents.find(({ id }) => id === name) ?? { key: name }
}

/** `12 groups would have been 4.` */
export function headlineOf({ groupsBefore, groupsAfter, joins, splits }: Rehearsal): string {
  if (joins.length + splits.length === 0) return 'Nothing would have changed.'
  const before = counted(groupsBefore, 'group')
  return groupsBefore === groupsAfter
    ? `${before} would have been as many, but others.`
    : `${before} would have been ${fullNumber(groupsAfter)}.`
}

/** What was looked at, and of how much. */
export function coverageOf({ covered }: Rehearsal): string {
  const { events, groups, eventsInPeriod, groupsInPeriod, eventsWithoutPayload } = covered
  const removed =
    eventsWithoutPayload > 0 ? ` Of ${counted(eventsWithoutPayload, 'event')} nothing can be said: removed by age.` : ''
  return (
    `Looked at ${counted(events, 'event')} of ${counted(groups, 'group')}; ` +
    `the period has ${counted(eventsInPeriod, 'event')} of ${counted(groupsInPeriod, 'group')}.${removed}`
  )
}
