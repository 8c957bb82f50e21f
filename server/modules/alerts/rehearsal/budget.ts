/** What one rehearsal may cost. Pure but for the clock that it is given. */
import type { PastHost } from './past.ts'

export const rehearsalLimits = {
  /** Steps of one range query. */
  stepsPerQuery: 1_000,
  /** Asked in all; a step that fails takes several to be found. */
  queries: 400,
  /** Elements of results over all steps, each of which is an alert at that time. */
  findings: 300_000,
  /** Different ones. */
  alerts: 2_000,
  totalMs: 20_000,
} as const

export type Cut = 'time' | 'findings' | 'alerts' | 'queries'

/** Ends a rehearsal where there is too much of something. */
export class Spent extends Error {
  override name = 'Spent'
  readonly cut: Cut

  constructor(cut: Cut) {
    super(cut)
    this.cut = cut
  }
}

type BudgetHost = PastHost & { monotonicMs: () => number; pause: () => Promise<void> }

/** The same questions, counted. */
export function createBudget(host: BudgetHost) {
  const endsAtMs = host.monotonicMs() + rehearsalLimits.totalMs
  let [queries, findings] = [0, 0]
  const ask = async <T>(question: () => Promise<T>): Promise<T> => {
    await host.pause()
    if (host.monotonicMs() >= endsAtMs) throw new Spent('time')
    if (queries++ >= rehearsalLimits.queries) throw new Spent('queries')
    return question()
  }
  const counted: PastHost = {
    query: (expression, atMs) => ask(() => host.query(expression, atMs)),
    queryRange: (expression, steps) => ask(() => host.queryRange(expression, steps)),
  }
  return {
    counted,
    spend(found: number, alerts: number): void {
      findings += found
      if (findings > rehearsalLimits.findings) throw new Spent('findings')
      if (alerts > rehearsalLimits.alerts) throw new Spent('alerts')
      if (host.monotonicMs() >= endsAtMs) throw new Spent('time')
    },
  }
}
