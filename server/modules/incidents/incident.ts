import type { EventLevel, Signal, SignalGrouping } from '#modules/telemetry'
import { conflict } from '#platform/errors'
import type { Mute } from './mute.ts'
import { severityOf, type Severity, type SeverityRule } from './severity/severity.ts'

export const incidentStatuses = ['open', 'acknowledged', 'muted', 'resolved'] as const
export type IncidentStatus = (typeof incidentStatuses)[number]
export const incidentKinds = ['exception', 'message', 'log', 'heartbeat', 'check', 'alert'] as const

/** A group of like signals that someone may have to act on. */
export type Incident = {
  id: string
  /** Counts up within the workspace. */
  number: number
  projectId: string
  kind: (typeof incidentKinds)[number]
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
  mutedAt: Date | null
  mutedBy: string | null
  /** What ends the mute. */
  mute: Mute | null
  /** The same, of a mute until a time: what is looked for when nothing is counted any more. */
  muteUntil: Date | null
  resolvedAt: Date | null
  resolvedBy: string | null
  /** The release that has the fix; events of earlier ones are no regression. */
  fixedIn: string | null
  /** Fixed in whatever comes after this release. */
  fixedAfter: string | null
  /** When it last came back after a resolution. */
  regressedAt: Date | null
  regressionCount: number
  /** When it was last far above its usual number of events in an hour. */
  escalatedAt: Date | null
  /** The hour in which events were counted last, and how many they were. */
  hourAt: Date | null
  hourCount: number
  /** More events than this in that hour are an escalation; null while nothing is known of its past. */
  hourLimit: number | null
  /** A user. */
  ownerId: string | null
  severity: Severity
  /** Who set it; null: the rules. */
  severitySetBy: string | null
  /** It is part of that one until the merge is taken back. */
  mergedInto: string | null
  mergedAt: Date | null
  mergedBy: string | null
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

/** Nobody has it, nobody has silenced it, nobody has said that it is fixed. */
export const openAgain = {
  status: 'open',
  acknowledgedAt: null,
  acknowledgedBy: null,
  mutedAt: null,
  mutedBy: null,
  mute: null,
  muteUntil: null,
  resolvedAt: null,
  resolvedBy: null,
  fixedIn: null,
  fixedAfter: null,
} as const

export const environmentLimit = 10

/** A new incident, from the first signal of its group. */
export function open(
  signal: Signal,
  id: string,
  number: number,
  at: Date,
  rules: readonly SeverityRule[] = [],
): Incident {
  const { projectId, kind, level, title, culprit, grouping, firstSeenAt, lastSeenAt } = signal
  const environments = signal.environments.slice(0, environmentLimit)
  return {
    ...{ id, number, projectId, kind, level, title, culprit, grouping, firstSeenAt, lastSeenAt, environments },
    eventCount: signal.count,
    firstRelease: signal.release,
    lastRelease: signal.release,
    openedAt: at,
    regressionCount: 0,
    regressedAt: null,
    escalatedAt: null,
    hourAt: hourOf(at),
    hourCount: signal.count,
    hourLimit: null,
    ownerId: null,
    severity: severityOf({ level, environments, projectId }, rules),
    severitySetBy: null,
    mergedInto: null,
    mergedAt: null,
    mergedBy: null,
    ...openAgain,
  }
}

export const hourMs = 3_600_000

/** The hour that a time is in, by UTC. */
export function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs)
}
