/**
 * Before many monitors go down at once: is it us? A cut network of this server looks like the end of the world, and is
 * neither news about any target nor a reason to wake a hundred teams. Pure.
 */
import type { CheckResult } from '../checks/index.ts'

/** What a cut network looks like from here; an answer that is wrong needed a network. */
const networkCodes: ReadonlySet<string> = new Set(['dns', 'connect', 'timeout', 'reset', 'unreachable'])

export type Seen = { monitorId: string; target: string; atMs: number; outcome: 'reached' | 'freshFailure' | 'other' }

/** A failure is fresh when the monitor was reached the last time: one that is down anyway says nothing. */
export function seenAs(result: Pick<CheckResult, 'outcome' | 'code'>, wasReached: boolean): Seen['outcome'] {
  if (result.outcome === 'unknown') return 'other'
  if (result.outcome !== 'down' || !networkCodes.has(result.code)) return 'reached'
  return wasReached ? 'freshFailure' : 'other'
}

export const isNetworkFailure = ({ outcome, code }: Pick<CheckResult, 'outcome' | 'code'>): boolean =>
  outcome === 'down' && networkCodes.has(code)

export const windowMs = 20_000
const leastMonitors = 5
const leastTargets = 3
const leastShare = 0.8

/** Nearly everything that was reached before fails now, and it is not one target with many monitors. */
export function looksLikeUs(seen: readonly Seen[]): boolean {
  const failures = seen.filter(({ outcome }) => outcome === 'freshFailure')
  const first = Math.min(...failures.map(({ atMs }) => atMs))
  const reached = seen.filter(({ outcome, atMs }) => outcome === 'reached' && atMs >= first)
  const failing = new Set(failures.map(({ monitorId }) => monitorId)).size
  const targets = new Set(failures.map(({ target }) => hostOf(target))).size
  const well = new Set(reached.map(({ monitorId }) => monitorId)).size
  return failing >= leastMonitors && targets >= leastTargets && failing / (failing + well) >= leastShare
}

/**
 * Something that was reached before fails, and nothing was reached since: too little to blame the network, and enough
 * to ask a server that is known to be up.
 */
export function mayBeUs(seen: readonly Seen[]): boolean {
  const first = Math.min(...seen.filter(({ outcome }) => outcome === 'freshFailure').map(({ atMs }) => atMs))
  return Number.isFinite(first) && !seen.some(({ outcome, atMs }) => outcome === 'reached' && atMs >= first)
}

/** Targets are reached again, more than one of them where there are more. */
export function looksWell(reached: number, failed: number): boolean {
  return reached > 0 && reached / (reached + failed) >= 0.5
}

function hostOf(target: string): string {
  return URL.canParse(target) ? new URL(target).host || target : target
}
