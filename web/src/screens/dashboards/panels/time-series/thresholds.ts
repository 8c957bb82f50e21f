/** Thresholds as lines across the chart, or as ground behind it. */
import type uPlot from 'uplot'
import { resolveColor } from '../../../../components/chart/colors.ts'
import { fade } from '../../../../components/chart/look.ts'
import { cssOf, stepValue } from '../colors.ts'
import type { Line } from './lines.ts'

/** Each scale is marked once, by the first of its series that has marks. */
export function thresholdHooks(lines: readonly Line[], element: HTMLElement): uPlot.Hooks.Arrays {
  const marked = lines.filter(({ series }) => !['off', 'series'].includes(series.config.custom.thresholdsStyle))
  const once = marked.filter(({ scale }, at) => marked.findIndex((other) => other.scale === scale) === at)
  if (once.length === 0) return {}
  return {
    drawClear: [(plot) => once.forEach((line) => drawGround(plot, line, element))],
    draw: [(plot) => once.forEach((line) => drawLines(plot, line, element))],
  }
}

const stepsOf = ({ series: { config }, scale }: Line, plot: uPlot) => {
  const { min = 0, max = 100 } = plot.scales[scale] ?? {}
  return config.thresholds.steps.map(({ value, color }) => ({
    at: stepValue(value, config, { min: min ?? 0, max: max ?? 100 }),
    color: cssOf(color),
  }))
}

function drawGround(plot: uPlot, line: Line, element: HTMLElement): void {
  if (!line.series.config.custom.thresholdsStyle.includes('area')) return
  const { ctx, bbox } = plot
  const steps = stepsOf(line, plot)
  for (const [place, { at, color }] of steps.entries()) {
    const upper = steps[place + 1]?.at ?? Infinity
    const [top, bottom] = [heightOf(plot, upper, line.scale), heightOf(plot, at, line.scale)]
    if (bottom <= top || color === 'transparent') continue
    ctx.fillStyle = resolveColor(element, fade(color, 12))
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top)
  }
}

function drawLines(plot: uPlot, line: Line, element: HTMLElement): void {
  const style = line.series.config.custom.thresholdsStyle
  if (style === 'area') return
  const { ctx, bbox } = plot
  ctx.save()
  ctx.lineWidth = 1.5 * devicePixelRatio
  ctx.setLineDash(style.startsWith('dashed') ? [8 * devicePixelRatio, 6 * devicePixelRatio] : [])
  for (const { at, color } of stepsOf(line, plot)) {
    const y = heightOf(plot, at, line.scale)
    if (!Number.isFinite(at) || y <= bbox.top || y >= bbox.top + bbox.height) continue
    ctx.strokeStyle = resolveColor(element, color)
    ctx.beginPath()
    ctx.moveTo(bbox.left, y)
    ctx.lineTo(bbox.left + bbox.width, y)
    ctx.stroke()
  }
  ctx.restore()
}

/** Within the chart, in pixels of the canvas. */
function heightOf(plot: uPlot, value: number, scale: string): number {
  const { top, height } = plot.bbox
  if (!Number.isFinite(value)) return value > 0 ? top : top + height
  return Math.min(top + height, Math.max(top, plot.valToPos(value, scale, true)))
}
