/** The drawing of a heatmap on a canvas. Rows are equally high: bounds of buckets grow by powers, and each row is of interest. */
import type { HeatmapOptions } from '#common/dashboards'
import { resolveColor } from '../../../../components/chart/colors.ts'
import { fade } from '../../../../components/chart/look.ts'
import { tickWords } from '../../../../components/chart/ticks.ts'
import { cssOf, schemeColor } from '../colors.ts'
import { isShown, type Cells, type Row } from './model.ts'
import type { Writer } from './words.ts'

export type View = {
  width: number
  height: number
  fromMs: number
  toMs: number
  timeZone: string | undefined
  left: number
}
type Look = { options: HeatmapOptions; write: Writer }

const bottomPx = 20
const font = '11px system-ui, sans-serif'

export const edges = {
  /** Room for the longest of the bounds. */
  left: ({ rows, numeric }: Cells, write: Writer): number => {
    const longest = rows.reduce((most, row) => Math.max(most, (numeric ? write.bound(row.top) : row.label).length), 1)
    return Math.min(140, 12 + longest * 6.4)
  },
}

/** From the ground to the strongest. */
export function cellColor(
  count: number,
  { least, most }: Pick<Cells, 'least' | 'most'>,
  { color }: HeatmapOptions,
): string {
  const [low, high] = [color.min ?? Math.min(least, most), color.max ?? most]
  const linear = Math.min(1, Math.max(0, (count - low) / (high - low || 1)))
  const eased =
    color.mode === 'opacity' && color.scale === 'linear'
      ? linear
      : linear ** (color.mode === 'opacity' ? color.exponent : 0.6)
  const steps = Math.max(2, Math.min(128, color.steps))
  const share = Math.round(eased * (steps - 1)) / (steps - 1)
  if (color.mode === 'opacity') return fade(cssOf(color.fill), Math.round(8 + share * 92))
  return named(color.scheme, color.reverse ? 1 - share : share)
}

/** One hue from faint to full for schemes of a single one, and our own for those that we do not have. */
function named(scheme: string, share: number): string {
  const hue = { Blues: 'blue', Greens: 'green', Oranges: 'orange', Purples: 'purple', Reds: 'red' }[scheme]
  if (hue !== undefined) return fade(cssOf(hue), Math.round(12 + share * 88))
  if (['RdYlGn', 'RdYlBu', 'Spectral'].includes(scheme)) return schemeColor('RdYlGr', share)
  return `color-mix(in oklab, color-mix(in oklab, var(--line-4) 22%, var(--raised)), color-mix(in oklab, var(--line-3), var(--line-1) ${Math.round(share * 60)}%) ${Math.round(share * 100)}%)`
}

export function drawHeatmap(canvas: HTMLCanvasElement, cells: Cells, view: View, { options, write }: Look): void {
  const scale = devicePixelRatio
  canvas.width = view.width * scale
  canvas.height = view.height * scale
  const context = canvas.getContext('2d')
  if (!context) return
  context.scale(scale, scale)
  const gap = Math.min(2, Math.max(0, options.cellGap))
  const { rows, times, stepMs } = cells
  const high = (view.height - bottomPx) / rows.length
  for (const [at, { counts }] of rows.entries()) {
    const top = topOf(at, rows.length, high, options)
    for (const [place, count] of counts.entries()) {
      const time = times[place]
      if (count === null || time === undefined || !isShown(count, options)) continue
      const [left, right] = [xOf(time - stepMs, view), xOf(time, view)]
      if (right <= view.left || left >= view.width) continue
      context.fillStyle = resolveColor(canvas, cellColor(count, cells, options))
      const from = Math.max(view.left, left)
      context.fillRect(from, top, Math.max(1, right - from - gap), Math.max(1, high - gap))
    }
  }
  drawAxes(context, canvas, cells, view, { options, write })
}

const xOf = (ms: number, { left, width, fromMs, toMs }: View): number =>
  left + ((ms - fromMs) / (toMs - fromMs || 1)) * (width - left)

const topOf = (at: number, count: number, high: number, { yAxis }: HeatmapOptions): number =>
  (yAxis.reverse ? at : count - 1 - at) * high

const timeSteps = [
  15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
]

function drawAxes(
  context: CanvasRenderingContext2D,
  canvas: HTMLElement,
  { rows, numeric }: Cells,
  view: View,
  { options, write }: Look,
) {
  context.font = font
  context.fillStyle = resolveColor(canvas, 'var(--muted)')
  context.textBaseline = 'middle'
  const high = (view.height - bottomPx) / rows.length
  const every = Math.max(1, Math.ceil(16 / high))
  if (options.yAxis.show) {
    context.textAlign = 'right'
    for (const [at, row] of rows.entries()) {
      if (at % every !== 0) continue
      context.fillText(
        clipped(numeric ? write.bound(row.top) : row.label, 20),
        view.left - 6,
        topOf(at, rows.length, high, options) + high / 2,
      )
    }
  }
  context.textAlign = 'center'
  const seconds = (view.toMs - view.fromMs) / 1000
  const wanted = Math.max(2, (view.width - view.left) / 84)
  const step = timeSteps.find((each) => seconds / each <= wanted) ?? 2_592_000
  for (let at = Math.ceil(view.fromMs / 1000 / step) * step; at * 1000 <= view.toMs; at += step) {
    const x = xOf(at * 1000, view)
    if (x > view.left + 16 && x < view.width - 16) context.fillText(tickWords(at, view.timeZone), x, view.height - 8)
  }
}

const clipped = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text)

/** The cell under the pointer. */
export function placeOf(
  { rows, times, stepMs }: Cells,
  view: View,
  { yAxis }: HeatmapOptions,
  { x, y }: { x: number; y: number },
): { row: Row; fromMs: number; count: number | null } | undefined {
  const high = (view.height - bottomPx) / rows.length
  const fromTop = Math.floor(y / high)
  const row = rows[yAxis.reverse ? fromTop : rows.length - 1 - fromTop]
  const ms = view.fromMs + ((x - view.left) / Math.max(1, view.width - view.left)) * (view.toMs - view.fromMs)
  const place = times.findIndex((time) => time - stepMs <= ms && ms < time)
  const time = times[place]
  if (!row || time === undefined || x < view.left) return undefined
  return { row, fromMs: time - stepMs, count: row.counts[place] ?? null }
}
