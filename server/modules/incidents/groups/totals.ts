/** What the groups of an incident have counted, put together. Pure. */
import type { EventLevel } from '#modules/telemetry'
import { joinEnvironments } from '../extend.ts'
import type { Incident } from '../incident.ts'

/** How a group came to be where it is. */
export type GroupCause = 'signal' | 'algorithm' | 'merge' | 'split'

/** A group of events with one key: what was counted of it, and which incident it counts for. */
export type Group = {
  projectId: string
  /** 32 hex digits. The events keep it for ever. */
  key: string
  incidentId: string
  /** Where it goes when a merge is taken back. */
  homeIncidentId: string
  cause: GroupCause
  since: Date
  /** A user or API key; null: nobody moved it. */
  movedBy: string | null
  level: EventLevel
  eventCount: number
  firstSeenAt: Date
  lastSeenAt: Date
  firstRelease: string | null
  lastRelease: string | null
  environments: string[]
}

export type Totals = Pick<
  Incident,
  'eventCount' | 'firstSeenAt' | 'lastSeenAt' | 'firstRelease' | 'lastRelease' | 'environments' | 'level'
>

/** Those of at least one group. The same whatever was merged, taken apart and merged again before. */
export function totalsOf(groups: readonly Group[]): Totals {
  const byStart = groups.toSorted((a, b) => a.firstSeenAt.getTime() - b.firstSeenAt.getTime() || compare(a.key, b.key))
  const byEnd = groups.toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime() || compare(a.key, b.key))
  const [first] = byStart
  const [last] = byEnd
  if (!first || !last) throw new Error('an incident has at least one group')
  return {
    eventCount: groups.reduce((sum, { eventCount }) => sum + eventCount, 0),
    firstSeenAt: first.firstSeenAt,
    lastSeenAt: last.lastSeenAt,
    firstRelease: byStart.find(({ firstRelease }) => firstRelease !== null)?.firstRelease ?? null,
    lastRelease: byEnd.find(({ lastRelease }) => lastRelease !== null)?.lastRelease ?? null,
    environments: joinEnvironments(byStart.map(({ environments }) => environments)),
    level: last.level,
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
