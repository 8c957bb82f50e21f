/** Between groups as rule files have them and as they are kept. Pure. */
import type { Group, GroupDraft, RuleDraft, Texts } from '../rule.ts'
import type { Rule, RuleGroup, TextsByName } from '../rules/rule-file.ts'

/** Of a group that says none, as of Prometheus. */
export const defaultIntervalMs = 60_000

type Kept = Pick<Group, 'name' | 'intervalMs' | 'limit' | 'queryOffsetMs' | 'labels'> & { rules: readonly RuleDraft[] }

/** What a file cannot say (severity, and what is done without data) stays as it is in `before`. */
export function draftOf(group: RuleGroup, projectId: string, before: Kept | undefined): GroupDraft {
  const left = [...(before?.rules ?? [])]
  return {
    projectId,
    name: group.name,
    intervalMs: group.intervalMs ?? defaultIntervalMs,
    limit: group.limit,
    queryOffsetMs: group.queryOffsetMs ?? 0,
    labels: Object.fromEntries(group.labels),
    rules: group.rules.map((rule) => {
      const draft = ruleOf(rule)
      const at = left.findIndex(({ kind, name }) => kind === draft.kind && name === draft.name)
      const [same] = at === -1 ? [] : left.splice(at, 1)
      return same ? { ...draft, severity: same.severity, onNoData: same.onNoData } : draft
    }),
  }
}

function ruleOf(rule: Rule): RuleDraft {
  const labels = Object.fromEntries(rule.labels)
  if (rule.kind === 'recording') {
    const nothing = { forMs: 0, keepFiringForMs: 0, severity: null, onNoData: 'keep', annotations: {} } as const
    return { kind: 'recording', name: rule.record, expr: rule.expr, labels, ...nothing }
  }
  const { alert, expr, forMs, keepFiringForMs } = rule
  const annotations = Object.fromEntries(rule.annotations)
  const own = { severity: null, onNoData: 'keep', labels, annotations } as const
  return { kind: 'alerting', name: alert, expr, forMs, keepFiringForMs, ...own }
}

export function fileGroupOf({ name, intervalMs, limit, queryOffsetMs, labels, rules }: Kept): RuleGroup {
  return {
    ...{ name, intervalMs, limit, labels: textsOf(labels) },
    queryOffsetMs: queryOffsetMs === 0 ? undefined : queryOffsetMs,
    rules: rules.map((rule): Rule => {
      const shared = { expr: rule.expr, labels: textsOf(rule.labels) }
      if (rule.kind === 'recording') return { kind: 'recording', record: rule.name, ...shared }
      const { name: alert, forMs, keepFiringForMs, annotations } = rule
      return { kind: 'alerting', alert, forMs, keepFiringForMs, ...shared, annotations: textsOf(annotations) }
    }),
  }
}

const textsOf = (texts: Texts): TextsByName => new Map(Object.entries(texts))

export type Change = 'added' | 'changed' | 'unchanged' | 'removed'
export type RuleChange = { kind: RuleDraft['kind']; name: string; change: Change }
export type GroupChange = { name: string; change: Change; rules: RuleChange[] }

/** What taking the draft in would change. */
export function compare(before: Kept | undefined, after: GroupDraft): GroupChange {
  const left = [...(before?.rules ?? [])]
  const rules = after.rules.map((rule): RuleChange => {
    const { kind, name } = rule
    const at = left.findIndex((other) => other.kind === kind && other.name === name)
    const [same] = at === -1 ? [] : left.splice(at, 1)
    return {
      kind,
      name,
      change: same === undefined ? 'added' : isSame(ofRule(same), ofRule(rule)) ? 'unchanged' : 'changed',
    }
  })
  for (const { kind, name } of left) rules.push({ kind, name, change: 'removed' })
  if (!before) return { name: after.name, change: 'added', rules }
  const isUnchanged =
    isSame(settingsOf(before), settingsOf(after)) &&
    rules.every(({ change }) => change === 'unchanged') &&
    isSame(
      before.rules.map(({ name }) => name),
      after.rules.map(({ name }) => name),
    )
  return { name: after.name, change: isUnchanged ? 'unchanged' : 'changed', rules }
}

const settingsOf = ({ intervalMs, limit, queryOffsetMs, labels }: Kept | GroupDraft) => [
  ...[intervalMs, limit, queryOffsetMs, sorted(labels)],
]

const ofRule = (rule: RuleDraft) => [
  ...[rule.expr, rule.forMs, rule.keepFiringForMs, rule.severity, rule.onNoData],
  ...[sorted(rule.labels), sorted(rule.annotations)],
]

const sorted = (texts: Texts) => Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
