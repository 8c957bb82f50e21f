import { useEffect, useRef, useState } from 'react'
import { keepPlot } from '../../components/chart/plot.ts'
import { Swatch } from '../../components/chart/swatch.tsx'
import { cn } from '../../components/class-names.ts'
import { absolute, counted } from '../../format.ts'
import { drawChart, type DrawnLine } from './chart.ts'
import { maxDrawn, type Grid } from './grid.ts'
import { Legend } from './legend.tsx'
import { SummaryTable } from './summary-table.tsx'
import { unitOf, valueWords, type Unit } from './value-words.ts'

type Props = { grid: Grid; stacked: boolean; stale: boolean; onZoom: (from: Date, to: Date) => void }

const inTooltip = 10

/** Lines over time. A stretch that is drawn over it becomes the range; the names below switch lines off and on. */
export function Graph({ grid, stacked, stale, onZoom }: Props) {
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  const all: DrawnLine[] = grid.lines.map((line, place) => ({ ...line, place }))
  const lines = all.filter(({ key }) => !off.has(key))
  const unit = unitOf(grid.lines.map(({ metric }) => metric))
  const { total } = grid
  return (
    <figure
      aria-label={`${counted(total, 'series', 'series')} over time`}
      className={cn('m-0 min-w-0', stale && 'stale')}
    >
      {total > maxDrawn && (
        <p role="status" className="mb-2 rounded-md bg-degraded-soft px-3 py-1.5 text-sm">
          {counted(total, 'series', 'series')}, of which the first {maxDrawn} are drawn. A sum, or topk(), says more.
        </p>
      )}
      <Drawing grid={grid} lines={lines} stacked={stacked} unit={unit} onZoom={onZoom} />
      <Legend lines={all} off={off} unit={unit} onChange={setOff} />
      <SummaryTable lines={all} unit={unit} />
    </figure>
  )
}

type DrawingProps = {
  grid: Grid
  lines: readonly DrawnLine[]
  stacked: boolean
  unit: Unit
  onZoom: Props['onZoom']
}

function Drawing({ grid, lines, stacked, unit, onZoom }: DrawingProps) {
  const box = useRef<HTMLDivElement>(null)
  const [point, setPoint] = useState<{ at: number; leftPx: number } | null>(null)
  const zoom = useRef(onZoom)
  useEffect(() => {
    zoom.current = onZoom
  })
  const shown = lines.map(({ key }) => key).join('\n')
  useEffect(() => {
    const element = box.current
    if (!element) return
    const plot = drawChart({
      ...{ element, at: grid.at, lines, stacked, unit, onPoint: setPoint },
      onZoom: (from, to) => zoom.current(new Date(Math.floor(from) * 1000), new Date(Math.ceil(to) * 1000)),
    })
    const kept = keepPlot(plot, element, () => plot.height)
    return () => {
      kept.end()
      setPoint(null)
    }
    // `lines` follows from these two.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [grid, shown, stacked, unit])
  return (
    <div className="relative">
      <div ref={box} aria-hidden data-chart className="min-h-80 cursor-crosshair overflow-hidden" />
      {point && <Tooltip grid={grid} lines={lines} point={point} unit={unit} />}
    </div>
  )
}

type TooltipProps = {
  grid: Grid
  lines: readonly DrawnLine[]
  point: { at: number; leftPx: number }
  unit: Unit
}

/** What the lines are at the time under the pointer, the highest first. */
function Tooltip({ grid, lines, point: { at, leftPx }, unit }: TooltipProps) {
  const seconds = grid.at[at]
  if (seconds === undefined) return null
  const values = lines
    .flatMap((line) => {
      const value = line.values[at] ?? null
      return value === null ? [] : [{ line, value }]
    })
    .toSorted((one, other) => other.value - one.value)
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-2 z-10 max-w-[min(24rem,70%)] rounded-lg bg-raised px-3 py-2 text-xs shadow-float"
      // On the side that has the room.
      style={leftPx > 320 ? { right: `calc(100% - ${leftPx + 60}px)` } : { left: leftPx + 90 }}
    >
      <p className="mb-1 text-faint">{absolute(new Date(seconds * 1000))}</p>
      {values.length === 0 && <p className="text-muted">no sample</p>}
      {values.slice(0, inTooltip).map(({ line, value }) => (
        <p key={line.key} className="flex items-center gap-2">
          <Swatch place={line.place} />
          <span className="min-w-0 flex-1 truncate font-mono">{line.label}</span>
          <span className="font-medium">{valueWords(value, unit)}</span>
        </p>
      ))}
      {values.length > inTooltip && <p className="text-faint">and {values.length - inTooltip} more</p>}
    </div>
  )
}
