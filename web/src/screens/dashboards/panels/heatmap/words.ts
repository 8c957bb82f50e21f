/** What is written of rows and cells. */
import { formatNumber, type PanelOf } from '#common/dashboards'
import type { Cells, Row } from './model.ts'

export type Writer = { bound: (value: number) => string; row: (row: Row) => string; count: (count: number) => string }

export function writerOf({ options, field }: PanelOf<'heatmap'>, { numeric }: Pick<Cells, 'numeric'>): Writer {
  const { yAxis, cellUnit, cellDecimals } = options
  const unit = yAxis.unit === '' || yAxis.unit === 'none' ? field.unit : yAxis.unit
  const bound = (value: number): string => {
    if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
    return written(value, unit, yAxis.decimals)
  }
  return {
    bound,
    row: ({ label, bottom, top }) => (numeric ? `${bound(bottom)} to ${bound(top)}` : label),
    count: (count) => written(count, cellUnit === '' ? 'short' : cellUnit, cellDecimals),
  }
}

function written(value: number, unit: string, decimals: number | undefined): string {
  const { prefix, text, suffix } = formatNumber(value, unit, decimals)
  return `${prefix}${text}${suffix}`
}
