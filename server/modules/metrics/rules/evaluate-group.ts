import { PromqlError } from '../promql/errors.ts'
import { labelsKey, type Labels } from '../promql/labels.ts'
import { advanceAlerts, type AlertState, type SentAlert } from './alert-state.ts'
import { findAlerts, type RuleContext } from './find-alerts.ts'
import { recordSeries, type RecordedSample } from './record-series.ts'
import { labelsOfRule, type AlertRule, type RecordingRule, type RuleGroup } from './rule-file.ts'
import type { VectorElement } from './templates/expand.ts'

/** What has to be kept of a rule from one evaluation to the next. */
export type RuleState = {
  readonly alerts: AlertState
  /** The series that it wrote last, by the key of their labels: those that it no longer makes get a stale marker. */
  readonly series: ReadonlyMap<string, Labels>
  /** Why its last evaluation gave nothing; undefined if it was good. */
  readonly error: string | undefined
}

export type RuleSample = { readonly labels: Labels; readonly value: RecordedSample['value'] | 'stale' }

/** Where a group is evaluated: everything that it reads and writes belongs to one workspace. */
export type GroupHost = Pick<RuleContext, 'externalLabels' | 'externalUrl'> & {
  /** An instant query that gives a vector; what the query's author can act on is a `PromqlError`. */
  readonly query: (expression: string, atMs: number) => Promise<readonly VectorElement[]>
  /** Stores samples, so that a later query for the same time sees them. */
  readonly write: (samples: readonly RuleSample[], atMs: number) => Promise<void>
}

export type GroupTimes = { readonly nowMs: number; readonly intervalMs: number; readonly resendDelayMs: number }

export type GroupEvaluation = { readonly states: readonly RuleState[]; readonly toSend: readonly SentAlert[] }

export const initialRuleState: RuleState = { alerts: new Map(), series: new Map(), error: undefined }

/**
 * Evaluates the rules of a group in their order, at one time; each sees what those before it wrote. `states` are those
 * of the rules after the evaluation before, in the same order. A rule that fails writes and sends nothing and stops no
 * other one.
 */
export async function evaluateGroup(
  group: RuleGroup,
  states: readonly RuleState[],
  host: GroupHost,
  times: GroupTimes,
): Promise<GroupEvaluation> {
  const next: RuleState[] = []
  const toSend: SentAlert[] = []
  const atMs = times.nowMs - (group.queryOffsetMs ?? 0)
  for (const [at, rule] of group.rules.entries()) {
    const before = states[at] ?? initialRuleState
    const outcome = await evaluateRule({ group, rule, before, host, times, atMs })
    if ('error' in outcome) {
      next.push({ ...before, alerts: outcome.alerts, error: outcome.error })
      continue
    }
    const series = new Map(outcome.samples.map(({ labels }) => [labelsKey(labels), labels]))
    const gone = [...before.series].flatMap(([key, labels]) => (series.has(key) ? [] : [labels]))
    const stale = gone.map((labels): RuleSample => ({ labels, value: 'stale' }))
    if (outcome.samples.length + stale.length > 0) await host.write([...outcome.samples, ...stale], atMs)
    next.push({ alerts: outcome.alerts, series, error: undefined })
    toSend.push(...outcome.toSend)
  }
  return { states: next, toSend }
}

type Evaluation<Rule> = {
  readonly group: RuleGroup
  readonly rule: Rule
  readonly before: RuleState
  readonly host: GroupHost
  readonly times: GroupTimes
  readonly atMs: number
}

type Outcome =
  | { readonly error: string; readonly alerts: AlertState }
  | {
      readonly samples: readonly RecordedSample[]
      readonly alerts: AlertState
      readonly toSend: readonly SentAlert[]
    }

async function evaluateRule(evaluation: Evaluation<RecordingRule | AlertRule>): Promise<Outcome> {
  const { rule, host, before, atMs } = evaluation
  let vector: readonly VectorElement[]
  try {
    vector = await host.query(rule.expr, atMs)
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error
    return { error: error.message, alerts: before.alerts }
  }
  return rule.kind === 'recording'
    ? evaluateRecording({ ...evaluation, rule }, vector)
    : evaluateAlert({ ...evaluation, rule }, vector)
}

function evaluateRecording(
  { group, rule, before }: Evaluation<RecordingRule>,
  vector: readonly VectorElement[],
): Outcome {
  const recorded = recordSeries(rule, labelsOfRule(group, rule), vector, group.limit)
  return 'error' in recorded
    ? { ...recorded, alerts: before.alerts }
    : { ...recorded, alerts: before.alerts, toSend: [] }
}

async function evaluateAlert(
  { group, rule, before, host, times, atMs }: Evaluation<AlertRule>,
  vector: readonly VectorElement[],
): Promise<Outcome> {
  const context: RuleContext = {
    externalLabels: host.externalLabels,
    externalUrl: host.externalUrl,
    nowMs: atMs,
    query: (expression) => host.query(expression, atMs),
  }
  const findings = await findAlerts(rule, labelsOfRule(group, rule), vector, context)
  const { forMs, keepFiringForMs } = rule
  const queryOffsetMs = times.nowMs - atMs
  const advance = advanceAlerts(
    before.alerts,
    findings,
    { ...times, queryOffsetMs, forMs, keepFiringForMs },
    group.limit,
  )
  if ('error' in advance) return { error: advance.error, alerts: advance.state }
  return { samples: advance.samples, alerts: advance.state, toSend: advance.toSend }
}
