import { formatValue } from '#common/dashboards'
import { fade } from '../../../../components/chart/look.ts'
import { cn } from '../../../../components/class-names.ts'
import { clock, date } from '../../../../format.ts'
import { legible, writtenColor } from '../colors.ts'
import { cellText, type Column } from './model.ts'

const timeOf = (ms: number): string => `${date(new Date(ms))}, ${clock(new Date(ms))}`

export function sideOf({ config: { custom }, isNumber }: Column): string {
  const align = custom.align === 'auto' ? (isNumber ? 'right' : 'left') : custom.align
  return { left: 'text-left', center: 'text-center', right: 'text-right' }[align]
}

/** A value in the colors of its field. */
export function Cell({ column, value }: { column: Column; value: Column['values'][number] }) {
  const { config, range, isNumber } = column
  const text = value === null ? '' : cellText(column, value, timeOf)
  const { cellType } = config.custom
  const number = typeof value === 'number' ? value : null
  const colored =
    ['color-text', 'color-background', 'gauge'].includes(cellType) && (isNumber || config.mappings.length > 0)
  const color = colored ? writtenColor(formatValue(value, config), number, config, 0, range) : undefined
  const [min, max] = [config.min ?? Math.min(0, range.min), config.max ?? range.max]
  const share = number === null ? 0 : Math.min(1, Math.max(0, (number - min) / (max - min || 1)))
  return (
    <span
      role="cell"
      title={text}
      className={cn('relative flex min-w-0 items-center px-2', isNumber && 'tabular-nums')}
      style={
        cellType === 'color-background' && color !== undefined
          ? { background: fade(color, 22), boxShadow: `inset 2px 0 ${color}` }
          : undefined
      }
    >
      {cellType === 'gauge' && color !== undefined && (
        <span
          aria-hidden
          className="absolute inset-y-1.5 left-1 rounded-xs"
          style={{ width: `calc(${share * 100}% - 8px)`, background: fade(color, 30) }}
        />
      )}
      <span
        className={cn('relative w-full truncate', sideOf(column))}
        style={cellType === 'color-text' && color !== undefined ? { color: legible(color) } : undefined}
      >
        {text}
      </span>
    </span>
  )
}
