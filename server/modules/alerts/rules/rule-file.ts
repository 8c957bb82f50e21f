/** Rule files as Prometheus has them; lengths of time in milliseconds. Source: Prometheus, recording_rules.md. */

/** Names in the order in which they were written. */
export type TextsByName = ReadonlyMap<string, string>

export type RecordingRule = {
  readonly kind: 'recording'
  /** The name of the series that it writes. */
  readonly record: string
  readonly expr: string
  /** An empty value takes the label away. */
  readonly labels: TextsByName
}

export type AlertRule = {
  readonly kind: 'alerting'
  readonly alert: string
  readonly expr: string
  /** How long the expression must hold before the alert fires. */
  readonly forMs: number
  /** How long an alert goes on firing after the expression held last. */
  readonly keepFiringForMs: number
  /** Templates. */
  readonly labels: TextsByName
  readonly annotations: TextsByName
}

export type Rule = RecordingRule | AlertRule

export type RuleGroup = {
  readonly name: string
  /** Undefined: what the workspace has as its own. */
  readonly intervalMs: number | undefined
  /** The most alerts or series that one rule may make; 0 for no limit. */
  readonly limit: number
  /** How far in the past it is evaluated. */
  readonly queryOffsetMs: number | undefined
  /** Labels of all of its rules, whose own override them. */
  readonly labels: TextsByName
  readonly rules: readonly Rule[]
}

export type RuleFile = { readonly groups: readonly RuleGroup[] }

/** What is wrong where; line and column begin at one. */
export type RuleFileProblem = { readonly line: number; readonly column: number; readonly message: string }

/** The labels of a rule with those of its group, of which the rule's win. */
export function labelsOfRule(group: RuleGroup, rule: Rule): TextsByName {
  return new Map([...group.labels, ...rule.labels])
}
