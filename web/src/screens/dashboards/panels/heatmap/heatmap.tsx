import type { PanelOf } from '#common/dashboards'
import { useEffect, useMemo, useRef, useState, type PointerEvent } from 'react'
import { createPortal } from 'react-dom'
import { inTurn } from '../../../../components/chart/in-turn.ts'
import { onThemeChange } from '../../../../components/chart/theme.ts'
import { useSize } from '../../../../components/chart/use-size.ts'
import { absolute, clock } from '../../../../format.ts'
import { Sentence } from '../notes.tsx'
import type { PanelData } from '../panel-data.ts'
import { usePanelScope } from '../scope.ts'
import { cellColor, drawHeatmap, edges, placeOf, type View } from './draw.ts'
import { cellsOf, type Cells } from './model.ts'
import { writerOf } from './words.ts'

type Props = { panel: PanelOf<'heatmap'>; data: PanelData }

/** How many there were of what size at what time; the stronger the color, the more. */
export function Heatmap({ panel, data }: Props) {
  const { timeZone, onZoom } = usePanelScope()
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(box)
  const { options } = panel
  const cells = useMemo(() => cellsOf(panel, data.frames, data.histograms, options), [panel, data, options])
  const write = useMemo(() => writerOf(panel, cells), [panel, cells])
  const view: View = { ...size, fromMs: data.fromMs, toMs: data.toMs, timeZone, left: edges.left(cells, write) }
  const [theme, setTheme] = useState(0)
  useEffect(() => onThemeChange(() => setTheme((before) => before + 1)), [])
  useEffect(() => {
    if (size.width === 0) return undefined
    return inTurn(() => canvas.current && drawHeatmap(canvas.current, cells, view, { options, write }))
    // The view is these.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [cells, write, options, size, data.fromMs, data.toMs, timeZone, theme])
  const [pointer, setPointer] = useState<{ x: number; y: number; clientX: number; clientY: number; from?: number }>()
  const at = (event: PointerEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top, clientX: event.clientX, clientY: event.clientY }
  }
  const timeAt = (x: number): Date =>
    new Date(view.fromMs + ((x - view.left) / Math.max(1, size.width - view.left)) * (view.toMs - view.fromMs))
  if (cells.rows.length === 0) return <Sentence>There are no buckets in what came back.</Sentence>
  const found = pointer && placeOf(cells, view, options, pointer)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div
        ref={box}
        aria-hidden
        data-chart
        className="relative min-h-0 flex-1 cursor-crosshair touch-pan-y overflow-hidden"
        onPointerMove={(event) =>
          setPointer({ ...at(event), ...(pointer?.from !== undefined && { from: pointer.from }) })
        }
        onPointerLeave={() => setPointer(undefined)}
        onPointerDown={(event) => {
          if (onZoom && event.pointerType === 'mouse') setPointer({ ...at(event), from: at(event).x })
        }}
        onPointerUp={(event) => {
          const { x } = at(event)
          if (onZoom && pointer?.from !== undefined && Math.abs(x - pointer.from) > 6)
            onZoom(timeAt(Math.min(x, pointer.from)), timeAt(Math.max(x, pointer.from)))
          setPointer(at(event))
        }}
      >
        <canvas ref={canvas} className="absolute inset-0" style={{ width: size.width, height: size.height }} />
        {pointer?.from !== undefined && (
          <div
            className="absolute inset-y-0 bg-accent opacity-15"
            style={{ left: Math.min(pointer.x, pointer.from), width: Math.abs(pointer.x - pointer.from) }}
          />
        )}
      </div>
      {options.showLegend && cells.most > 0 && <Scale cells={cells} options={options} write={write} />}
      {found && pointer && (
        <Tip x={pointer.clientX} y={pointer.clientY}>
          <p className="mb-1 text-faint">
            {absolute(new Date(found.fromMs))} to {clock(new Date(found.fromMs + cells.stepMs))}
          </p>
          <p className="flex items-center gap-2">
            <span
              aria-hidden
              className="size-2.5 rounded-xs"
              style={{ background: cellColor(found.count ?? 0, cells, options) }}
            />
            <span className="min-w-0 flex-1 truncate">{write.row(found.row)}</span>
            <span className="font-medium">{found.count === null ? 'no sample' : write.count(found.count)}</span>
          </p>
        </Tip>
      )}
    </div>
  )
}

function Tip({ x, y, children }: { x: number; y: number; children: React.ReactNode }) {
  return createPortal(
    <div
      aria-hidden
      className="pointer-events-none fixed z-50 max-w-80 rounded-lg bg-raised px-3 py-2 text-xs text-text shadow-float"
      style={{
        ...(x > innerWidth / 2 ? { right: innerWidth - x + 14 } : { left: x + 14 }),
        ...(y > innerHeight / 2 ? { bottom: innerHeight - y } : { top: y }),
      }}
    >
      {children}
    </div>,
    document.body,
  )
}

type ScaleProps = { cells: Cells; options: Props['panel']['options']; write: ReturnType<typeof writerOf> }

function Scale({ cells, options, write }: ScaleProps) {
  const stops = Array.from({ length: 9 }, (_, at) =>
    cellColor(cells.least + ((cells.most - cells.least) * at) / 8, cells, options),
  )
  return (
    <div className="flex h-6 shrink-0 items-center justify-end gap-2 text-2xs text-muted">
      {write.count(options.color.min ?? cells.least)}
      <span
        aria-hidden
        className="h-2 w-32 rounded-xs"
        style={{ background: `linear-gradient(90deg, ${stops.join(', ')})` }}
      />
      {write.count(options.color.max ?? cells.most)}
    </div>
  )
}
