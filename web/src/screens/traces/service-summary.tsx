import type { Trace } from '../../api.ts'
import { fullNumber } from '../../format.ts'
import type { CriticalPath } from './critical-path.ts'
import { spanTime } from './span-time.ts'

const shownFirst = 12

/** Where the time went: what each service added to how long the whole took. */
export function ServiceSummary({ services, path }: { services: Trace['services']; path: CriticalPath }) {
  const micros = new Map(path.byService.map((each) => [each.service, each.micros]))
  const total = path.byService.reduce((sum, each) => sum + each.micros, path.gapMicros)
  const rows = services
    .map((service) => ({ ...service, micros: micros.get(service.name) ?? 0 }))
    .toSorted((a, b) => b.micros - a.micros)
  return (
    <section className="mt-6">
      <h2 className="text-sm font-semibold">Where the time went</h2>
      <p className="mb-2 text-xs text-muted">
        Each moment counts for the innermost span that was waited for: the critical path. Making anything else faster
        changes nothing.
      </p>
      <table className="w-full border-collapse overflow-hidden text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">Service</th>
            <th scope="col">Share of the time</th>
            <th scope="col">Time</th>
            <th scope="col">Spans</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shownFirst).map(({ name, micros, spanCount, errorCount }) => (
            <tr key={name} className="border-t border-line first:border-t-0">
              <th scope="row" className="w-40 max-w-40 truncate py-1.5 pr-3 text-left font-medium" title={name}>
                <bdi>{name || 'no service'}</bdi>
              </th>
              <td className="py-1.5">
                <span className="sr-only">{share(micros, total)}</span>
                <span aria-hidden className="block h-2 overflow-hidden rounded-full bg-sunken">
                  <span
                    className="block h-full rounded-full bg-accent"
                    style={{ width: `${(100 * micros) / Math.max(1, total)}%` }}
                  />
                </span>
              </td>
              <td className="w-32 py-1.5 pl-3 text-right whitespace-nowrap">
                {spanTime(micros)} <span className="text-faint">{share(micros, total)}</span>
              </td>
              <td className="w-32 py-1.5 pl-3 text-right text-xs whitespace-nowrap text-muted max-sm:hidden">
                {fullNumber(spanCount)} {spanCount === 1 ? 'span' : 'spans'}
                {errorCount > 0 && <span className="text-down">, {fullNumber(errorCount)} failed</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shownFirst && (
        <p className="mt-1 text-xs text-muted">and {rows.length - shownFirst} more, which took less</p>
      )}
      {path.gapMicros > total / 100 && (
        <p className="mt-1 text-xs text-muted">
          For {spanTime(path.gapMicros)} ({share(path.gapMicros, total)}) no span that is shown was running.
        </p>
      )}
    </section>
  )
}

function share(micros: number, total: number): string {
  const percent = (100 * micros) / Math.max(1, total)
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`
}
