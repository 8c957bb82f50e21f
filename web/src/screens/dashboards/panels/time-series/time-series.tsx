import type { PanelOf } from '#common/dashboards'
import type uPlot from 'uplot'
import { useEffect, useMemo, useRef, useState } from 'react'
import { cn } from '../../../../components/class-names.ts'
import { inTurn } from '../../../../components/chart/in-turn.ts'
import { keepPlot } from '../../../../components/chart/plot.ts'
import { Legend } from '../legend.tsx'
import { Marks, type Area } from '../marks.tsx'
import type { PanelData } from '../panel-data.ts'
import { usePanelScope, type Mark } from '../scope.ts'
import { seriesOf, type SeriesView } from '../series.ts'
import { linesOf, type Line } from './lines.ts'
import { drawPlot, type Point } from './plot.ts'
import { Tooltip, type TooltipRow } from './tooltip.tsx'

type Props = { panel: PanelOf<'timeseries'>; data: PanelData }

/** Lines, bars and points over time, with names below or beside them that switch them off and on. */
export function TimeSeries({ panel, data }: Props) {
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  const { times, series } = useMemo(() => seriesOf(panel, data.frames), [panel, data])
  const { legend } = panel.options
  const named = series.filter(({ config }) => !config.custom.hideFrom.legend)
  return (
    <div className={cn('flex h-full min-h-0 min-w-0', legend.placement === 'right' ? 'flex-row gap-2' : 'flex-col')}>
      <Drawing {...{ panel, data, times, series, off }} />
      {legend.show && named.length > 0 && <Legend {...{ series: named, times, legend, off }} onChange={setOff} />}
    </div>
  )
}

const none: readonly Mark[] = []

type DrawingProps = Props & { times: readonly number[]; series: SeriesView[]; off: ReadonlySet<string> }

function Drawing({ panel, data, times, series, off }: DrawingProps) {
  const { graphTooltip, dashboardId, timeZone, onZoom, marks = none } = usePanelScope()
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const zoom = useRef(onZoom)
  const [point, setPoint] = useState<Point | null>(null)
  const [area, setArea] = useState<Area>()
  useEffect(() => {
    zoom.current = onZoom
  })
  const lines = useMemo(
    () =>
      linesOf(
        series.filter((each) => isDrawn(each, off)),
        times,
      ),
    [series, off, times],
  )
  const zooms = onZoom !== undefined
  const sync = graphTooltip === 0 ? undefined : dashboardId
  const { fromMs, toMs } = data
  useEffect(() => {
    const element = box.current
    if (!element) return
    let end = (): void => undefined
    const takeBack = inTurn(() => {
      const made = drawPlot({
        ...{ element, times, lines, fromMs, toMs, timeZone, sync, onPoint: setPoint, onArea: setArea },
        onZoom: zooms ? (from, to) => zoom.current?.(from, to) : undefined,
      })
      plot.current = made
      ;({ end } = keepPlot(made, element, () => element.clientHeight))
    })
    return () => {
      takeBack()
      end()
      plot.current = null
      setPoint(null)
    }
  }, [times, lines, fromMs, toMs, timeZone, sync, zooms])
  const { tooltip } = panel.options
  const told = point !== null && tooltip.mode !== 'none' && (point.hovered || graphTooltip === 2)
  return (
    <div className="relative min-h-0 min-w-0 flex-1">
      <div ref={box} aria-hidden data-chart className="absolute inset-0 cursor-crosshair overflow-hidden" />
      {area && marks.length > 0 && <Marks {...{ marks, fromMs, toMs, area }} />}
      {told && plot.current && <Told {...{ point, lines, times, tooltip }} plot={plot.current} />}
    </div>
  )
}

const isDrawn = ({ key, config }: SeriesView, off: ReadonlySet<string>): boolean =>
  !config.custom.hideFrom.viz && !off.has(key)

type ToldProps = {
  point: Point
  lines: readonly Line[]
  times: readonly number[]
  plot: uPlot
  tooltip: PanelOf<'timeseries'>['options']['tooltip']
}

function Told({ point, lines, times, plot, tooltip }: ToldProps) {
  const atMs = times[point.at]
  if (atMs === undefined) return null
  const there = lines.filter(
    ({ series, values }) => !series.config.custom.hideFrom.tooltip && isValue(values[point.at]),
  )
  const chosen = tooltip.mode === 'single' ? nearest(there, plot, point) : there
  const rows = chosen.flatMap(({ series }): TooltipRow[] => {
    const value = series.values[point.at] ?? null
    return value === null ? [] : [{ series, value }]
  })
  const { left, top } = plot.over.getBoundingClientRect()
  return (
    <Tooltip {...{ atMs, rows, options: tooltip, left: left + point.leftPx, top: top + Math.max(0, point.topPx) }} />
  )
}

const isValue = (value: number | null | undefined): value is number => value !== null && value !== undefined

function nearest(lines: readonly Line[], plot: uPlot, { at, topPx }: Point): Line[] {
  const away = (line: Line): number => Math.abs(plot.valToPos(line.values[at] ?? 0, line.scale) - topPx)
  return lines.toSorted((one, other) => away(one) - away(other)).slice(0, 1)
}
