import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { axisLook } from '../../components/chart/axes.ts'
import { resolveColor } from '../../components/chart/colors.ts'
import { lookOf } from '../../components/chart/look.ts'
import { keepPlot } from '../../components/chart/plot.ts'
import { rangeOf, tickWords } from '../../components/chart/ticks.ts'
import { Skeleton } from '../../components/skeleton.tsx'
import { counted } from '../../format.ts'
import { useWorkspace } from '../../session.ts'
import { gridOf, maxDrawn, type Grid } from '../metrics/grid.ts'
import { askedQuery } from '../metrics/prometheus.ts'
import { SummaryTable } from '../metrics/summary-table.tsx'
import { unitOf, valueWords, type Unit } from '../metrics/value-words.ts'

export type Threshold = { op: string; value: number }

type Props = { expr: string; threshold: Threshold | null; range: string }

/** What a rule looks at over time, with the line that it is compared with. */
export function RuleGraph({ expr, threshold, range }: Props) {
  const { slug } = useWorkspace()
  const asked = useQuery(askedQuery(slug, 'graph', [expr], range))
  const [outcome] = asked.data?.outcomes ?? []
  if (asked.data === undefined) return <Skeleton className="h-56 w-full" />
  if (outcome?.fault !== undefined) return <p className="text-down">{outcome.fault}</p>
  const grid = gridOf(asked.data.outcomes, asked.data)
  if (grid.total === 0) {
    return (
      <p className="flex h-56 items-center justify-center rounded-md border border-line bg-unknown-soft text-unknown hatched">
        No sample in this time
      </p>
    )
  }
  const unit = unitOf(grid.lines.map(({ metric }) => metric))
  return (
    <figure className="m-0 min-w-0" aria-label={`${counted(grid.total, 'series', 'series')} over time`}>
      <Drawing grid={grid} threshold={threshold} unit={unit} />
      <figcaption className="mt-1 flex flex-wrap gap-x-4 text-xs text-muted">
        <span>{counted(grid.total, 'series', 'series')}</span>
        {grid.total > maxDrawn && <span>the first {maxDrawn} are drawn</span>}
        {threshold && (
          <span>
            <span aria-hidden className="mr-1.5 inline-block w-4 border-t-2 border-dashed border-down align-middle" />
            fires {threshold.op} {valueWords(threshold.value, unit)}
          </span>
        )}
      </figcaption>
      <SummaryTable lines={grid.lines.map((line, place) => ({ ...line, place }))} unit={unit} />
    </figure>
  )
}

const heightPx = 224

function Drawing({ grid, threshold, unit }: { grid: Grid; threshold: Threshold | null; unit: Unit }) {
  const box = useRef<HTMLDivElement>(null)
  const value = threshold?.value
  useEffect(() => {
    const element = box.current
    if (!element) return
    const color = (name: string): string => resolveColor(element, name)
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: heightPx,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
        scales: {
          x: { time: true, range: [grid.at[0] ?? 0, grid.at.at(-1) ?? 1] },
          // The line is always in sight.
          y: { range: (_, min, max) => rangeOf(...withLine(min, max, value)) },
        },
        axes: [
          { ...axisLook(element), size: 30, values: (_, times) => times.map((at) => tickWords(at)) },
          { ...axisLook(element), size: 72, values: (_, marks) => marks.map((mark) => valueWords(mark, unit)) },
        ],
        series: [
          {},
          ...grid.lines.map((_, place): uPlot.Series => {
            const look = lookOf(place)
            return { stroke: () => color(look.color), width: 1.5, dash: look.dash, spanGaps: false }
          }),
        ],
        hooks: { draw: [(drawn) => value !== undefined && drawLine(drawn, value, color('var(--down)'))] },
      },
      [[...grid.at], ...grid.lines.map(({ values }) => [...values])],
      element,
    )
    return keepPlot(plot, element, () => heightPx).end
  }, [grid, value, unit])
  return <div ref={box} aria-hidden data-chart className="min-h-56 overflow-hidden" />
}

function withLine(min: number | null, max: number | null, value: number | undefined): [number | null, number | null] {
  if (value === undefined || !Number.isFinite(value)) return [min, max]
  return [Math.min(min ?? value, value), Math.max(max ?? value, value)]
}

function drawLine({ ctx, bbox, valToPos }: uPlot, value: number, color: string): void {
  const y = Math.round(valToPos(value, 'y', true))
  ctx.save()
  ctx.strokeStyle = color
  ctx.lineWidth = 1.5 * devicePixelRatio
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio])
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.restore()
}
