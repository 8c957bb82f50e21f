/** What is read of one value of a field. */
import type { Cell, FieldConfig, FormattedValue } from '../model.ts'
import { defined } from '../read/values.ts'
import type { Where } from '../units/scales.ts'
import { formatNumber } from '../units/units.ts'
import { cssColor, shareOf, valueColor } from './colors.ts'
import { mapValue } from './mappings.ts'

/** No value, when the dashboard does not say what to write. */
const nothing = '–'

/**
 * Mappings go before units; their color goes before that of the field. `color` is undefined where only a series has one
 * (palettes). `percent` is the place between min and max, 0 … 1. `where` is for dates.
 */
export function formatValue(value: Cell, config: FieldConfig, where: Where = {}): FormattedValue {
  const number = typeof value === 'boolean' ? Number(value) : value
  const mapped = mapValue(value, config.mappings)
  const written =
    mapped?.text === undefined ? write(value, config, where) : { text: mapped.text, prefix: '', suffix: '' }
  const isNumber = typeof number === 'number' && !Number.isNaN(number)
  return defined({
    ...written,
    color: mapped?.color === undefined ? (isNumber ? valueColor(number, config) : undefined) : cssColor(mapped.color),
    percent: isNumber ? shareOf(number, config) : undefined,
  })
}

function write(value: Cell, config: FieldConfig, where: Where): { text: string; prefix: string; suffix: string } {
  if (value === null) return { text: config.noValue ?? nothing, prefix: '', suffix: '' }
  if (typeof value === 'number') return formatNumber(value, config.unit, config.decimals, where)
  if (typeof value === 'boolean' && config.unit.startsWith('bool')) return formatNumber(Number(value), config.unit)
  return { text: String(value), prefix: '', suffix: '' }
}
