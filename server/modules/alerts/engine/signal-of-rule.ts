/** What the incident of a rule is told, when an evaluation found something that no silence keeps quiet. */
import { createHash } from 'node:crypto'
import type { EventLevel, Signal } from '#modules/telemetry'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import type { Trouble } from '../alertmanager/leave-out-silenced.ts'
import type { StoredGroup, StoredRule } from '../groups/repo.ts'
import type { StoredAlert } from '../groups/states-repo.ts'
import type { Severity, Texts } from '../rule.ts'

const shownAlerts = 10

export async function signalOf(
  tx: Tx,
  {
    group,
    rule,
    loud,
    noDataSince,
    slot,
  }: {
    group: StoredGroup
    rule: StoredRule
    loud: Trouble<StoredAlert>
    noDataSince: Date | null
    slot: Date
  },
): Promise<Signal> {
  const { firing, newlyFiring, noData } = loud
  const count = Math.max(1, newlyFiring.length)
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
  const told = [...firing, ...(noData ? [{ labels: noData }] : [])]
  const began = [...activeAt, ...(noData && noDataSince ? [noDataSince] : [])]
  const since = began.toSorted((a, b) => a.getTime() - b.getTime())
  return {
    ...{ projectId: group.projectId, key: incidentKeyOf(group.projectId, rule.id), formerKeys: [], count, title },
    ...{ firstSeenAt: since[0] ?? slot, lastSeenAt: slot, release: null, releases: [] },
    ...{ environments: environmentsOf(told), kind: 'alert', level: levelOfAlerts(told, rule.severity) },
    culprit: rule.expr.slice(0, 200),
    grouping: { method: 'alert rule', version: 1, parts: partsOf(rule, group, shown, noData) },
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

function partsOf(
  rule: StoredRule,
  group: StoredGroup,
  shown: readonly StoredAlert[],
  noData: Texts | undefined,
): Signal['grouping']['parts'] {
  return [
    { kind: 'alert rule', value: rule.name, counted: true },
    { kind: 'group', value: group.name, counted: false },
    { kind: 'expression', value: rule.expr.slice(0, 1000), counted: false },
    ...(noData ? [{ kind: 'no data', value: textOf(noData).slice(0, 1000), counted: false }] : []),
    ...shown.slice(0, shownAlerts).map(({ labels, value }) => ({
      ...{ kind: 'alert', value: `${textOf(labels)} = ${value}`.slice(0, 1000), counted: false },
    })),
  ]
}

const textOf = (labels: Texts): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(', ')}}`

function environmentsOf(alerts: readonly { labels: Texts }[]): string[] {
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
