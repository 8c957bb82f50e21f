import type { Alert } from './alert-state.ts'
import type { GroupTimes, RuleState } from './evaluate-group.ts'

/** After a longer time in which nobody looked, what was pending before it begins anew. */
export const outageToleranceMs = 60 * 60_000

/**
 * The state that the next evaluation begins with. Time in which nobody could say how the alerts are (slots that were
 * missed, evaluations that failed, no data) counts neither for an alert nor against it: who was pending waits as much
 * longer, who fires goes on. A clock that was set back makes nothing older than it is.
 */
export function withoutLostTime(state: RuleState, { nowMs, intervalMs }: GroupTimes): RuleState {
  if (state.seenAtMs === undefined || state.alerts.size === 0) return state
  const lostMs = Math.max(0, nowMs - state.seenAtMs - intervalMs)
  const isSetBack = nowMs < state.seenAtMs
  if (lostMs === 0 && !isSetBack) return state
  const alerts = new Map<string, Alert>()
  for (const [key, alert] of state.alerts) {
    if (alert.state !== 'pending') alerts.set(key, alert)
    else if (lostMs <= outageToleranceMs) {
      alerts.set(key, { ...alert, activeAtMs: Math.min(alert.activeAtMs + lostMs, nowMs) })
    }
  }
  return { ...state, alerts }
}
