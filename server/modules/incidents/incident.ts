import type { EventKind, EventLevel, Signal, SignalGrouping } from '#modules/telemetry'
import { conflict } from '#platform/errors'

export const incidentStatuses = ['open', 'acknowledged', 'resolved'] as const
export type IncidentStatus = (typeof incidentStatuses)[number]

/** A group of like signals that someone may have to act on. */
export type Incident = {
  id: string
  /** Counts up within the workspace. */
  number: number
  projectId: string
  kind: EventKind
  level: EventLevel
  title: string
  /** Where it happens; empty where nothing is known. */
  culprit: string
  status: IncidentStatus
  eventCount: number
  firstSeenAt: Date
  lastSeenAt: Date
  firstRelease: string | null
  lastRelease: string | null
  /** In the order in which they were first seen; at most ten. */
  environments: string[]
  openedAt: Date
  acknowledgedAt: Date | null
  /** Id of a user or API key. */
  acknowledgedBy: string | null
  resolvedAt: Date | null
  resolvedBy: string | null
  /** When it last came back after a resolution. */
  regressedAt: Date | null
  regressionCount: number
  grouping: SignalGrouping
}

/** Someone has seen the incident and is on it, so escalation stops. */
export function acknowledge(incident: Incident, by: string, at: Date): Incident {
  if (incident.status !== 'open') throw conflict(`the incident is already ${incident.status}`)
  return { ...incident, status: 'acknowledged', acknowledgedAt: at, acknowledgedBy: by }
}

/** Nobody is on it any more. */
export function unacknowledge(incident: Incident): Incident {
  if (incident.status !== 'acknowledged') throw conflict('the incident is not acknowledged')
  return { ...incident, status: 'open', acknowledgedAt: null, acknowledgedBy: null }
}

/** It is fixed: the next event that happens after this is a regression. */
export function resolve(incident: Incident, by: string, at: Date): Incident {
  if (incident.status === 'resolved') throw conflict('the incident is already resolved')
  return { ...incident, status: 'resolved', resolvedAt: at, resolvedBy: by }
}

/** The resolution was a mistake. Not a regression: nothing came back. */
export function reopen(incident: Incident): Incident {
  if (incident.status !== 'resolved') throw conflict('the incident is not resolved')
  return { ...incident, ...openAgain }
}

const openAgain = {
  status: 'open',
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  resolvedBy: null,
} as const

const environmentLimit = 10

/** A new incident, from the first signal of its group. */
export function open(signal: Signal, id: string, number: number, at: Date): Incident {
  const { projectId, kind, level, title, culprit, grouping, firstSeenAt, lastSeenAt } = signal
  return {
    id,
    number,
    projectId,
    kind,
    level,
    title,
    culprit,
    grouping,
    firstSeenAt,
    lastSeenAt,
    eventCount: signal.count,
    firstRelease: signal.release,
    lastRelease: signal.release,
    environments: signal.environments.slice(0, environmentLimit),
    openedAt: at,
    regressionCount: 0,
    regressedAt: null,
    ...openAgain,
  }
}

/**
 * The incident after a further signal. It is a regression when something happened after the resolution; an event that
 * happened before it and only arrives now is counted and reopens nothing.
 */
export function extend(incident: Incident, signal: Signal, at: Date): { incident: Incident; regressed: boolean } {
  const newest = signal.lastSeenAt >= incident.lastSeenAt
  const regressed = incident.resolvedAt !== null && signal.lastSeenAt > incident.resolvedAt
  const extended: Incident = {
    ...incident,
    eventCount: incident.eventCount + signal.count,
    firstSeenAt: signal.firstSeenAt < incident.firstSeenAt ? signal.firstSeenAt : incident.firstSeenAt,
    lastSeenAt: newest ? signal.lastSeenAt : incident.lastSeenAt,
    lastRelease: newest ? (signal.release ?? incident.lastRelease) : incident.lastRelease,
    level: newest ? signal.level : incident.level,
    environments: [...new Set([...incident.environments, ...signal.environments])].slice(0, environmentLimit),
  }
  if (!regressed) return { incident: extended, regressed }
  return {
    incident: { ...extended, ...openAgain, regressedAt: at, regressionCount: incident.regressionCount + 1 },
    regressed,
  }
}
