/** What an evaluation made of a rule, as it is shown and stored. Pure. */
import type { StoredAlert, StoredRuleState } from '../groups/states-repo.ts'
import { keptChangesAtOnce } from '../limits.ts'
import type { AlertChange, RuleState as Shown } from '../rule.ts'
import type { Alert } from '../rules/alert-state.ts'
import type { RuleEvaluation, RuleState } from '../rules/evaluate-group.ts'
import { toStoredAlert } from './pack.ts'

export type RuleOutcome = {
  ruleId: string
  state: Shown
  since: Date
  health: 'ok' | 'err'
  error: string | null
  noDataSince: Date | null
  evaluation: RuleEvaluation
  after: RuleState
  /** What is stored of its alerts after it, and those of them that are not stored so yet. */
  alerts: readonly StoredAlert[]
  changed: readonly StoredAlert[]
  gone: readonly StoredAlert[]
  changes: readonly (AlertChange & { ruleId: string; alertKey: string })[]
  firing: readonly StoredAlert[]
  pendingCount: number
  /** Alerts that fire and did not before. */
  newlyFiring: readonly StoredAlert[]
}

type Given = {
  ruleId: string
  slot: Date
  kind: 'alerting' | 'recording'
  before: RuleState
  after: RuleState
  evaluation: RuleEvaluation
  stored: StoredRuleState | undefined
  storedAlerts: ReadonlyMap<string, StoredAlert>
}

export function outcomeOf(given: Given): RuleOutcome {
  const { ruleId, slot, before, after, evaluation, stored, storedAlerts } = given
  const unchanged = new Set<Alert>(before.alerts.values())
  const pairs = [...after.alerts.values()].map((alert) => ({ alert, row: rowOf(ruleId, alert, storedAlerts) }))
  const alerts = pairs.map(({ row }) => row)
  const keys = new Set(alerts.map(({ alertKey }) => alertKey))
  const gone = [...storedAlerts.values()].filter(({ alertKey }) => !keys.has(alertKey))
  const firing = alerts.filter((alert) => alert.state === 'firing')
  const pendingCount = alerts.filter((alert) => alert.state === 'pending').length
  const state = shownState(given, firing.length, pendingCount)
  const turned = alerts.filter((alert) => alert.state !== storedAlerts.get(alert.alertKey)?.state)
  return {
    ...{ ruleId, state, after, evaluation, alerts, gone, firing, pendingCount },
    since: stored?.state === state && stored.since ? stored.since : slot,
    health: after.error === undefined ? 'ok' : 'err',
    error: after.error ?? null,
    noDataSince: after.noDataSinceMs === undefined ? null : new Date(after.noDataSinceMs),
    changed: pairs.flatMap(({ alert, row }) => (unchanged.has(alert) ? [] : [row])),
    changes: [
      ...turned,
      // Pending ones that are no more never fired, and are over as well.
      ...gone.flatMap((alert) => (alert.state === 'inactive' ? [] : [{ ...alert, state: 'inactive' as const }])),
    ]
      .slice(0, keptChangesAtOnce)
      .map(({ alertKey, labels, state: into, value }) => ({ ruleId, at: slot, alertKey, labels, state: into, value })),
    newlyFiring: turned.filter((alert) => alert.state === 'firing'),
  }
}

/** The text of a histogram, which is read back as no number, stays what it is. */
function rowOf(ruleId: string, alert: Alert, stored: ReadonlyMap<string, StoredAlert>): StoredAlert {
  const row = toStoredAlert(ruleId, alert)
  const known = stored.get(row.alertKey)
  return row.value === 'NaN' && known?.value.startsWith('{') ? { ...row, value: known.value } : row
}

function shownState({ kind, after }: Given, firing: number, pending: number): Shown {
  if (after.noDataSinceMs !== undefined) return 'noData'
  if (firing > 0) return 'firing'
  if (pending > 0) return 'pending'
  // Nobody has looked yet.
  return kind === 'alerting' && after.seenAtMs === undefined ? 'unknown' : 'inactive'
}
