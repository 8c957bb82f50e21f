import type { EventKind, EventLevel } from './event.ts'
import type { Grouping } from './grouping/index.ts'

/** Why events were put together: the parts that were looked at, and which of them counted. */
export type SignalGrouping = {
  method: string
  /** Of the algorithm. */
  version: number
  /** The line of the project's rules, or the name of the built-in rule, that decided. */
  rule?: string | undefined
  parts: { kind: string; value: string; counted: boolean; why?: string | undefined }[]
}

/** As people read it: placeholders lose the control character that keeps them from being forged. */
export function groupingToShow({ method, version, rule, contributions }: Grouping): SignalGrouping {
  return {
    method,
    version,
    ...(rule !== undefined && { rule }),
    parts: contributions.map((part) => ({ ...part, value: part.value.replaceAll('\u0001', '') })),
  }
}

/** As an event's row holds it: counting that was cut off is made up for from there, and it needs the former keys. */
export type StoredGrouping = SignalGrouping & { formerKeys?: string[] | undefined }

export function groupingToStore(grouping: Grouping): StoredGrouping {
  const { formerKeys = [] } = grouping
  return { ...groupingToShow(grouping), ...(formerKeys.length > 0 && { formerKeys }) }
}

/** What may open an incident: an event, a program that did not report in time, a check that failed, or an alert. */
export type SignalKind = EventKind | 'heartbeat' | 'check' | 'alert'

/**
 * What the events of one group, taken in together, say. The times are those of the events themselves, so that events
 * which arrive late or out of order come to the same end as events in order.
 */
export type Signal = {
  projectId: string
  /** Of the group; 32 hex digits. */
  key: string
  /**
   * Keys that the same events had before the project's rules or version were changed, newest first. Where `key` is not
   * known and one of these is, the events go on being that incident.
   */
  formerKeys: string[]
  count: number
  firstSeenAt: Date
  lastSeenAt: Date
  /** Of the newest of them, as are title, culprit and level. */
  release: string | null
  /** Of all of them, in order of their first appearance. */
  releases: string[]
  environments: string[]
  kind: SignalKind
  level: EventLevel
  title: string
  culprit: string
  grouping: SignalGrouping
  /** Id of the first of them: the cause of what follows. */
  eventId: string
  /** When that one arrived. */
  receivedAt: Date
}

/** One event that is to be counted. */
export type SignalEvent = Omit<Signal, 'count' | 'firstSeenAt' | 'lastSeenAt' | 'environments' | 'releases'> & {
  occurredAt: Date
  environment: string | null
  /** How often it happened; absent: once. */
  times?: number | undefined
}

/** Joins events by project and group, in order of their first appearance. */
export function signalsOf(events: readonly SignalEvent[]): Signal[] {
  const signals = new Map<string, Signal>()
  for (const event of events) {
    const id = `${event.projectId} ${event.key}`
    const signal = signals.get(id)
    signals.set(id, signal ? join(signal, event) : begin(event))
  }
  return [...signals.values()]
}

function begin({ occurredAt, environment, times = 1, ...event }: SignalEvent): Signal {
  const environments = environment === null ? [] : [environment]
  const releases = event.release === null ? [] : [event.release]
  return { ...event, count: times, firstSeenAt: occurredAt, lastSeenAt: occurredAt, environments, releases }
}

function join(signal: Signal, event: SignalEvent): Signal {
  const { occurredAt, environment, release, level, title, culprit, times = 1 } = event
  const newest = occurredAt >= signal.lastSeenAt ? { lastSeenAt: occurredAt, release, level, title, culprit } : {}
  return {
    ...signal,
    ...newest,
    count: signal.count + times,
    firstSeenAt: occurredAt < signal.firstSeenAt ? occurredAt : signal.firstSeenAt,
    environments: withMore(signal.environments, environment === null ? [] : [environment]),
    releases: withMore(signal.releases, release === null ? [] : [release]),
    formerKeys: withMore(signal.formerKeys, event.formerKeys),
  }
}

const withMore = (known: string[], more: readonly string[]) => {
  const added = more.filter((item) => !known.includes(item))
  return added.length === 0 ? known : [...known, ...added]
}
