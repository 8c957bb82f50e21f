/**
 * Alert rules as they are kept and shown: groups of a project, with rules in their order, and how each of them is.
 * What a rule file says is in rules/rule-file.ts. Lengths of time in milliseconds. Pure.
 */

/** As of incidents, the worst first. */
export const severities = ['critical', 'high', 'medium', 'low'] as const
export type Severity = (typeof severities)[number]

/**
 * What becomes of a rule whose expression looks at series that were there and are all gone. `keep`: its alerts stay
 * what they were; `alert`: besides, that is an incident; `ok`: its alerts are over.
 */
export const noDataChoices = ['keep', 'alert', 'ok'] as const
export type OnNoData = (typeof noDataChoices)[number]

export const ruleKinds = ['alerting', 'recording'] as const

/** `unknown`: it was never evaluated; `err`: its last evaluation failed, and what its alerts are was not looked at. */
export const ruleHealths = ['unknown', 'ok', 'err'] as const
export type RuleHealth = (typeof ruleHealths)[number]

/** The worst of its alerts. `unknown`: never evaluated. `noData`: see OnNoData; beside it the alerts say what they are. */
export const ruleStates = ['unknown', 'inactive', 'pending', 'firing', 'noData'] as const
export type RuleState = (typeof ruleStates)[number]

export type Texts = Record<string, string>

/** What people write of a rule. */
export type RuleDraft = {
  /** Keeps what is known of the rule when its group is changed; absent: a new one, or the one of equal kind and name. */
  id?: string | undefined
  kind: (typeof ruleKinds)[number]
  /** Of the alert, or of the series that it records. */
  name: string
  expr: string
  /** 0 for recording rules, as the next one. */
  forMs: number
  keepFiringForMs: number
  /** Of its incident, where no label `severity` of the alerts says it; null for recording rules. */
  severity: Severity | null
  onNoData: OnNoData
  labels: Texts
  annotations: Texts
}

export type GroupDraft = {
  projectId: string
  /** Unique within the project. */
  name: string
  intervalMs: number
  /** The most alerts or series that one of its rules may make; 0: the limit of the installation. */
  limit: number
  queryOffsetMs: number
  labels: Texts
  rules: RuleDraft[]
}

/** An alert that is pending or firing. */
export type ActiveAlert = {
  ruleId: string
  /** With `alertname`. */
  labels: Texts
  annotations: Texts
  state: 'pending' | 'firing'
  /** In the words of Prometheus: `NaN`, `+Inf`, histograms as text. */
  value: string
  activeAt: Date
  firedAt: Date | null
}

export type Rule = Omit<RuleDraft, 'id'> & {
  /** `rul_…` */
  id: string
  groupId: string
  health: RuleHealth
  /** Why its last evaluation failed, in words for its author. */
  error: string | null
  /** Of recording rules: `inactive` once they were evaluated. */
  state: RuleState
  /** Since when it is in `state`; null: unknown. */
  since: Date | null
  /** Since when nothing of what it looks at is there. */
  noDataSince: Date | null
  pendingCount: number
  firingCount: number
  /** The slot of its last evaluation, also of one that failed. */
  evaluatedAt: Date | null
  durationMs: number | null
  /** The incident that it opened last, whatever that is in now. */
  incidentId: string | null
}

export type Group = Omit<GroupDraft, 'rules'> & {
  /** `rgr_…` */
  id: string
  /** Grows with each change by people; a change says which one it was made on. */
  version: number
  pausedAt: Date | null
  createdAt: Date
  updatedAt: Date
  /** The slot of its last evaluation, and how long that took. */
  evaluatedAt: Date | null
  durationMs: number | null
  /** The slot that comes next. */
  nextAt: Date
  /** Slots in which it was not evaluated, since it exists, and when that was last so. */
  missedCount: number
  missedAt: Date | null
  rules: Rule[]
}

/** One evaluation of a rule. */
export type Evaluation = {
  /** The slot: the time for which it was evaluated. */
  at: Date
  durationMs: number
  health: 'ok' | 'err'
  error: string | null
  state: RuleState
  /** Elements of the result; null when there was none. */
  results: number | null
  pendingCount: number
  firingCount: number
  /** Slots that were missed just before it. */
  missed: number
}

/** One alert that changed what it is in. */
export type AlertChange = {
  at: Date
  labels: Texts
  /** `inactive`: it is over. */
  state: 'pending' | 'firing' | 'inactive'
  value: string
}
