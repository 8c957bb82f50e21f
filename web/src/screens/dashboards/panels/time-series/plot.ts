/** Everything that uPlot has to know of a panel. */
import uPlot from 'uplot'
import { axisLook } from '../../../../components/chart/axes.ts'
import { tickWords } from '../../../../components/chart/ticks.ts'
import type { Area } from '../marks.tsx'
import type { Line } from './lines.ts'
import { axesOf } from './axes.ts'
import { scalesOf } from './scales.ts'
import { strokeOf } from './strokes.ts'
import { thresholdHooks } from './thresholds.ts'

export type Point = { at: number; leftPx: number; topPx: number; hovered: boolean }

export type PlotInput = {
  element: HTMLElement
  /** Milliseconds. */
  times: readonly number[]
  lines: readonly Line[]
  fromMs: number
  toMs: number
  timeZone: string | undefined
  /** Charts with the same one share the crosshair. */
  sync: string | undefined
  onPoint: (point: Point | null) => void
  /** Where the ground of the chart is, after each change of its size. */
  onArea: (area: Area) => void
  onZoom: ((from: Date, to: Date) => void) | undefined
}

const shortestZoomPx = 6

export function drawPlot(input: PlotInput): uPlot {
  const { element, times, lines, fromMs, toMs, timeZone, sync } = input
  const base = axisLook(element)
  const data = [times.map((ms) => ms / 1000), ...lines.map(({ values }) => values)]
  return new uPlot(
    {
      width: element.clientWidth,
      height: element.clientHeight,
      padding: [8, lines.some(({ series }) => series.config.custom.axisPlacement === 'right') ? 4 : 18, 0, 4],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: input.onZoom !== undefined, y: false, setScale: false },
        points: { size: 7 },
        ...(sync !== undefined && { sync: { key: sync, setSeries: false, scales: ['x', null], filters: onlyMoves } }),
      },
      ...(timeZone !== undefined && { tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timeZone) }),
      scales: { x: { time: true, range: [fromMs / 1000, toMs / 1000] }, ...scalesOf(lines) },
      axes: [
        { ...base, size: 24, gap: 4, space: 64, values: (_, marks) => marks.map((mark) => tickWords(mark, timeZone)) },
        ...axesOf(lines, element),
      ],
      bands: lines.flatMap(({ downTo }, at) => (downTo === undefined ? [] : [{ series: [at + 1, downTo + 1] }])),
      series: [{}, ...lines.map((line) => strokeOf(line, element))],
      hooks: { ...thresholdHooks(lines, element), ...cursorHooks(input), ...areaHooks(input) },
    },
    data as uPlot.AlignedData, // a list whose first is the times
    element,
  )
}

/** A stretch that is drawn over one chart is of no concern to the others. */
const onlyMoves = {
  pub: (type: string): boolean => type === 'mousemove' || type === 'mouseleave',
  sub: (type: string): boolean => type === 'mousemove' || type === 'mouseleave',
}

/** It is told only when it is another one: it comes after every drawing. */
function areaHooks({ onArea }: PlotInput): uPlot.Hooks.Arrays {
  let before = ''
  const tell = ({ bbox }: uPlot): void => {
    const { left, top, width, height } = bbox
    const ratio = devicePixelRatio
    const area = { left: left / ratio, top: top / ratio, width: width / ratio, height: height / ratio }
    const key = Object.values(area).join(' ')
    if (key !== before) onArea(area)
    before = key
  }
  return { drawAxes: [tell] }
}

function cursorHooks({ onPoint, onZoom }: PlotInput): uPlot.Hooks.Arrays {
  return {
    setCursor: [
      (plot) => {
        const { idx, left = -1, top = -1 } = plot.cursor
        const gone = idx === null || idx === undefined || left < 0
        // With an event it is this chart, without one another has told of its crosshair.
        onPoint(gone ? null : { at: idx, leftPx: left, topPx: top, hovered: plot.over.matches(':hover') })
      },
    ],
    setSelect: [
      (plot) => {
        const { left, width } = plot.select
        if (width >= shortestZoomPx && onZoom) {
          const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')]
          onZoom(new Date(Math.floor(from) * 1000), new Date(Math.ceil(to) * 1000))
        }
        plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
      },
    ],
  }
}
