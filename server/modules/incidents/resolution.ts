/** Declared fixed: now, or by a release; and what of it a further signal says. Pure. */
import type { Signal } from '#modules/telemetry'
import { conflict } from '#platform/errors'
import { openAgain, type Incident } from './incident.ts'

/** `nextRelease` comes with the newest release that there is, after which the fix is. */
export type Resolution = { in: 'now' } | { in: 'release'; release: string } | { in: 'nextRelease'; after: string }

/**
 * It is fixed: the next event that happens after this is a regression, unless it is of a release without the fix. What
 * was counted before is covered by it, also where the clock of another process was ahead.
 */
export function resolve(incident: Incident, by: string, at: Date, resolution: Resolution = { in: 'now' }): Incident {
  if (incident.status === 'resolved') throw conflict('the incident is already resolved')
  return {
    ...incident,
    ...openAgain,
    // Who had taken it stays on record.
    acknowledgedAt: incident.acknowledgedAt,
    acknowledgedBy: incident.acknowledgedBy,
    status: 'resolved',
    resolvedAt: incident.lastSeenAt > at ? incident.lastSeenAt : at,
    resolvedBy: by,
    fixedIn: resolution.in === 'release' ? resolution.release : null,
    fixedAfter: resolution.in === 'nextRelease' ? resolution.after : null,
  }
}

/** The resolution was a mistake. Not a regression: nothing came back. */
export function reopen(incident: Incident): Incident {
  if (incident.status !== 'resolved') throw conflict('the incident is not resolved')
  return { ...incident, ...openAgain }
}

/** Whether release `a` is later than release `b`. */
export type IsLater = (a: string, b: string) => boolean

/**
 * Whether something came back: it happened after the resolution, and in a release that should have the fix. An event
 * without a release cannot be shown to be an old one's, so its time decides.
 */
export function isRegression(
  incident: Pick<Incident, 'resolvedAt' | 'fixedIn' | 'fixedAfter'>,
  signal: Pick<Signal, 'lastSeenAt' | 'release' | 'releases'>,
  isLater: IsLater,
): boolean {
  const { resolvedAt, fixedIn, fixedAfter } = incident
  if (resolvedAt === null || signal.lastSeenAt <= resolvedAt) return false
  if (fixedIn === null && fixedAfter === null) return true
  const hasFix = (release: string): boolean =>
    fixedIn === null
      ? fixedAfter !== null && isLater(release, fixedAfter)
      : release === fixedIn || isLater(release, fixedIn)
  return signal.release === null || signal.releases.some(hasFix)
}
