import { type Labels, labelsKey } from '#modules/metrics'
import type { OnNoData } from '../rule.ts'
import { activeSamples, advanceAlerts, type AlertState, type SentAlert } from './alert-state.ts'
import { findAlerts, type RuleContext } from './find-alerts.ts'
import { recordSeries, type RecordedSample } from './record-series.ts'
import { labelsOfRule, type AlertRule, type RecordingRule, type Rule, type RuleGroup } from './rule-file.ts'
import { withoutLostTime } from './lost-time.ts'
import type { VectorElement } from './templates/expand.ts'

/** What has to be kept of a rule from one evaluation to the next. Times in milliseconds since 1970. */
export type RuleState = {
  readonly alerts: AlertState
  /** The series that it wrote last, by the key of their labels: those that it no longer makes get a stale marker. */
  readonly series: ReadonlyMap<string, Labels>
  /** Why its last evaluation gave nothing; undefined if it was good. */
  readonly error: string | undefined
  /** The last evaluation that said how its alerts are. */
  readonly seenAtMs: number | undefined
  /** Since when nothing that it looks at is there, though it was. */
  readonly noDataSinceMs: number | undefined
  /** Whether anything that it looks at was there, and was not ended. */
  readonly hadData: boolean
}

export type RuleSample = { readonly labels: Labels; readonly value: RecordedSample['value'] | 'stale' }

/** `seriesRead`: how many series the query's selectors found; -1: it has none. */
export type QueriedVector = {
  readonly elements: readonly VectorElement[]
  readonly seriesRead: number
  /** Those whose newest sample does not say that the series ended; default: all. */
  readonly live?: number
  /** Those of them that have a sample of lately; default: all. */
  readonly fresh?: number
}

/** Where a group is evaluated: everything that it reads and writes belongs to one workspace. */
export type GroupHost = Pick<RuleContext, 'externalLabels' | 'externalUrl'> & {
  /** An instant query that gives a vector. */
  readonly query: (expression: string, atMs: number) => Promise<QueriedVector>
  /** Stores samples, so that a later query for the same time sees them. */
  readonly write: (samples: readonly RuleSample[], atMs: number) => Promise<void>
  /** What the rule's author is told of what a query or a write threw; throws what has to end the whole evaluation. */
  readonly explain: (error: unknown) => string
  /** Milliseconds that only grow. */
  readonly monotonicMs: () => number
}

export type GroupTimes = { readonly nowMs: number; readonly intervalMs: number; readonly resendDelayMs: number }

/** `results`: elements of the result; undefined: there was none. */
export type RuleEvaluation = { readonly durationMs: number; readonly results: number | undefined }

export type GroupEvaluation = {
  readonly states: readonly RuleState[]
  readonly evaluations: readonly RuleEvaluation[]
  readonly toSend: readonly SentAlert[]
}

export const initialRuleState: RuleState = {
  ...{ alerts: new Map(), series: new Map(), error: undefined },
  ...{ seenAtMs: undefined, noDataSinceMs: undefined, hadData: false },
}

/** What becomes of each rule without data; undefined: `keep`. */
export type GroupToEvaluate = Omit<RuleGroup, 'rules'> & {
  readonly rules: readonly (Rule & { readonly onNoData?: OnNoData | undefined })[]
}

/**
 * Evaluates the rules of a group in their order, at one time; each sees what those before it wrote. `states` are those
 * of the rules after the evaluation before, in the same order. A rule that fails writes and sends nothing, its alerts
 * stay what they were, and it stops no other one.
 */
export async function evaluateGroup(
  group: GroupToEvaluate,
  states: readonly RuleState[],
  host: GroupHost,
  times: GroupTimes,
): Promise<GroupEvaluation> {
  const next: RuleState[] = []
  const evaluations: RuleEvaluation[] = []
  const toSend: SentAlert[] = []
  const atMs = times.nowMs - (group.queryOffsetMs ?? 0)
  for (const [at, rule] of group.rules.entries()) {
    const before = withoutLostTime(states[at] ?? initialRuleState, times)
    const beganMs = host.monotonicMs()
    const outcome = await settle({ group, rule, before, host, times, atMs })
    next.push(outcome.state)
    toSend.push(...outcome.toSend)
    evaluations.push({ durationMs: host.monotonicMs() - beganMs, results: outcome.results })
  }
  return { states: next, evaluations, toSend }
}

type Evaluation<Rule> = {
  readonly group: GroupToEvaluate
  readonly rule: Rule
  readonly before: RuleState
  readonly host: GroupHost
  readonly times: GroupTimes
  readonly atMs: number
}

type EvaluatedRule = GroupToEvaluate['rules'][number]

type Outcome =
  | { readonly error: string; readonly alerts: AlertState }
  | {
      readonly samples: readonly RecordedSample[]
      readonly alerts: AlertState
      readonly toSend: readonly SentAlert[]
    }

type Settled = {
  readonly state: RuleState
  readonly toSend: readonly SentAlert[]
  readonly results: number | undefined
}

/** Evaluates, and writes what comes of it. */
async function settle(evaluation: Evaluation<EvaluatedRule>): Promise<Settled> {
  const { rule, before, host, times, atMs } = evaluation
  const failed = (error: string, alerts = before.alerts): Settled => ({
    ...{ state: { ...before, alerts, error }, toSend: [], results: undefined },
  })
  try {
    const { elements, seriesRead, live = seriesRead, fresh = live } = await host.query(rule.expr, atMs)
    // Series that were ended by whoever sent them are expected no longer.
    const hadData = live > 0 || (before.hadData && seriesRead === 0)
    const isGone = elements.length === 0 && seriesRead === 0 && hadData
    // Who went quiet ends no alert by it: first something new must say that it is over.
    const isQuiet = elements.length === 0 && live > 0 && fresh === 0
    const noDataSinceMs = isGone ? (before.noDataSinceMs ?? times.nowMs) : undefined
    const isKept = rule.kind === 'alerting' && (isGone || isQuiet) && rule.onNoData !== 'ok'
    const outcome = isKept ? keepAlerts(evaluation) : await evaluateRule(evaluation, elements)
    if ('error' in outcome) return failed(outcome.error, outcome.alerts)
    const { samples, alerts, toSend } = outcome
    const series = await writeSeries(evaluation, samples)
    const seenAtMs = isKept ? before.seenAtMs : times.nowMs
    const state = { alerts, series, error: undefined, hadData, noDataSinceMs, seenAtMs }
    return { state, toSend, results: elements.length }
  } catch (error) {
    return failed(host.explain(error))
  }
}

async function writeSeries({ before, host, atMs }: Evaluation<unknown>, samples: readonly RecordedSample[]) {
  const series = new Map(samples.map(({ labels }) => [labelsKey(labels), labels]))
  const gone = [...before.series].flatMap(([key, labels]) => (series.has(key) ? [] : [labels]))
  const stale = gone.map((labels): RuleSample => ({ labels, value: 'stale' }))
  if (samples.length + stale.length > 0) await host.write([...samples, ...stale], atMs)
  return series
}

/** Nobody can say how the alerts are, so they are what they were. */
function keepAlerts({ before: { alerts }, times, atMs }: Evaluation<unknown>): Outcome {
  return { samples: activeSamples(alerts, { ...times, queryOffsetMs: times.nowMs - atMs }), alerts, toSend: [] }
}

function evaluateRule(
  evaluation: Evaluation<EvaluatedRule>,
  vector: readonly VectorElement[],
): Promise<Outcome> | Outcome {
  const { rule } = evaluation
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
    query: async (expression) => (await host.query(expression, atMs)).elements,
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
