import type { Egress } from '#platform/egress'
import type { Clock } from '#platform/clock'

/** What one check found. Nothing in it is the other side's own words: they would make a port scanner of it. */
export type CheckResult = {
  /** `unknown`: the check could not be made, which says nothing of its target. */
  outcome: 'up' | 'degraded' | 'down' | 'unknown'
  /** Of what the type measures, in milliseconds; null when it came to no answer. */
  latencyMs: number | null
  /** A sentence for people, 200 characters at most. */
  reason: string
  /** The class of `reason`, for filters and counts. */
  code: CheckCode
  /** What was seen, at most 20 entries, text cut at 200 characters. */
  facts: Record<string, string | number>
}

/** `slow`: answered, and later than its bound. `inverted`: it answered and is expected not to. */
export const checkCodes = [
  ...(['ok', 'slow', 'inverted', 'dns', 'connect', 'tls', 'certificate', 'timeout', 'reset', 'protocol'] as const),
  ...(['too_large', 'status', 'redirects', 'keyword', 'json', 'encoding', 'records', 'response_code'] as const),
  ...(['unreachable', 'login', 'expiring', 'not_serving', 'reported'] as const),
  // Nothing of the target: its address may not be called from here, gets too much from here, or the check was ended.
  ...(['not_permitted', 'rate_limited', 'stopped', 'internal'] as const),
] as const
export type CheckCode = (typeof checkCodes)[number]
export type FailureCode = Exclude<CheckCode, 'ok' | 'slow' | 'inverted'>

export type CheckServices = { egress: Egress }

export type CheckOptions = {
  /** For all of it, connecting included. */
  timeoutMs: number
  now: Clock
  /** Ends the check: `unknown`, `stopped`. */
  signal?: AbortSignal | undefined
}

/** What one type says before the rules that all of them share: inversion and the bound for slowness. */
export type Finding = CheckResult

/** Given to the function of each type. `leftMs` is what remains of the time. */
export type CheckRun = CheckServices & { now: Clock; signal: AbortSignal; leftMs(): number }

export function found(latencyMs: number, facts: CheckResult['facts'] = {}, reason = 'answered as expected'): Finding {
  return { outcome: 'up', latencyMs, reason, code: 'ok', facts }
}

/** It answered, and not as it should. */
export function failed(
  code: FailureCode,
  reason: string,
  more: { latencyMs?: number | null; facts?: CheckResult['facts'] } = {},
): Finding {
  return { outcome: 'down', latencyMs: more.latencyMs ?? null, reason, code, facts: more.facts ?? {} }
}
