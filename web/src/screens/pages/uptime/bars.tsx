import ChevronRight from 'lucide-react/icons/chevron-right'
import { useState } from 'react'
import type { Uptime, UptimeDay } from '../../../api.ts'
import { cn } from '../../../components/class-names.ts'
import { dateWords, dayWords, percent, stateWords, troubles } from './figures.ts'

/** Trouble stands higher than what is well, so that colour does not have to tell it alone. */
const looks: Record<UptimeDay['worst'], string> = {
  operational: 'h-4 bg-up',
  degraded_performance: 'h-5 bg-degraded',
  partial_outage: 'h-6 bg-degraded',
  major_outage: 'h-7 bg-down',
  under_maintenance: 'h-5 bg-maintenance',
  unknown: 'h-4 border border-line-strong bg-unknown-soft hatched',
}

/** Ninety days of a component, with its figure; opened, the days on which not all was well. */
export function ComponentBars({ component }: { component: Uptime['components'][number] }) {
  const [open, setOpen] = useState(false)
  const { name, days, uptime, coverage, hidden } = component
  return (
    <li className="border-b border-line px-4 py-3 last:border-b-0">
      <div className="mb-1.5 flex flex-wrap items-baseline gap-x-3">
        <button
          type="button"
          aria-expanded={open}
          className="-ml-1 inline-flex min-w-0 flex-1 basis-44 items-center gap-1 rounded-md text-left font-medium hover:text-accent pointer-coarse:h-9"
          onClick={() => setOpen(!open)}
        >
          <ChevronRight className={cn('size-3.5 shrink-0 text-faint', open && 'rotate-90')} aria-hidden />
          <span className="truncate">{name}</span>
          {hidden && <span className="text-xs font-normal text-muted">(hidden)</span>}
        </button>
        <Figure uptime={uptime} coverage={coverage} />
      </div>
      <div
        role="img"
        aria-label={`The past 90 days of ${name}: ${uptime === null ? 'no data' : `${percent(uptime)} up`}`}
        className="flex h-7 items-end gap-px"
      >
        {days.map((day) => (
          <span key={day.date} title={dayWords(day)} className={cn('min-w-0 flex-1 rounded-[1px]', looks[day.worst])} />
        ))}
      </div>
      {open && <TroubledDays days={days} />}
    </li>
  )
}

/** The share of time, never without how much of it was looked at when that was not all. */
export function Figure({ uptime, coverage }: { uptime: number | null; coverage: number }) {
  return (
    <span className="text-sm whitespace-nowrap tabular-nums">
      {uptime === null ? <span className="text-muted">No data</span> : `${percent(uptime)} up`}
      {uptime !== null && coverage < 1 && (
        <span className="ml-2 text-xs text-muted">{percent(coverage)} of the time known</span>
      )}
    </span>
  )
}

function TroubledDays({ days }: { days: readonly UptimeDay[] }) {
  const troubled = days.filter((day) => troubles(day) !== '').toReversed()
  if (troubled.length === 0)
    return <p className="mt-2 text-sm text-muted">All was well on all of these days, all the time.</p>
  return (
    <div
      className="mt-3 max-h-72 overflow-auto rounded-md border border-line"
      tabIndex={0}
      role="region"
      aria-label="Days on which not all was well"
    >
      <table className="w-full text-sm">
        <thead className="bg-sunken text-left text-xs text-muted">
          <tr>
            <th className="px-3 py-1.5 font-medium">Day</th>
            <th className="px-3 py-1.5 font-medium">Worst</th>
            <th className="px-3 py-1.5 text-right font-medium">Up</th>
            <th className="px-3 py-1.5 font-medium">For how long</th>
          </tr>
        </thead>
        <tbody>
          {troubled.map((day) => (
            <tr key={day.date} className="border-t border-line align-top">
              <td className="px-3 py-1.5 whitespace-nowrap">{dateWords(day.date)}</td>
              <td className="px-3 py-1.5 whitespace-nowrap">{stateWords[day.worst]}</td>
              <td className="px-3 py-1.5 text-right whitespace-nowrap tabular-nums">{percent(day.uptime)}</td>
              <td className="min-w-52 px-3 py-1.5 text-muted">{troubles(day)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What the bars mean, in the order of how bad it is. */
export function Legend() {
  const order = ['operational', 'degraded_performance', 'partial_outage', 'major_outage', 'under_maintenance'] as const
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
      {[...order, 'unknown' as const].map((status) => (
        <li key={status} className="inline-flex items-end gap-1.5">
          <span className={cn('w-1.5 rounded-[1px]', looks[status])} aria-hidden />
          {stateWords[status]}
        </li>
      ))}
    </ul>
  )
}
