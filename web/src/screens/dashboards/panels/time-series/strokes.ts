/** How one series is drawn: its line, bars or points, and its ground. */
import uPlot from 'uplot'
import { resolveColor } from '../../../../components/chart/colors.ts'
import { fade } from '../../../../components/chart/look.ts'
import { stepValue, cssOf } from '../colors.ts'
import type { Line } from './lines.ts'

const { bars, linear, spline, stepped } = uPlot.paths
const curves = {
  linear: linear?.(),
  smooth: spline?.(),
  stepBefore: stepped?.({ align: -1 }),
  stepAfter: stepped?.({ align: 1 }),
}
const oneBar = 0.97

export function strokeOf(line: Line, element: HTMLElement): uPlot.Series {
  const { config, look } = line.series
  const { custom } = config
  const { drawStyle, lineWidth, lineStyle, showPoints, pointSize, spanNulls, fillOpacity } = custom
  const color = (css: string): string => resolveColor(element, css)
  const schemed = custom.gradientMode === 'scheme' && config.color.mode === 'thresholds'
  const stroke = (plot: uPlot): string | CanvasGradient =>
    schemed ? stepGradient(plot, line, color) : color(look.color)
  const dash = lineStyle.fill === 'solid' ? look.dash : lineStyle.fill === 'dot' ? [1, 3] : lineStyle.dash
  const width = drawStyle === 'bars' ? Math.min(1, lineWidth) : drawStyle === 'points' ? 0 : lineWidth
  return {
    scale: line.scale,
    stroke,
    width,
    dash: drawStyle === 'line' ? dash : [],
    ...(lineStyle.fill === 'dot' && { cap: 'round' as const }),
    ...(fillOpacity > 0 && drawStyle !== 'points' && { fill: fillOf(line, color) }),
    spanGaps: spanNulls === true,
    paths: pathsOf(line),
    points: {
      size: Math.max(3, pointSize),
      show:
        drawStyle === 'points' || showPoints === 'always' ? true : drawStyle === 'bars' ? false : lonely(showPoints),
    },
  } as uPlot.Series // uPlot's types know no path builder that draws nothing, as its own documentation has it
}

function pathsOf({ series: { config } }: Line): uPlot.Series.PathBuilder | undefined {
  const { drawStyle, lineInterpolation, barWidthFactor, barAlignment } = config.custom
  if (drawStyle === 'points') return () => null
  if (drawStyle === 'bars') return bars?.({ size: [Math.min(oneBar, barWidthFactor), 200], align: barAlignment })
  return curves[lineInterpolation]
}

/** A value between two gaps would not be seen. */
const lonely =
  (showPoints: 'auto' | 'never' | 'always') =>
  (plot: uPlot, at: number): boolean => {
    const values = plot.data[at] ?? []
    const known = Array.from(values).filter((value) => value !== null && value !== undefined).length
    return known === 1 || (showPoints === 'auto' && known > 0 && known < 20 && plot.width / known > 24)
  }

function fillOf({ series: { config, look } }: Line, color: (css: string) => string) {
  const { fillOpacity, gradientMode } = config.custom
  if (gradientMode === 'none') return () => color(fade(look.color, fillOpacity))
  return (plot: uPlot): CanvasGradient => {
    const { top, height } = plot.bbox
    const gradient = plot.ctx.createLinearGradient(0, top, 0, top + (height || 1))
    gradient.addColorStop(0, color(fade(look.color, Math.min(100, fillOpacity + 15))))
    gradient.addColorStop(1, color(fade(look.color, Math.round(fillOpacity / 8))))
    return gradient
  }
}

/** The line takes the color of the threshold that it has reached, at each height. */
function stepGradient(plot: uPlot, { scale, series: { config } }: Line, color: (css: string) => string) {
  const { top, height } = plot.bbox
  const gradient = plot.ctx.createLinearGradient(0, top + (height || 1), 0, top)
  const { min = 0, max = 1 } = plot.scales[scale] ?? {}
  const place = (value: number): number => Math.min(1, Math.max(0, (value - min) / (max - min || 1)))
  let before: string | undefined
  for (const step of config.thresholds.steps) {
    const at = Number.isFinite(step.value) ? place(stepValue(step.value, config)) : 0
    if (before !== undefined) gradient.addColorStop(at, before)
    before = color(cssOf(step.color))
    gradient.addColorStop(at, before)
  }
  return before === undefined ? color('var(--line-0)') : gradient
}
