import { labelsKey, type Labels } from '../promql/labels.ts'
import type { Alert, AlertState } from './alert-state.ts'

/** The last sample of an `ALERTS_FOR_STATE` series; `labels` are those of the alert, without the name of the series. */
export type ForState = { readonly labels: Labels; readonly lastSampleAtMs: number; readonly activeAtMs: number }

/** A longer time without evaluations is no restart, and nothing of before it counts. */
export const outageToleranceMs = 60 * 60_000
/** After a restart an alert waits at least this long before it fires, so that what was down with us can come back. */
export const gracePeriodMs = 10 * 60_000

/**
 * Gives pending alerts the time that they had been pending before a restart: call it once, with the state after the
 * first evaluation. The time that was lost does not count; an alert that was due fires in the next evaluation. Rules
 * that wait for less than the grace period anyway simply begin anew. Source: Prometheus, Group.RestoreForState.
 */
export function restoreAlerts(
  state: AlertState,
  before: readonly ForState[],
  { nowMs, forMs }: { readonly nowMs: number; readonly forMs: number },
): AlertState {
  if (forMs < gracePeriodMs) return state
  const restored = new Map(state)
  for (const known of before) {
    const key = labelsKey(known.labels)
    const alert = state.get(key)
    if (alert?.state !== 'pending' || nowMs - known.lastSampleAtMs > outageToleranceMs) continue
    restored.set(key, { ...alert, activeAtMs: activeAt(alert, known, nowMs, forMs) })
  }
  return restored
}

function activeAt(alert: Alert, { lastSampleAtMs, activeAtMs }: ForState, nowMs: number, forMs: number): number {
  if (activeAtMs > lastSampleAtMs) return alert.activeAtMs
  const remainingMs = forMs - (lastSampleAtMs - activeAtMs)
  if (remainingMs <= 0) return activeAtMs
  if (remainingMs < gracePeriodMs) return nowMs + gracePeriodMs - forMs
  return activeAtMs + (nowMs - lastSampleAtMs)
}
