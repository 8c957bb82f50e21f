import { absolute, date, fullNumber, shortClock, shortNumber } from '../../format.ts'
import { cn } from '../../components/class-names.ts'
import { kindWords, kinds } from './outcome-words.ts'
import type { Bucket } from './outcomes-of.ts'

const height = 120

type Props = { buckets: readonly Bucket[]; interval: 'hour' | 'day'; unit: string; className?: string }

/** Stacked bars, the accepted at the bottom, with the same numbers in a table behind them. */
export function OutcomeChart({ buckets, interval, unit, className = 'h-36' }: Props) {
  const most = Math.max(1, ...buckets.map(({ total }) => total))
  return (
    <figure>
      <div className="flex items-start gap-2">
        <div className={cn('flex flex-col justify-between text-right text-2xs text-faint', className)} aria-hidden>
          <span>{shortNumber(most)}</span>
          <span>0</span>
        </div>
        <div className="min-w-0 flex-1">
          <svg
            viewBox={`0 0 ${Math.max(1, buckets.length)} ${height}`}
            preserveAspectRatio="none"
            className={cn('w-full border-b border-line-strong', className)}
            aria-hidden
          >
            {buckets.map((bucket, place) => (
              <Bar key={bucket.at} bucket={bucket} place={place} most={most} interval={interval} />
            ))}
          </svg>
          <Axis buckets={buckets} interval={interval} />
        </div>
      </div>
      <Table buckets={buckets} interval={interval} unit={unit} />
    </figure>
  )
}

type BarProps = { bucket: Bucket; place: number; most: number; interval: 'hour' | 'day' }

function Bar({ bucket, place, most, interval }: BarProps) {
  const parts = kinds.filter((kind) => bucket.counts[kind] > 0)
  const told = parts.map((kind) => `${kindWords[kind].word}: ${fullNumber(bucket.counts[kind])}`)
  let top = height
  return (
    <g>
      <title>{[whenOf(bucket.at, interval), ...(told.length > 0 ? told : ['nothing came'])].join('\n')}</title>
      {/* So that a pointer finds also what is low or empty. */}
      <rect x={place} y={0} width={1} height={height} fill="transparent" />
      {parts.map((kind) => {
        const size = Math.max(1.5, (bucket.counts[kind] / most) * height)
        top -= size
        return <rect key={kind} x={place + 0.1} y={top} width={0.8} height={size} className={kindWords[kind].fill} />
      })}
    </g>
  )
}

function Axis({ buckets, interval }: Pick<Props, 'buckets' | 'interval'>) {
  const [first, last] = [buckets.at(0), buckets.at(-1)]
  if (!first || !last) return null
  return (
    <div className="mt-1 flex justify-between text-2xs text-faint" aria-hidden>
      <span>{shortWhen(first.at, interval, buckets.length)}</span>
      <span>{interval === 'hour' ? 'this hour' : 'today (UTC)'}</span>
    </div>
  )
}

function Table({ buckets, interval, unit }: Omit<Props, 'className'>) {
  const filled = buckets.filter(({ total }) => total > 0).toReversed()
  return (
    <details className="mt-2">
      <summary className="w-fit text-xs text-muted hover:text-text">The same as a table</summary>
      <div
        className="mt-2 max-h-72 overflow-auto rounded-md border border-line"
        tabIndex={0}
        role="group"
        aria-label="Table"
      >
        <table className="w-full border-collapse text-xs">
          <caption className="sr-only">
            {unit} by {interval} and what became of them
          </caption>
          <thead className="sticky top-0 bg-sunken text-left text-muted">
            <tr>
              <th scope="col" className="px-3 py-1.5 font-medium">
                {interval === 'hour' ? 'Hour' : 'Day (UTC)'}
              </th>
              {kinds.map((kind) => (
                <th key={kind} scope="col" className="px-3 py-1.5 text-right font-medium whitespace-nowrap">
                  {kindWords[kind].word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {filled.map(({ at, counts }) => (
              <tr key={at} className="border-t border-line">
                <th
                  scope="row"
                  className="px-3 py-1 text-left font-normal whitespace-nowrap"
                  title={absolute(new Date(at))}
                >
                  {whenOf(at, interval)}
                </th>
                {kinds.map((kind) => (
                  <td key={kind} className={cn('px-3 py-1 text-right', counts[kind] === 0 && 'text-faint')}>
                    {fullNumber(counts[kind])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {filled.length === 0 && <p className="px-3 py-2 text-muted">Nothing came.</p>}
      </div>
    </details>
  )
}

/** Days are those of UTC, so they are named by it; hours are local. */
function whenOf(at: string, interval: 'hour' | 'day'): string {
  const value = new Date(at)
  return interval === 'day' ? utcDay.format(value) : `${date(value)}, ${shortClock(value)}`
}

const utcDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

const shortWhen = (at: string, interval: 'hour' | 'day', count: number): string =>
  interval === 'hour' && count <= 24 ? shortClock(new Date(at)) : whenOf(at, interval)
