/** One alert rule over past days: each step is evaluated by the code of the live evaluation, which is told of the past. */
import { labelsOf, PromqlError, type Labels } from '#modules/metrics'
import type { OnNoData } from '../rule.ts'
import { defaultResendDelayMs } from '../rules/alert-state.ts'
import {
  evaluateGroup,
  initialRuleState,
  type GroupHost,
  type GroupToEvaluate,
  type RuleState,
} from '../rules/evaluate-group.ts'
import type { AlertRule, TextsByName } from '../rules/rule-file.ts'
import { createBudget, rehearsalLimits, Spent, type Cut } from './budget.ts'
import { createPast, type PastHost, type Steps } from './past.ts'
import type { IsQuiet } from './quiet.ts'
import { createRecorder, type Recorded } from './recorder.ts'

export type RehearsalHost = PastHost &
  Pick<GroupHost, 'externalLabels' | 'externalUrl' | 'monotonicMs'> & {
    /** Lets others have their turn; throws when nobody waits for the answer any more. */
    pause: () => Promise<void>
  }

export type RehearsedRule = Pick<AlertRule, 'alert' | 'expr' | 'forMs' | 'keepFiringForMs'> & {
  onNoData: OnNoData
  /** Those of the group and the rule: templates. */
  labels: TextsByName
  /** Of alerts; 0: none. */
  limit: number
}

/** The times of the evaluations. */
export type Period = Steps & { queryOffsetMs: number }

/** `untilMs`: what was replayed; earlier than the end where `cut` says what there was too much of. */
export type Replayed = Recorded & { evaluations: number; untilMs: number; cut: Cut | null }

type Options = {
  /** What silences kept quiet then; default: nothing. */
  isQuiet?: IsQuiet
  /** What its incident without data carries, beside the name of the alert. */
  labelsWithoutData?: Labels
  /** Told of each step, for tests. */
  seen?: (nowMs: number, state: RuleState) => void
}

/** Throws PromqlError where the expression cannot be asked at all, and what `pause` throws. */
export async function replayRule(
  rule: RehearsedRule,
  period: Period,
  host: RehearsalHost,
  { seen, isQuiet, labelsWithoutData = labelsOf({ alertname: rule.alert }) }: Options = {},
): Promise<Replayed> {
  const budget = createBudget(host)
  const past = createPast(rule.expr, period.stepMs, budget.counted)
  const recorder = createRecorder(period.stepMs, {
    ...(isQuiet && { isQuiet }),
    labelsWithoutData: rule.onNoData === 'alert' ? labelsWithoutData : undefined,
  })
  const evaluate = createEvaluation(rule, period, host, budget.counted)
  let [evaluations, untilMs] = [0, period.startMs]
  const perLoadMs = (rehearsalLimits.stepsPerQuery - 1) * period.stepMs
  try {
    while (untilMs <= period.endMs) {
      const wanted = { startMs: untilMs, endMs: Math.min(untilMs + perLoadMs, period.endMs), stepMs: period.stepMs }
      const endMs = (await past.load(shifted(wanted, period.queryOffsetMs))) + period.queryOffsetMs
      for (let nowMs = untilMs; nowMs <= endMs; nowMs += period.stepMs) {
        if (evaluations % 100 === 0) await host.pause()
        budget.spend(0, recorder.alertCount())
        const state = await evaluate(nowMs, async (atMs, isWatched) => {
          const found = await past.at(atMs, isWatched)
          budget.spend(found.elements.length, recorder.alertCount())
          return found
        })
        recorder.note(nowMs, state)
        evaluations++
        untilMs = nowMs + period.stepMs
        seen?.(nowMs, state)
      }
    }
  } catch (error) {
    if (!(error instanceof Spent)) throw error
    return { ...recorder.end(untilMs), evaluations, untilMs, cut: error.cut }
  }
  return { ...recorder.end(untilMs), evaluations, untilMs, cut: null }
}

const shifted = ({ startMs, endMs, stepMs }: Steps, offsetMs: number): Steps => ({
  startMs: startMs - offsetMs,
  endMs: endMs - offsetMs,
  stepMs,
})

type AskPast = (atMs: number, isWatched: boolean) => ReturnType<GroupHost['query']>

/** The group of the live evaluation with this one rule, from one evaluation to the next. */
function createEvaluation(rule: RehearsedRule, period: Period, host: RehearsalHost, asking: PastHost) {
  const { labels, limit, ...own } = rule
  // What an alert says is not rehearsed, only which ones there are.
  const alerting = { kind: 'alerting', ...own, labels, annotations: new Map<string, string>() } as const
  const { queryOffsetMs, stepMs: intervalMs } = period
  const group: GroupToEvaluate = {
    ...{ name: '', intervalMs, limit, queryOffsetMs, labels: new Map<string, string>(), rules: [alerting] },
  }
  let state = initialRuleState
  return async (nowMs: number, askPast: AskPast): Promise<RuleState> => {
    const isWatched = [...state.alerts.values()].some((alert) => alert.state !== 'inactive')
    let isOwn = true
    const groupHost: GroupHost = {
      ...host,
      // The rule's own expression comes first; the others are those of templates.
      query: (expression, atMs) => {
        if (!isOwn) return asking.query(expression, atMs)
        isOwn = false
        return askPast(atMs, isWatched)
      },
      write: () => Promise.resolve(),
      explain: (error) => {
        if (error instanceof PromqlError && error.kind !== 'canceled') return error.message
        throw error
      },
    }
    const times = { nowMs, intervalMs, resendDelayMs: defaultResendDelayMs }
    state = (await evaluateGroup(group, [state], groupHost, times)).states[0] ?? state
    return state
  }
}
