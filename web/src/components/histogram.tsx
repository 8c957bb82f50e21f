import { useState, type KeyboardEvent, type PointerEvent } from 'react'
import { absolute, clock, counted as countedWords, date, fullNumber, shortClock, shortNumber } from '../format.ts'
import { cn } from './class-names.ts'
import { barAt, barsOf, levelOrder, spanOf, totalsOf, type Bar, type Counted } from './histogram.ts'
import { Level } from './states.tsx'

type Props = {
  counted: Counted | undefined
  /** Whether the range ends now, or at a time. */
  end: 'now' | 'fixed'
  /** `line` */
  noun: string
  /** What is shown is of another question, until the answer is there. */
  stale: boolean
  onNarrow: (from: Date, to: Date) => void
  onLevel: (level: string) => void
  /** Whether only this level is asked for. */
  isOnly: (level: string) => boolean
}

const height = 56
const dayMs = 86_400_000

/** How many there were when, by level. A bar, or a stretch drawn over several, narrows the range. */
export function Histogram({ counted, end, noun, stale, onNarrow, onLevel, isOnly }: Props) {
  const bars = counted ? barsOf(counted, end) : []
  const totals = counted ? totalsOf(counted) : []
  const total = totals.reduce((sum, { count }) => sum + count, 0)
  const [at, setAt] = useState<number>()
  const [anchor, setAnchor] = useState<number>()
  const current = at === undefined ? undefined : bars[at]
  const narrow = (one: number, other: number): void => {
    const span = spanOf(bars, one, other)
    setAnchor(undefined)
    setAt(undefined)
    if (span && bars.length > 1) onNarrow(span.from, span.to)
  }
  return (
    <figure className={cn('min-w-0', stale && 'stale')} aria-busy={stale}>
      <figcaption className="flex h-6 items-center gap-x-3 overflow-hidden text-xs whitespace-nowrap text-muted">
        {current ? (
          <BarWords bar={current} noun={noun} />
        ) : (
          <>
            <span className="font-medium text-text">{counted ? countedWords(total, noun) : ' '}</span>
            {counted && counted.nextCursor !== null && <span>so far; counting what is older …</span>}
            {totals.map(({ level, count }) => (
              <button
                key={level}
                type="button"
                onClick={() => onLevel(level)}
                aria-pressed={isOnly(level)}
                title={isOnly(level) ? 'All levels' : `Only ${level}`}
                className="flex items-center gap-1 rounded px-0.5 hover:bg-hover aria-pressed:bg-selected"
              >
                <Level state={level} className="text-xs" /> {shortNumber(count)}
              </button>
            ))}
          </>
        )}
      </figcaption>
      <Bars bars={bars} at={at} anchor={anchor} noun={noun} onAt={setAt} onAnchor={setAnchor} onNarrow={narrow} />
      <Axis bars={bars} />
      <table className="sr-only">
        <caption>{noun}s over time, by level</caption>
        <tbody>
          {bars
            .filter(({ count }) => count > 0)
            .map((bar) => (
              <tr key={bar.fromMs}>
                <th scope="row">{absolute(new Date(bar.fromMs))}</th>
                <td>{levelWords(bar)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  )
}

type BarsProps = {
  bars: readonly Bar[]
  at: number | undefined
  anchor: number | undefined
  noun: string
  onAt: (at: number | undefined) => void
  onAnchor: (at: number | undefined) => void
  onNarrow: (one: number, other: number) => void
}

function Bars({ bars, at, anchor, noun, onAt, onAnchor, onNarrow }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ count }) => count))
  const place = (event: PointerEvent<SVGSVGElement>): number => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    return barAt((event.clientX - left) / width, bars)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const last = bars.length - 1
    if (step) {
      const start = at ?? (step === 1 ? -1 : bars.length)
      onAt(Math.min(last, Math.max(0, start + step)))
      onAnchor(event.shiftKey ? (anchor ?? Math.min(last, Math.max(0, start))) : undefined)
    } else if (event.key === 'Enter' && at !== undefined) onNarrow(anchor ?? at, at)
    else if (event.key === 'Escape' && at !== undefined) onAt(undefined)
    else return
    event.preventDefault()
  }
  const bar = at === undefined ? undefined : bars[at]
  const [low, high] = at === undefined ? [-1, -1] : [Math.min(at, anchor ?? at), Math.max(at, anchor ?? at)]
  return (
    <svg
      viewBox={`0 0 ${Math.max(1, bars.length)} ${height}`}
      preserveAspectRatio="none"
      className="block h-14 w-full cursor-crosshair touch-pan-y rounded-sm bg-sunken outline-offset-2"
      role="slider"
      tabIndex={0}
      aria-label="Narrow the time"
      aria-description="Arrows move, with shift they stretch, enter shows only this time."
      aria-valuemin={0}
      aria-valuemax={Math.max(0, bars.length - 1)}
      aria-valuenow={at ?? 0}
      aria-valuetext={bar ? `${absolute(new Date(bar.fromMs))}: ${levelWords(bar) || `no ${noun}`}` : 'no time chosen'}
      onKeyDown={onKeyDown}
      onBlur={() => onAt(undefined)}
      onPointerDown={(event) => {
        if (event.button !== 0 || bars.length === 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        onAnchor(place(event))
        onAt(place(event))
      }}
      onPointerMove={(event) => bars.length > 0 && onAt(place(event))}
      onPointerLeave={() => anchor === undefined && onAt(undefined)}
      onPointerCancel={() => {
        onAnchor(undefined)
        onAt(undefined)
      }}
      onPointerUp={(event) => anchor !== undefined && onNarrow(anchor, place(event))}
    >
      {low >= 0 && <rect x={low} y={0} width={high - low + 1} height={height} className="fill-selected" />}
      {bars.map((each, index) => (
        <BarShape key={each.fromMs} bar={each} index={index} most={most} />
      ))}
    </svg>
  )
}

