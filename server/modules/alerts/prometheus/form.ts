/** Rules and alerts in the form of Prometheus' API. */
import { parse, print, PromqlError, stableFeatures } from '#modules/metrics'
import type { ActiveAlert, Group, Rule } from '../rule.ts'

export function formOfAlert({ labels, annotations, state, activeAt, value }: ActiveAlert) {
  return { labels, annotations, state, activeAt: activeAt.toISOString(), value: exponential(value) }
}

export function formOfRule(group: Group, rule: Rule, alerts: readonly ActiveAlert[] | undefined) {
  const { name, health, error, evaluatedAt, durationMs } = rule
  const shared = {
    ...{ name, query: formatted(rule.expr), labels: { ...group.labels, ...rule.labels }, health },
    ...(error !== null && { lastError: error }),
    evaluationTime: (durationMs ?? 0) / 1000,
    lastEvaluation: timeOf(evaluatedAt),
  }
  if (rule.kind === 'recording') return { ...shared, type: 'recording' }
  return {
    state: stateOf(rule),
    ...shared,
    ...{ duration: rule.forMs / 1000, keepFiringFor: rule.keepFiringForMs / 1000, annotations: rule.annotations },
    ...(alerts && { alerts: alerts.map(formOfAlert) }),
    type: 'alerting',
  }
}

export function formOfGroup(group: Group, file: string, rules: readonly object[]) {
  return {
    ...{ name: group.name, file, rules, interval: group.intervalMs / 1000, limit: group.limit },
    evaluationTime: (group.durationMs ?? 0) / 1000,
    lastEvaluation: timeOf(group.evaluatedAt),
  }
}

/** The worst of its alerts: it has no word for a lack of data. */
function stateOf({ firingCount, pendingCount, state }: Rule): string {
  if (firingCount > 0) return 'firing'
  if (pendingCount > 0) return 'pending'
  return state === 'unknown' ? 'unknown' : 'inactive'
}

/** Go's zero time is how it says never. */
const timeOf = (at: Date | null): string => at?.toISOString() ?? '0001-01-01T00:00:00Z'

/** As Go's `%e` with the fewest digits: `1e+00`. */
export function exponential(value: string): string {
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  const [mantissa, exponent = '+0'] = (Object.is(number, -0) ? '-0e+0' : number.toExponential()).split('e')
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`
}

function formatted(expr: string): string {
  try {
    return print(parse(expr, stableFeatures))
  } catch (error) {
    // It was good when it was written; what a later version of the language refuses is still shown.
    if (!(error instanceof PromqlError)) throw error
    return expr
  }
}
