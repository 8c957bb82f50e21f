import { cn } from '../../components/class-names.ts'
import { absolute, date, duration, shortClock } from '../../format.ts'

export type TimelineRow = {
  key: string
  name: React.ReactNode
  stretches: readonly { from: string; to: string; look: keyof typeof looks; words: string }[]
}

const looks = {
  incident: 'bg-down-fill',
  firing: 'bg-down',
  pending: 'bg-degraded',
  silenced: 'bg-maintenance',
  noData: 'bg-unknown hatched',
  failed: 'bg-unknown',
}

type Props = { from: string; to: string; rows: readonly TimelineRow[]; label: string }

const ticks = 5

/** Stretches of time, a line for each thing; beneath it the same in words for who cannot see it. */
export function Timeline({ from, to, rows, label }: Props) {
  const [start, end] = [new Date(from).getTime(), new Date(to).getTime()]
  const length = Math.max(1, end - start)
  const percent = (at: string): number => ((new Date(at).getTime() - start) / length) * 100
  return (
    <figure className="m-0 min-w-0" aria-label={label}>
      <div aria-hidden className="flex flex-col gap-1.5">
        {rows.map(({ key, name, stretches }) => (
          <div key={key} className="sm:flex sm:items-center sm:gap-3">
            <div className="min-w-0 truncate text-xs sm:w-48 sm:shrink-0">{name}</div>
            <div className="relative h-4 min-w-0 flex-1 overflow-hidden rounded-sm bg-sunken">
              {stretches.map((one) => (
                <span
                  key={one.from + one.look}
                  title={one.words}
                  className={cn('absolute inset-y-0 min-w-0.5 rounded-xs', looks[one.look])}
                  style={{ left: `${percent(one.from)}%`, width: `${percent(one.to) - percent(one.from)}%` }}
                />
              ))}
            </div>
          </div>
        ))}
        <div className="flex justify-between text-2xs text-faint sm:ml-51">
          {Array.from({ length: ticks }, (_, at) => new Date(start + (length * at) / (ticks - 1))).map((at, place) => (
            <span key={at.getTime()} className={cn(place % 2 === 1 && 'max-sm:hidden')}>
              {tickOf(at, length)}
            </span>
          ))}
        </div>
      </div>
      {/* A table would be as wide as its text, out of sight or not. */}
      <div className="sr-only">
        <table>
          <caption>{label}</caption>
          <tbody>
            {rows.map(({ key, name, stretches }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>{stretches.length === 0 ? 'never' : stretches.map(({ words }) => words).join('; ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  )
}

const tickOf = (at: Date, lengthMs: number): string =>
  lengthMs > 36 * 3_600_000 ? date(at).replace(/ \d{4}$/, '') : shortClock(at)

/** `firing from 21 Nov 2026, 10:42:00 for 4 min`. */
export function stretchWords(what: string, from: string, to: string): string {
  const [begin, end] = [new Date(from), new Date(to)]
  return `${what} from ${absolute(begin)} for ${duration(end.getTime() - begin.getTime())}`
}