const fills: Record<(typeof levelOrder)[number], string> = {
  fatal: 'fill-down',
  error: 'fill-down opacity-75',
  warning: 'fill-degraded opacity-85',
  info: 'fill-maintenance opacity-60',
  debug: 'fill-unknown opacity-60',
  trace: 'fill-unknown opacity-35',
}

/** The smallest count is still to be seen. */
const leastHeight = 2

function BarShape({ bar, index, most }: { bar: Bar; index: number; most: number }) {
  let y = height
  return levelOrder.map((level) => {
    const count = bar.levels[level] ?? 0
    if (count === 0) return null
    const size = Math.max(leastHeight, (count / most) * (height - 4))
    y -= size
    return <rect key={level} x={index + 0.08} y={y} width={0.84} height={size} className={fills[level]} />
  })
}

function BarWords({ bar, noun }: { bar: Bar; noun: string }) {
  const [from, to] = [new Date(bar.fromMs), new Date(bar.toMs)]
  return (
    <>
      <span className="font-medium text-text">
        {bar.toMs - bar.fromMs >= dayMs ? date(from) : `${clock(from)} to ${clock(to)}`}
      </span>
      <span>{bar.count === 0 ? `no ${noun}` : countedWords(bar.count, noun)}</span>
      <span className="truncate max-md:hidden">{levelWords(bar)}</span>
    </>
  )
}

function levelWords({ levels }: Bar): string {
  return levelOrder
    .filter((level) => (levels[level] ?? 0) > 0)
    .map((level) => `${fullNumber(levels[level] ?? 0)} ${level}`)
    .join(', ')
}

function Axis({ bars }: { bars: readonly Bar[] }) {
  const [first, last] = [bars[0], bars.at(-1)]
  const long = first && last && last.toMs - first.fromMs > dayMs
  const words = (ms: number): string => (long ? `${date(new Date(ms))}, ` : '') + shortClock(new Date(ms))
  return (
    <div aria-hidden className="flex h-4.5 justify-between pt-0.5 text-2xs text-faint">
      {first && last && (
        <>
          <span>{words(first.fromMs)}</span>
          <span className="max-md:hidden">{words((first.fromMs + last.toMs) / 2)}</span>
          <span>{words(last.toMs)}</span>
        </>
      )}
    </div>
  )
}
