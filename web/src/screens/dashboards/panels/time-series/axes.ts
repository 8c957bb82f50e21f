/** On which side each axis stands, and what is written beside it. */
import type uPlot from 'uplot'
import { axisLook } from '../../../../components/chart/axes.ts'
import { resolveColor } from '../../../../components/chart/colors.ts'
import { byteSteps } from '../../../../components/chart/ticks.ts'
import { writeValue } from '../write-value.ts'
import type { Line } from './lines.ts'
import { firstOfEach } from './scales.ts'

/** The first axis is on the left, others on the right, unless somebody said. */
export function axesOf(lines: readonly Line[], element: HTMLElement): uPlot.Axis[] {
  let left = 0
  return firstOfEach(lines).flatMap((line, at): uPlot.Axis[] => {
    const { custom, displayName: _, ...config } = line.series.config
    if (custom.axisPlacement === 'hidden') return []
    const side = custom.axisPlacement === 'auto' ? (at === 0 ? 'left' : 'right') : custom.axisPlacement
    left += side === 'left' ? 1 : 0
    const { look } = line.series
    const color = custom.axisColorMode === 'series' ? look.color : 'var(--muted)'
    const unit = custom.stacking.mode === 'percent' ? 'percentunit' : config.unit
    const words = { ...line.series.config, unit, mappings: [] }
    const base = axisLook(element)
    return [
      {
        ...base,
        scale: line.scale,
        // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- 3 is the left, 1 the right
        side: side === 'left' ? 3 : 1,
        stroke: () => resolveColor(element, color),
        grid: { ...base.grid, show: custom.axisGridShow && (at === 0 || (side === 'left' && left === 1)) },
        space: 34,
        gap: 6,
        size: (plot, marks) => custom.axisWidth ?? widthOf(plot, marks),
        values: (_plot, marks) => marks.map((mark) => (mark === null ? '' : writeValue(mark, words))),
        ...(isBinary(unit) && { incrs: byteSteps }),
        ...(custom.axisLabel !== '' && { label: custom.axisLabel, labelSize: 20, labelGap: 0, labelFont: base.font }),
      },
    ]
  })
}

const isBinary = (unit: string): boolean => /^(?:bytes|binBps|bits|binbps|kbytes|mbytes|gbytes)$/.test(unit)

/** As wide as its longest words. */
function widthOf(plot: uPlot, marks: readonly string[] | null): number {
  const { ctx } = plot
  const before = ctx.font
  ctx.font = '11px system-ui, sans-serif'
  const widest = (marks ?? []).reduce((most, mark) => Math.max(most, ctx.measureText(mark).width), 0)
  ctx.font = before
  return Math.ceil(Math.max(24, widest + 12))
}
