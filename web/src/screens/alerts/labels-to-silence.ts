/** Which labels a silence from an incident begins with: those that everything has that fires for it. Pure. */
import type { IncidentAlerts } from '../../api.ts'

/** Undefined: nothing is on that is not silenced already. */
export function labelsToSilence({ rule, external }: IncidentAlerts): Record<string, string> | undefined {
  const firing = (rule?.alerts ?? []).filter(({ state }) => state === 'firing')
  const on = [...firing, ...external, ...(rule?.withoutData ? [rule.withoutData] : [])]
  const [first, ...others] = on.filter(({ silencedBy }) => silencedBy.length === 0)
  if (!first) return undefined
  const shared = Object.entries(first.labels).filter(([name, value]) =>
    others.every(({ labels }) => labels[name] === value),
  )
  return Object.fromEntries(shared)
}
