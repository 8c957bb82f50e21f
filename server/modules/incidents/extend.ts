/** What a further signal makes of an incident. Pure. */
import type { Signal } from '#modules/telemetry'
import { countHour, isEscalating } from './escalation.ts'
import { environmentLimit, openAgain, type Incident } from './incident.ts'
import { countInMute, type UnmuteCause } from './mute.ts'
import { isRegression, type IsLater } from './resolution.ts'
import { severityOf, type SeverityRule } from './severity/severity.ts'

/** What has to be known beside the incident. */
export type Surroundings = {
  isLater: IsLater
  /** From which number of events in this hour on it escalates. */
  hourLimit: number | null
  rules: readonly SeverityRule[]
}

export type Extended = { incident: Incident; regressed: boolean; unmuted: UnmuteCause | null; escalated: boolean }

const unknown: Surroundings = { isLater: () => true, hourLimit: null, rules: [] }

/**
 * The incident after a further signal. It is a regression when something happened after the resolution, in a release
 * that should have the fix; what happened before it and only arrives now is counted and reopens nothing.
 */
export function extend(incident: Incident, signal: Signal, at: Date, around: Surroundings = unknown): Extended {
  const regressed = isRegression(incident, signal, around.isLater)
  const counted = countHour(count(incident, signal, around.rules), signal.count, at, around.hourLimit)
  if (regressed) {
    const again = { ...counted, ...openAgain, regressedAt: at, regressionCount: incident.regressionCount + 1 }
    return { incident: again, regressed, unmuted: null, escalated: false }
  }
  const { incident: heard, cause } = countInMute(counted, signal, at, around.isLater)
  const escalated = cause === 'escalating' || isEscalating(heard, at)
  return { incident: escalated ? { ...heard, escalatedAt: at } : heard, regressed, unmuted: cause, escalated }
}

function count(incident: Incident, signal: Signal, rules: readonly SeverityRule[]): Incident {
  const newest = signal.lastSeenAt >= incident.lastSeenAt
  const level = newest ? signal.level : incident.level
  const environments = joinEnvironments([incident.environments, signal.environments])
  const changed = level !== incident.level || environments.length !== incident.environments.length
  const byRule = changed && incident.severitySetBy === null
  return {
    ...incident,
    level,
    environments,
    eventCount: incident.eventCount + signal.count,
    firstSeenAt: signal.firstSeenAt < incident.firstSeenAt ? signal.firstSeenAt : incident.firstSeenAt,
    lastSeenAt: newest ? signal.lastSeenAt : incident.lastSeenAt,
    lastRelease: newest ? (signal.release ?? incident.lastRelease) : incident.lastRelease,
    severity: byRule ? severityOf({ level, environments, projectId: incident.projectId }, rules) : incident.severity,
  }
}

/** Each once, in the order of their first appearance, at most ten. */
export function joinEnvironments(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].slice(0, environmentLimit)
}
