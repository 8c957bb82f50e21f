/** Between what is typed into the form of a rule and what the API takes. Pure. */
import type { AlertGroup, AlertGroupDraft, AlertRule, PreviewInput, RehearsalInput } from '../../../api.ts'
import { lengthText, readLength } from '../length.ts'

export type Pair = { id: number; name: string; value: string }

export type RuleForm = {
  kind: 'alerting' | 'recording'
  name: string
  expr: string
  wait: string
  keep: string
  severity: string
  onNoData: string
  labels: Pair[]
  annotations: Pair[]
  /** Empty: a new one. */
  groupId: string
  projectId: string
  groupName: string
  interval: string
}

let ids = 0
export const newPair = (name = '', value = ''): Pair => ({ id: (ids += 1), name, value })

const pairsOf = (texts: Record<string, string>): Pair[] =>
  Object.entries(texts).map(([name, value]) => newPair(name, value))

const textsOf = (pairs: readonly Pair[]): Record<string, string> =>
  Object.fromEntries(pairs.flatMap(({ name, value }) => (name.trim() === '' ? [] : [[name.trim(), value]])))

export const emptyForm = (projectId: string, groupId = ''): RuleForm => ({
  ...{ kind: 'alerting', name: '', expr: '', wait: '5m', keep: '', severity: 'high', onNoData: 'keep' },
  ...{ labels: [], annotations: [newPair('summary')], groupId, projectId, groupName: '', interval: '1m' },
})

export function formOf(rule: AlertRule, { id, projectId, name, intervalMs }: Omit<AlertGroup, 'rules'>): RuleForm {
  return {
    ...{ kind: rule.kind, name: rule.name, expr: rule.expr, onNoData: rule.onNoData },
    wait: rule.forMs === 0 ? '' : lengthText(rule.forMs),
    keep: rule.keepFiringForMs === 0 ? '' : lengthText(rule.keepFiringForMs),
    severity: rule.severity ?? 'high',
    ...{ labels: pairsOf(rule.labels), annotations: pairsOf(rule.annotations) },
    ...{ groupId: id, projectId, groupName: name, interval: lengthText(intervalMs) },
  }
}

type RuleDraft = PreviewInput['rule']
type RuleOfGroup = AlertGroupDraft['rules'][number]
type Severity = NonNullable<AlertRule['severity']>

/** What cannot be read is left at its default: the form says so at its field. */
export function ruleDraftOf(form: RuleForm): RuleDraft {
  const { kind, labels, annotations } = form
  const shared = { kind, name: form.name.trim(), expr: form.expr.trim(), labels: textsOf(labels) }
  if (kind === 'recording') return shared
  return {
    ...shared,
    forMs: readLength(form.wait) ?? 0,
    keepFiringForMs: readLength(form.keep) ?? 0,
    severity: form.severity as Severity,
    onNoData: form.onNoData as AlertRule['onNoData'],
    annotations: textsOf(annotations),
  }
}

/** What is asked for a preview, and with days for a rehearsal. */
export function draftOfForm(
  form: RuleForm,
  groups: readonly AlertGroup[],
): PreviewInput & Omit<RehearsalInput, 'days'> {
  const group = groups.find(({ id }) => id === form.groupId)
  const rule = { ...ruleDraftOf(form), name: form.name.trim() || 'Unnamed' }
  if (!group) {
    const place = { name: form.groupName.trim(), ...(form.projectId !== '' && { projectId: form.projectId }) }
    return { rule, group: { intervalMs: readLength(form.interval) || 60_000, ...place } }
  }
  return { rule, ...settingsOf(group) }
}

export function draftOfRule(
  rule: AlertRule,
  group: Omit<AlertGroup, 'rules'>,
): PreviewInput & Omit<RehearsalInput, 'days'> {
  const { kind, name, expr, forMs, keepFiringForMs, severity, onNoData, labels, annotations } = rule
  return {
    rule: { kind, name, expr, forMs, keepFiringForMs, severity, onNoData, labels, annotations },
    ...settingsOf(group),
  }
}

const settingsOf = ({ id, name, projectId, intervalMs, limit, queryOffsetMs, labels }: Omit<AlertGroup, 'rules'>) => ({
  group: { name, projectId, intervalMs, limit, queryOffsetMs, labels },
  groupId: id,
})

/** The group as it is, with its rules as they are but for the one that `change` is given for; null removes it. */
export function groupWith(
  group: AlertGroup,
  change: { ruleId: string; draft: RuleDraft | null } | { draft: RuleDraft },
): AlertGroupDraft & { version: number } {
  const { projectId, name, intervalMs, limit, queryOffsetMs, labels, version } = group
  const rules = group.rules.flatMap((rule): RuleOfGroup[] => {
    if ('ruleId' in change && change.ruleId === rule.id) return change.draft ? [{ ...change.draft, id: rule.id }] : []
    return [{ id: rule.id, ...draftOfRule(rule, group).rule }]
  })
  if (!('ruleId' in change)) rules.push(change.draft)
  return { projectId, name, intervalMs, limit, queryOffsetMs, labels, version, rules }
}
