/** How late the sweeper was, measured: for `/metrics` and for the page that shows what is proved. */
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { Metrics } from '#platform/metrics'
import { listRunsSince } from './run-repo.ts'
import { intervalMs, percentile, plannedHour, type RetentionRun } from './run.ts'

export type RetentionFigures = {
  /** Of the last thirty days. */
  since: Date
  runs: number
  failures: number
  /** Deleted or emptied. */
  rows: number
  /** Between the moment at which something became due and the sweep that took it; null before anything was due. */
  lagSeconds: { p50: number; p99: number; max: number } | null
  /** What was due for more than two hours and still there at the end of each rule's last run. */
  overdueRows: number
  /** Rules whose last run failed. */
  failingRules: string[]
  lastFinishedAt: Date | null
  nextSweepAt: Date
}

const windowMs = 30 * 86_400_000

export async function retentionFigures(services: Services): Promise<RetentionFigures> {
  const now = services.now()
  const since = new Date(now.getTime() - windowMs)
  const runs = await inPlatformTransaction(services, (tx) => listRunsSince(tx, since))
  return { since, ...figuresOf(runs), nextSweepAt: new Date(plannedHour(now).getTime() + intervalMs) }
}

/** `runs` oldest first. */
export function figuresOf(runs: readonly RetentionRun[]): Omit<RetentionFigures, 'since' | 'nextSweepAt'> {
  const finished = runs.filter(({ finishedAt }) => finishedAt !== null)
  const lags = finished.flatMap(({ lagSeconds }) => lagSeconds ?? [])
  const [p50, p99, max] = [percentile(lags, 0.5), percentile(lags, 0.99), percentile(lags, 1)]
  const last = [...new Map(finished.map((run) => [run.rule, run])).values()]
  const ends = finished.flatMap(({ finishedAt }) => finishedAt ?? [])
  return {
    runs: finished.length,
    failures: finished.filter(({ failure }) => failure !== null).length,
    rows: finished.reduce((total, { rows }) => total + rows, 0),
    lagSeconds: p50 === undefined || p99 === undefined || max === undefined ? null : { p50, p99, max },
    overdueRows: last.reduce((total, { overdue }) => total + (overdue ?? 0), 0),
    failingRules: last.filter(({ failure }) => failure !== null).map(({ rule }) => rule),
    lastFinishedAt: ends.length === 0 ? null : new Date(Math.max(...ends.map(Number))),
  }
}

const measured = new WeakMap<Metrics, { figures: RetentionFigures }>()

/** Called after each sweep; what is scraped is what was measured then. */
export async function measure(services: Services): Promise<void> {
  const figures = await retentionFigures(services)
  const known = measured.get(services.metrics)
  if (known) {
    known.figures = figures
    return
  }
  const state = { figures }
  measured.set(services.metrics, state)
  const gauge = (name: string, help: string, read: (figures: RetentionFigures) => number): void =>
    services.metrics.gauge(`watchword_retention_${name}`, help, () => read(state.figures))
  const lag = 'Seconds between the moment at which something became due and the sweep that took it, over 30 days'
  gauge('lag_p50_seconds', `${lag}: half of the runs`, ({ lagSeconds }) => lagSeconds?.p50 ?? 0)
  gauge('lag_p99_seconds', `${lag}: 99 of 100 runs`, ({ lagSeconds }) => lagSeconds?.p99 ?? 0)
  gauge('lag_max_seconds', `${lag}: the longest`, ({ lagSeconds }) => lagSeconds?.max ?? 0)
  gauge('overdue_rows', 'Rows due for more than two hours after the last sweep', ({ overdueRows }) => overdueRows)
  gauge('failing_rules', 'Rules whose last sweep failed', ({ failingRules }) => failingRules.length)
  gauge('last_finished_timestamp_seconds', 'When the last sweep of a rule ended', ({ lastFinishedAt }) =>
    lastFinishedAt === null ? 0 : lastFinishedAt.getTime() / 1000,
  )
}
