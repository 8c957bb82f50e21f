/** The colors and the font of every axis. */
import type uPlot from 'uplot'
import { resolveColor } from './colors.ts'

export function axisLook(element: HTMLElement): uPlot.Axis {
  return {
    stroke: () => resolveColor(element, 'var(--muted)'),
    grid: { stroke: () => resolveColor(element, 'var(--line)'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  }
}
