/** Writes down what becomes of one alert rule from evaluation to evaluation. Pure; times in milliseconds since 1970. */
import { labelsKey, type Labels } from '#modules/metrics'
import type { RuleState } from '../rules/evaluate-group.ts'
import type { IsQuiet } from './quiet.ts'

/** A stretch in which an alert was in one state; `toMs` is the first evaluation in which it was not any more. */
export type Stretch = { state: 'pending' | 'firing'; fromMs: number; toMs: number }

export type RehearsedAlert = { labels: Labels; stretches: Stretch[] }

/** From the first evaluation in which something is so to the first in which it is not any more. */
export type Span = { fromMs: number; toMs: number; over: boolean }

/** What its incident is open for. */
export type Firing = Span & { mostAlerts: number }

/** Evaluations in a row that failed for the same reason. */
export type Failing = { fromMs: number; toMs: number; evaluations: number; error: string }

export type Recorded = {
  /** Those that fired first lead; at most `maxShown`. */
  alerts: RehearsedAlert[]
  /** How many different alerts there were. */
  alertCount: number
  firings: Firing[]
  /** How often an alert began to fire, all of them together. */
  alertsFired: number
  failings: Failing[]
  noData: Span[]
  /** Something was to be told and no incident was open, because silences matched all of it. */
  silenced: Span[]
}

export type Recorder = {
  note(nowMs: number, state: RuleState): void
  alertCount(): number
  /** `endMs`: where stretches end that are not over. */
  end(endMs: number): Recorded
}

/** More would be looked at by nobody, and each is a line of the timeline. */
export const maxShown = 100
const maxStretches = 200

type Known = RehearsedAlert & { firedAtMs: number | undefined }

type Options = {
  isQuiet?: IsQuiet
  /** Of the incident without data; undefined: the rule opens none for it. */
  labelsWithoutData?: Labels | undefined
}

export function createRecorder(
  intervalMs: number,
  { isQuiet = () => false, labelsWithoutData }: Options = {},
): Recorder {
  const known = new Map<string, Known>()
  const firings: Firing[] = []
  const [failings, noData, silenced]: [Failing[], Span[], Span[]] = [[], [], []]
  let alertsFired = 0
  let beforeMs = 0

  function noteAlerts(nowMs: number, { alerts }: RuleState): number {
    let firing = 0
    for (const [key, alert] of alerts) {
      if (alert.state === 'inactive') continue
      const one = known.get(key) ?? { labels: alert.labels, stretches: [], firedAtMs: undefined }
      known.set(key, one)
      if (alert.state === 'firing') firing++
      if (alert.firedAtMs === nowMs) {
        alertsFired++
        one.firedAtMs ??= nowMs
      }
      extend(one, alert.state, nowMs, intervalMs)
    }
    return firing
  }

  function noteFailing(nowMs: number, { error }: RuleState): void {
    if (error === undefined) return
    const last = failings.at(-1)
    if (last?.error === error && last.toMs === beforeMs)
      Object.assign(last, { toMs: nowMs, evaluations: last.evaluations + 1 })
    else failings.push({ fromMs: nowMs, toMs: nowMs, evaluations: 1, error })
  }

  /** As `followRule` does: an incident opens with what is loud, and is over when nothing is there that could be. */
  function noteIncident(nowMs: number, state: RuleState, firing: number): void {
    const tells = [...state.alerts.values()].flatMap((alert) => (alert.state === 'firing' ? [alert.labels] : []))
    if (labelsWithoutData && state.noDataSinceMs !== undefined) tells.push(labelsWithoutData)
    const wasOpen = firings.at(-1)?.over === false
    // An evaluation that failed resolves nothing.
    const isOpen = wasOpen
      ? tells.length > 0 || state.error !== undefined
      : tells.some((labels) => !isQuiet(labels, nowMs))
    follow(firings, isOpen, nowMs, () => ({ mostAlerts: firing }))
    const open = firings.at(-1)
    if (open && isOpen) open.mostAlerts = Math.max(open.mostAlerts, firing)
    follow(silenced, !isOpen && tells.length > 0, nowMs, () => ({}))
  }

  return {
    note(nowMs, state) {
      noteIncident(nowMs, state, noteAlerts(nowMs, state))
      follow(noData, state.noDataSinceMs !== undefined, nowMs, () => ({}))
      noteFailing(nowMs, state)
      beforeMs = nowMs
    },
    alertCount: () => known.size,
    end(endMs) {
      for (const span of [...firings, ...noData, ...silenced]) if (!span.over) span.toMs = endMs
      const alerts = [...known.values()].sort(byFiring).slice(0, maxShown)
      return {
        alerts: alerts.map(({ labels, stretches }) => ({
          labels,
          stretches: stretches.map((one) => ({ ...one, toMs: Math.min(one.toMs, endMs) })),
        })),
        ...{ alertCount: known.size, firings, alertsFired, failings, noData, silenced },
      }
    },
  }
}

function byFiring(a: Known, b: Known): number {
  const firstOf = ({ firedAtMs, stretches }: Known) => firedAtMs ?? 1e15 + (stretches[0]?.fromMs ?? 0)
  return firstOf(a) - firstOf(b) || (labelsKey(a.labels) < labelsKey(b.labels) ? -1 : 1)
}

/** The last stretch goes on if the evaluation before this one was in it. */
function extend(one: Known, state: Stretch['state'], nowMs: number, intervalMs: number): void {
  const last = one.stretches.at(-1)
  if (last?.state === state && last.toMs >= nowMs) last.toMs = nowMs + intervalMs
  else if (one.stretches.length < maxStretches) one.stretches.push({ state, fromMs: nowMs, toMs: nowMs + intervalMs })
}

function follow<T extends Span>(spans: T[], isSo: boolean, nowMs: number, more: () => Omit<T, keyof Span>): void {
  const last = spans.at(-1)
  const open = last?.over === false ? last : undefined
  if (isSo && !open) spans.push({ fromMs: nowMs, toMs: nowMs, over: false, ...more() } as T)
  else if (!isSo && open) Object.assign(open, { toMs: nowMs, over: true })
}
