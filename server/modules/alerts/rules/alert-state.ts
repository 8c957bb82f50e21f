import { type Histogram, type Labels, labelsKey, labelsOf, metricName } from '#modules/metrics'

/**
 * What becomes of the alerts of one rule from evaluation to evaluation. Pure: times come in, alerts and samples go out.
 * Source: the alert generator compliance specification of Prometheus, and its rules/alerting.go.
 */

/** Times in milliseconds since 1970. `inactive` is one that was firing and is over. */
export type Alert = {
  readonly labels: Labels
  readonly annotations: Labels
  readonly value: number | Histogram
  readonly state: 'pending' | 'firing' | 'inactive'
  /** The first evaluation of the run of those that had it. */
  readonly activeAtMs: number
  readonly firedAtMs: number | undefined
  readonly resolvedAtMs: number | undefined
  /** The first evaluation that no longer had it, while `keep_firing_for` holds it. */
  readonly keptSinceMs: number | undefined
  readonly lastSentAtMs: number | undefined
}

/** Alerts by the key of their labels. It is all that has to be kept between two evaluations. */
export type AlertState = ReadonlyMap<string, Alert>

/** An element of the expression's result with labels and annotations rendered; labels have `alertname`. */
export type Finding = Pick<Alert, 'labels' | 'annotations' | 'value'>

export type AlertTimes = {
  /** When the rule is evaluated. */
  readonly nowMs: number
  /** How far in the past; samples are written at that time. */
  readonly queryOffsetMs: number
  readonly forMs: number
  readonly keepFiringForMs: number
  /** The interval of the group. */
  readonly intervalMs: number
  /** A firing alert is sent again after this time. */
  readonly resendDelayMs: number
}

export type AlertSample = { readonly labels: Labels; readonly atMs: number; readonly value: number }

/** An alert to tell of. `endsAtMs` is when a receiver that hears no more of it may take it as over. */
export type SentAlert = Finding & { readonly startsAtMs: number; readonly endsAtMs: number; readonly resolved: boolean }

export type Advance = {
  readonly state: AlertState
  /** `ALERTS` and `ALERTS_FOR_STATE`. */
  readonly samples: readonly AlertSample[]
  readonly toSend: readonly SentAlert[]
}

/** An evaluation that wrote and sent nothing. `state` is what holds after it. */
export type Refusal = { readonly error: string; readonly state: AlertState }

/** An alert that is over is told again for this long, because a receiver may have missed it. */
export const resolvedRetentionMs = 15 * 60_000
export const defaultResendDelayMs = 60_000

/** The next state. `limit`: more pending and firing alerts than that (0: any number) clear the rule. */
export function advanceAlerts(
  before: AlertState,
  findings: readonly Finding[],
  times: AlertTimes,
  limit = 0,
): Advance | Refusal {
  const found = new Map(findings.map((finding) => [labelsKey(finding.labels), finding]))
  if (found.size < findings.length) {
    return { error: 'vector contains metrics with the same labelset after applying alert labels', state: before }
  }
  const alerts = new Map<string, Alert>()
  for (const [key, alert] of before) {
    const next = found.has(key) && alert.state !== 'inactive' ? alert : unlessFound(alert, found.has(key), times)
    if (next) alerts.set(key, next)
  }
  for (const [key, finding] of found) {
    alerts.set(key, fireWhenDue(refresh(alerts.get(key), finding, times.nowMs), times))
  }
  const active = [...alerts.values()].filter(({ state }) => state !== 'inactive')
  if (limit > 0 && active.length > limit) {
    return { error: `exceeded limit of ${limit} with ${active.length} alerts`, state: new Map() }
  }
  const toSend: SentAlert[] = []
  for (const [key, alert] of alerts) {
    if (!isDue(alert, times)) continue
    alerts.set(key, { ...alert, lastSentAtMs: times.nowMs })
    toSend.push(describe(alert, times))
  }
  return { state: alerts, samples: activeSamples(alerts, times), toSend }
}

/** `ALERTS` and `ALERTS_FOR_STATE` of those that are pending or firing. */
export function activeSamples(alerts: AlertState, times: Pick<AlertTimes, 'nowMs' | 'queryOffsetMs'>): AlertSample[] {
  return [...alerts.values()].flatMap((alert) => (alert.state === 'inactive' ? [] : samplesOf(alert, times)))
}

/** An alert that this evaluation has not, or that was over and is found again: undefined if nothing is left of it. */
function unlessFound(alert: Alert, isFound: boolean, { nowMs, keepFiringForMs }: AlertTimes): Alert | undefined {
  if (isFound || alert.state === 'pending') return undefined
  if (alert.state === 'inactive') {
    return nowMs - (alert.resolvedAtMs ?? nowMs) > resolvedRetentionMs ? undefined : alert
  }
  const keptSinceMs = alert.keptSinceMs ?? nowMs
  if (nowMs - keptSinceMs < keepFiringForMs) return { ...alert, keptSinceMs }
  return { ...alert, state: 'inactive', resolvedAtMs: nowMs, keptSinceMs: undefined }
}

/** The alert with the newest value and annotations, or a new one. */
function refresh(alert: Alert | undefined, finding: Finding, nowMs: number): Alert {
  if (alert) return { ...alert, value: finding.value, annotations: finding.annotations, keptSinceMs: undefined }
  return {
    ...finding,
    state: 'pending',
    activeAtMs: nowMs,
    firedAtMs: undefined,
    resolvedAtMs: undefined,
    keptSinceMs: undefined,
    lastSentAtMs: undefined,
  }
}

function fireWhenDue(alert: Alert, { nowMs, forMs }: AlertTimes): Alert {
  if (alert.state !== 'pending' || nowMs - alert.activeAtMs < forMs) return alert
  return { ...alert, state: 'firing', firedAtMs: nowMs }
}

function isDue({ state, lastSentAtMs, resolvedAtMs }: Alert, { nowMs, resendDelayMs }: AlertTimes): boolean {
  if (state === 'pending') return false
  if (lastSentAtMs === undefined || (resolvedAtMs !== undefined && resolvedAtMs > lastSentAtMs)) return true
  return nowMs - lastSentAtMs >= resendDelayMs
}

function describe(alert: Alert, { nowMs, resendDelayMs, intervalMs }: AlertTimes): SentAlert {
  const { labels, annotations, value, firedAtMs, resolvedAtMs } = alert
  return {
    labels,
    annotations,
    value,
    startsAtMs: firedAtMs ?? nowMs,
    // Two rounds may fail before a receiver takes a firing alert as over.
    endsAtMs: resolvedAtMs ?? nowMs + 4 * Math.max(resendDelayMs, intervalMs),
    resolved: resolvedAtMs !== undefined,
  }
}

function samplesOf(alert: Alert, { nowMs, queryOffsetMs }: Pick<AlertTimes, 'nowMs' | 'queryOffsetMs'>): AlertSample[] {
  const atMs = nowMs - queryOffsetMs
  const named = (name: string, alertstate: string): Labels =>
    labelsOf(new Map([...alert.labels, ['alertstate', alertstate], [metricName, name]]))
  return [
    { labels: named('ALERTS', alert.state), atMs, value: 1 },
    { labels: named('ALERTS_FOR_STATE', ''), atMs, value: Math.floor(alert.activeAtMs / 1000) },
  ]
}
