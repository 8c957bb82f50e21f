/** The drawing itself: uPlot on a canvas, in the colours that the theme has now. */
import uPlot from 'uplot'
import { axisLook } from '../../components/chart/axes.ts'
import { resolveColor } from '../../components/chart/colors.ts'
import { fade, lookOf } from '../../components/chart/look.ts'
import { byteSteps, rangeOf, tickWords } from '../../components/chart/ticks.ts'
import { stack, type Line } from './grid.ts'
import { valueWords, type Unit } from './value-words.ts'

/** A line with its place among all, which decides its colour. */
export type DrawnLine = Line & { place: number }

export type ChartInput = {
  element: HTMLElement
  at: readonly number[]
  lines: readonly DrawnLine[]
  stacked: boolean
  unit: Unit
  /** Place among the times, and pixels from the left; null when the pointer has left. */
  onPoint: (point: { at: number; leftPx: number } | null) => void
  onZoom: (fromSeconds: number, toSeconds: number) => void
}

const heightPx = 320
const shortestZoomPx = 6

export function drawChart({ element, at, lines, stacked, unit, onPoint, onZoom }: ChartInput): uPlot {
  const color = (name: string): string => resolveColor(element, name)
  const axis = axisLook(element)
  const values = lines.map((line) => line.values)
  const drawn = stacked ? stack(values) : values
  return new uPlot(
    {
      width: element.clientWidth,
      height: heightPx,
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false, setScale: false }, points: { size: 7 } },
      scales: {
        x: { time: true, range: [at[0] ?? 0, at.at(-1) ?? 1] },
        y: { range: (_, min, max) => rangeOf(min, max) },
      },
      axes: [
        { ...axis, values: (_, times) => times.map((time) => tickWords(time)) },
        {
          ...axis,
          size: 72,
          ...(unit === 'bytes' && { incrs: byteSteps }),
          values: (_, marks) => marks.map((mark) => valueWords(mark, unit)),
        },
      ],
      ...(stacked && {
        bands: lines
          .slice(1)
          .map((_, place) => ({ series: [place + 2, place + 1] as const }))
          .map(band),
      }),
      series: [{}, ...lines.map(({ place }) => seriesOf(place, stacked, color))],
      hooks: {
        setCursor: [
          ({ cursor }) => {
            const { idx, left } = cursor
            onPoint(
              idx === null || idx === undefined || left === undefined || left < 0 ? null : { at: idx, leftPx: left },
            )
          },
        ],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select
            if (width >= shortestZoomPx) onZoom(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'))
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
          },
        ],
      },
    },
    [[...at], ...drawn.map((line) => [...line])],
    element,
  )
}

const band = ({ series: [upper, lower] }: { series: readonly [number, number] }): uPlot.Band => ({
  series: [upper, lower],
})

function seriesOf(place: number, stacked: boolean, color: (name: string) => string): uPlot.Series {
  const look = lookOf(place)
  return {
    stroke: () => color(look.color),
    width: 1.5,
    dash: look.dash,
    spanGaps: false,
    // A line of a single point would not be seen.
    points: { show: (plot, series) => isLonely(plot.data[series] ?? []) },
    ...(stacked && { fill: () => color(fade(look.color, 24)) }),
  }
}

const isLonely = (values: ArrayLike<number | null | undefined>): boolean =>
  Array.from(values).filter((value) => value !== null && value !== undefined).length === 1
