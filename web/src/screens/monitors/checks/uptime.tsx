/** Time by state of a monitor, in figures, as a strip and as a list. */
import type { CheckHistory } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { Time } from '../../../components/time.tsx'
import { absolute, duration } from '../../../format.ts'
import { CheckWord, wordOf } from './state.tsx'

/** Rounded downward: what is not all is never shown as 100 %. */
function percent(share: number | null, digits: number): string {
  if (share === null) return 'none'
  const factor = 10 ** (digits + 2)
  const steps = Math.floor(share * factor + 1e-7)
  return `${((share < 1 && steps >= factor ? factor - 1 : steps) / 10 ** digits).toFixed(digits)} %`
}

export function Periods({ history }: { history: CheckHistory }) {
  return (
    <dl className="mb-8 grid grid-cols-2 gap-3 md:grid-cols-4">
      {history.periods.map(({ hours, uptime, coverage, downMs }) => (
        <div key={hours} className="rounded-lg border border-line bg-raised px-4 py-3 shadow-card">
          <dt className="text-xs text-faint">{hours === 24 ? 'Last 24 hours' : `Last ${hours / 24} days`}</dt>
          <dd className="text-lg font-semibold tabular-nums">
            {uptime === null ? <span className="text-unknown">unknown</span> : percent(uptime, 3)}
          </dd>
          <dd className="text-xs text-muted">
            {downMs > 0 ? `${duration(downMs)} down, ` : ''}
            {percent(coverage, 1)} watched
          </dd>
        </div>
      ))}
    </dl>
  )
}

const fills: Record<string, string> = {
  up: 'bg-up',
  degraded: 'bg-degraded',
  down: 'bg-down',
  unknown: 'hatched border border-unknown',
  waiting: 'hatched border border-unknown',
  paused: 'bg-line',
}

const shownIntervals = 12

export function Intervals({ history }: { history: CheckHistory & { from: string; to: string } }) {
  const [from, to] = [Date.parse(history.from), Date.parse(history.to)]
  const spans = history.intervals.map((interval) => {
    const begin = Math.max(from, Date.parse(interval.fromAt))
    const end = Math.min(to, interval.toAt === null ? to : Date.parse(interval.toAt))
    return { ...interval, begin, end }
  })
  const { uptime, coverage } = history.uptime
  const words =
    uptime === null
      ? 'Nothing of this time was watched.'
      : `${percent(uptime, 3)} up of the time that was watched, which is ${percent(coverage, 1)} of all.`
  return (
    <>
      <div role="img" aria-label={words} className="relative h-6 overflow-hidden rounded-md bg-sunken">
        {spans.map(({ fromAt, state, begin, end }) => (
          <span
            key={fromAt}
            title={`${wordOf(state)}, ${absolute(new Date(begin))}, ${duration(end - begin)}`}
            className={cn('absolute inset-y-0', fills[state])}
            style={{
              left: `${((begin - from) / (to - from)) * 100}%`,
              width: `max(2px, ${((end - begin) / (to - from)) * 100}%)`,
            }}
          />
        ))}
      </div>
      <p className="mt-1 mb-3 text-xs text-muted">{words}</p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-raised shadow-card">
        {spans
          .toReversed()
          .slice(0, shownIntervals)
          .map(({ fromAt, toAt, state, begin, end, reason }) => (
            <li key={fromAt} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <span className="flex w-24">
                <CheckWord condition={state} />
              </span>
              <Time at={fromAt} />
              <span className="text-muted">{toAt === null ? 'until now' : duration(end - begin)}</span>
              <span className="min-w-0 flex-1 basis-40 truncate text-muted">{state === 'up' ? '' : reason}</span>
            </li>
          ))}
      </ul>
    </>
  )
}
