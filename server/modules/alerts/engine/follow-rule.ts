/** What follows from how a rule is: its incident opens, goes on, is over. One incident a rule. */
import { createHash } from 'node:crypto'
import type { EventLevel, RecordSignals, Signal } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import { leaveOutSilenced } from '../alertmanager/leave-out-silenced.ts'
import type { StoredGroup, StoredRule } from '../groups/repo.ts'
import type { StoredAlert, StoredRuleState } from '../groups/states-repo.ts'
import type { Severity, Texts } from '../rule.ts'
import type { RuleOutcome } from './outcome.ts'

/** Decided downstream; called inside the transaction of the evaluation. */
export type Downstream = {
  recordSignals: RecordSignals
  /** Resolves the incident of that key, unless it is resolved; answers which it was. */
  resolveRecovered: (
    tx: Tx,
    what: { projectId: string; key: string; at: Date; causedBy: string },
  ) => Promise<{ id: string } | undefined>
}

export type Told = Pick<StoredRuleState, 'toldSince' | 'toldAt' | 'incidentId'>

/** Who fires on counts once more for its incident after this long: somebody may have resolved it. */
const remindAfterMs = 15 * 60_000
const shownAlerts = 10

/**
 * Brings the incident of a rule to what the evaluation found, in its transaction: told once, whatever happens. An
 * evaluation that failed says nothing, so nothing is resolved by it.
 */
export async function followRule(
  tx: Tx,
  downstream: Downstream,
  {
    group,
    rule,
    outcome,
    told,
    slot,
  }: {
    group: StoredGroup
    rule: StoredRule
    outcome: RuleOutcome
    told: Told
    slot: Date
  },
): Promise<Told & { changedIncidentId: string | null }> {
  const same = { ...told, changedIncidentId: null }
  if (rule.kind === 'recording') return same
  const { firing, noDataSince, health } = outcome
  const tellsNoData = noDataSince !== null && rule.onNoData === 'alert'
  const isTrouble = firing.length > 0 || tellsNoData
  if (!isTrouble) {
    if (told.toldSince === null || health === 'err') return same
    return recover(tx, downstream, { group, rule, told, slot })
  }
  const isReminder = told.toldAt !== null && slot.getTime() - told.toldAt.getTime() >= remindAfterMs
  const isFirst = told.toldSince === null
  // What is silenced tells nobody; an incident that is open already is over with the last of its alerts all the same.
  const loud = await leaveOutSilenced(tx, outcome)
  if (loud.firing.length === 0 && !tellsNoData) return same
  if (!isFirst && loud.newlyFiring.length === 0 && !isReminder) return same
  const count = Math.max(1, loud.newlyFiring.length)
  const [incident] = await downstream.recordSignals(tx, [
    await signalOf(tx, { group, rule, outcome: loud, slot, count }),
  ])
  const incidentId = incident?.id ?? told.incidentId
  return { toldSince: told.toldSince ?? slot, toldAt: slot, incidentId, changedIncidentId: incidentId }
}

async function recover(
  tx: Tx,
  { resolveRecovered }: Downstream,
  { group, rule, told, slot }: { group: StoredGroup; rule: StoredRule; told: Told; slot: Date },
): Promise<Told & { changedIncidentId: string | null }> {
  const { projectId } = group
  const activity = await recordActivity(tx, 'alert.resolved', {
    subjectId: rule.id,
    data: { name: rule.name, group: group.name, at: slot.toISOString() },
  })
  const key = incidentKeyOf(projectId, rule.id)
  const resolved = await resolveRecovered(tx, { projectId, key, at: slot, causedBy: activity.id })
  const changedIncidentId = resolved?.id ?? null
  return { toldSince: null, toldAt: null, incidentId: told.incidentId, changedIncidentId }
}

