/** Between what is evaluated and what is stored. Pure. */
import { createHash } from 'node:crypto'
import { describeHistogram, formatValue, labelsKey, labelsOf, type Histogram, type Labels } from '#modules/metrics'
import type { StoredGroup, StoredRule } from '../groups/repo.ts'
import type { StoredAlert, StoredRuleState } from '../groups/states-repo.ts'
import type { Alert } from '../rules/alert-state.ts'
import { initialRuleState, type GroupToEvaluate, type RuleState } from '../rules/evaluate-group.ts'

export function groupOf(group: StoredGroup, rules: readonly StoredRule[]): GroupToEvaluate {
  return {
    ...{ name: group.name, intervalMs: group.intervalMs, limit: group.maxResults, queryOffsetMs: group.queryOffsetMs },
    labels: new Map(Object.entries(group.labels)),
    rules: rules.map((rule) => {
      const texts = { expr: rule.expr, labels: new Map(Object.entries(rule.labels)) }
      if (rule.kind === 'recording') return { kind: 'recording', record: rule.name, ...texts }
      const { forMs, keepFiringForMs, onNoData } = rule
      const annotations = new Map(Object.entries(rule.annotations))
      return { kind: 'alerting', alert: rule.name, ...texts, annotations, forMs, keepFiringForMs, onNoData }
    }),
  }
}

export function stateOf(stored: StoredRuleState | undefined, alerts: readonly StoredAlert[]): RuleState {
  if (!stored) return initialRuleState
  return {
    alerts: new Map(alerts.map((alert) => toAlert(alert)).map((alert) => [labelsKey(alert.labels), alert])),
    series: new Map(stored.series.map((labels) => [labelsKey(labels), labels])),
    error: stored.error ?? undefined,
    seenAtMs: stored.seenAt?.getTime(),
    noDataSinceMs: stored.noDataSince?.getTime(),
    hadData: stored.hadData,
  }
}

function toAlert(stored: StoredAlert): Alert {
  return {
    labels: labelsOf(stored.labels),
    annotations: Object.entries(stored.annotations),
    value: toNumber(stored.value),
    state: stored.state,
    activeAtMs: stored.activeAt.getTime(),
    firedAtMs: stored.firedAt?.getTime(),
    resolvedAtMs: stored.resolvedAt?.getTime(),
    keptSinceMs: stored.keptSince?.getTime(),
    lastSentAtMs: stored.lastSentAt?.getTime(),
  }
}

export function toStoredAlert(ruleId: string, alert: Alert): StoredAlert {
  const date = (ms: number | undefined) => (ms === undefined ? null : new Date(ms))
  return {
    ...{ ruleId, alertKey: alertKeyOf(alert.labels), labels: Object.fromEntries(alert.labels) },
    ...{ annotations: Object.fromEntries(alert.annotations), value: valueText(alert.value), state: alert.state },
    activeAt: new Date(alert.activeAtMs),
    ...{ firedAt: date(alert.firedAtMs), resolvedAt: date(alert.resolvedAtMs) },
    ...{ keptSince: date(alert.keptSinceMs), lastSentAt: date(alert.lastSentAtMs) },
  }
}

export function alertKeyOf(labels: Labels): string {
  return createHash('sha256').update(labelsKey(labels)).digest('hex').slice(0, 32)
}

export const valueText = (value: number | Histogram): string =>
  typeof value === 'number' ? formatValue(value) : describeHistogram(value)

/** Of a histogram nothing is left but its text, which nothing computes with. */
function toNumber(text: string): number {
  if (text === '+Inf') return Infinity
  return text === '-Inf' ? -Infinity : Number(text)
}
