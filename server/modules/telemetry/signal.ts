import type { EventKind, EventLevel } from './event.ts'
import type { Grouping } from './grouping/index.ts'

/** Why events were put together: the parts that were looked at, and which of them counted. */
export type SignalGrouping = {
  method: string
  version: number
  parts: { kind: string; value: string; counted: boolean; why?: string | undefined }[]
}

/** As people read it: placeholders lose the control character that keeps them from being forged. */
export function groupingToShow({ method, version, contributions }: Grouping): SignalGrouping {
  return {
    method,
    version,
    parts: contributions.map((part) => ({ ...part, value: part.value.replaceAll('\u0001', '') })),
  }
}

/**
 * What the events of one group, taken in together, say. The times are those of the events themselves, so that events
 * which arrive late or out of order come to the same end as events in order.
 */
export type Signal = {
  projectId: string
  /** Of the group; 32 hex digits. */
  key: string
  count: number
  firstSeenAt: Date
  lastSeenAt: Date
  /** Of the newest of them, as are title, culprit and level. */
  release: string | null
  environments: string[]
  kind: EventKind
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
export type SignalEvent = Omit<Signal, 'count' | 'firstSeenAt' | 'lastSeenAt' | 'environments'> & {
  occurredAt: Date
  environment: string | null
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

function begin({ occurredAt, environment, ...event }: SignalEvent): Signal {
  const environments = environment === null ? [] : [environment]
  return { ...event, count: 1, firstSeenAt: occurredAt, lastSeenAt: occurredAt, environments }
}

function join(signal: Signal, event: SignalEvent): Signal {
  const { occurredAt, environment, release, level, title, culprit } = event
  const newest = occurredAt >= signal.lastSeenAt ? { lastSeenAt: occurredAt, release, level, title, culprit } : {}
  const added = environment !== null && !signal.environments.includes(environment) ? [environment] : []
  return {
    ...signal,
    ...newest,
    count: signal.count + 1,
    firstSeenAt: occurredAt < signal.firstSeenAt ? occurredAt : signal.firstSeenAt,
    environments: [...signal.environments, ...added],
  }
}