async function signalOf(
  tx: Tx,
  {
    group,
    rule,
    outcome,
    slot,
    count,
  }: {
    group: StoredGroup
    rule: StoredRule
    outcome: RuleOutcome
    slot: Date
    count: number
  },
): Promise<Signal> {
  const { firing, newlyFiring, noDataSince } = outcome
  const shown = [...newlyFiring, ...firing.filter((alert) => !newlyFiring.includes(alert))]
  const [first] = shown
  const title = titleOf(rule, first, firing.length)
  const activity = await recordActivity(tx, 'alert.firing', {
    subjectId: rule.id,
    data: {
      ...{ name: rule.name, group: group.name, expr: rule.expr.slice(0, 1000), at: slot.toISOString(), title },
      ...{ firing: firing.length, noDataSince: noDataSince?.toISOString() ?? null },
      alerts: shown.slice(0, shownAlerts).map(({ labels, value, activeAt }) => ({
        ...{ labels, value, activeAt: activeAt.toISOString() },
      })),
    },
  })
  const activeAt = firing.map((alert) => alert.firedAt ?? alert.activeAt)
  const since = [...activeAt, ...(noDataSince ? [noDataSince] : [])].toSorted((a, b) => a.getTime() - b.getTime())
  return {
    ...{ projectId: group.projectId, key: incidentKeyOf(group.projectId, rule.id), formerKeys: [], count, title },
    ...{ firstSeenAt: since[0] ?? slot, lastSeenAt: slot, release: null, releases: [] },
    ...{ environments: environmentsOf(firing), kind: 'alert', level: levelOfAlerts(firing, rule.severity) },
    culprit: rule.expr.slice(0, 200),
    grouping: { method: 'alert rule', version: 1, parts: partsOf(rule, group, shown) },
    ...{ eventId: activity.id, receivedAt: tx.now() },
  }
}

/** The summary of the first alert; how many others there are. */
function titleOf({ name }: StoredRule, first: StoredAlert | undefined, count: number): string {
  if (!first) return `${name}: no data`
  const summary = first.annotations['summary']?.trim()
  const text = summary === undefined || summary === '' ? name : `${name}: ${summary}`
  return `${text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 180)}${count > 1 ? ` (and ${count - 1} more)` : ''}`
}

function partsOf(rule: StoredRule, group: StoredGroup, shown: readonly StoredAlert[]): Signal['grouping']['parts'] {
  return [
    { kind: 'alert rule', value: rule.name, counted: true },
    { kind: 'group', value: group.name, counted: false },
    { kind: 'expression', value: rule.expr.slice(0, 1000), counted: false },
    ...shown.slice(0, shownAlerts).map(({ labels, value }) => ({
      ...{ kind: 'alert', value: `${textOf(labels)} = ${value}`.slice(0, 1000), counted: false },
    })),
  ]
}

const textOf = (labels: Texts): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`

function environmentsOf(alerts: readonly StoredAlert[]): string[] {
  return [...new Set(alerts.flatMap(({ labels }) => labels['environment'] ?? labels['env'] ?? []))]
}

/** Words that people write into the label `severity`; others are none of ours. */
const severityWords: ReadonlyMap<string, Severity> = new Map(
  Object.entries({
    ...{ critical: 'critical', page: 'critical', fatal: 'critical', emergency: 'critical', disaster: 'critical' },
    ...{ high: 'high', error: 'high', major: 'high', medium: 'medium', warning: 'medium', warn: 'medium' },
    ...{ average: 'medium', minor: 'low', low: 'low', info: 'low', information: 'low', notice: 'low', none: 'low' },
  }),
)
const levels: Record<Severity, EventLevel> = { critical: 'fatal', high: 'error', medium: 'warning', low: 'info' }
const order: readonly Severity[] = ['critical', 'high', 'medium', 'low']

/** The worst of its alerts; what their label does not say, the rule says. */
export function levelOfAlerts(alerts: readonly { labels: Texts }[], otherwise: Severity | null): EventLevel {
  const said = new Set(
    alerts.map(({ labels }) => severityWords.get(labels['severity']?.toLowerCase() ?? '') ?? otherwise),
  )
  return levels[order.find((severity) => said.has(severity)) ?? otherwise ?? 'high']
}

/** Of the incident that a rule opens. */
export function incidentKeyOf(projectId: string, ruleId: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['alert rule', projectId, ruleId]))
    .digest('hex')
    .slice(0, 32)
}
