/** Numbers with units, as dashboards name them. Golden tests: units.test.ts. */
import { fixed } from './decimals.ts'
import { physical } from './physical.ts'
import { type Where, type Writer, type Written, counted, metricUnit, money } from './scales.ts'
import { type Group, currencies, everyday } from './tables.ts'
import { date } from './time.ts'

const groups: Group[] = [...everyday, currencies, ...physical]
const writers = new Map(groups.flatMap(({ units }) => units.map(([id, , write]) => [id, write] as const)))
/** Other spellings that are found. */
const aliases: Record<string, string> = { '': 'none', us: 'µs', μs: 'µs', short_si: 'sishort', percentage: 'percent' }

/** For a list to choose from. */
export const unitGroups: { name: string; units: { id: string; name: string }[] }[] = groups.map(({ name, units }) => ({
  name,
  units: units.map(([id, unit]) => ({ id, name: unit })),
}))

export function isKnownUnit(unit: string): boolean {
  return writerOf(unit) !== undefined
}

/**
 * A number with its unit, in parts; decimals: as many as asked for, else three significant digits. `where` is for dates:
 * without a time zone they are in that of the reader. What is no number (NaN, ±Inf) has no unit. An unknown unit is written
 * after the number.
 */
export function formatNumber(value: number, unit: string, decimals?: number, where: Where = {}): Written {
  if (Number.isNaN(value)) return { text: 'NaN', prefix: '', suffix: '' }
  if (!Number.isFinite(value)) return { text: value > 0 ? '+Inf' : '-Inf', prefix: '', suffix: '' }
  const write = writerOf(unit)
  return write ? write(value, decimals, where) : { text: fixed(value, decimals), prefix: '', suffix: ` ${unit}` }
}

function writerOf(unit: string): Writer | undefined {
  const id = Object.hasOwn(aliases, unit) ? (aliases[unit] ?? unit) : unit
  return writers.get(id) ?? customWriter(id)
}

/** `suffix:req`, `prefix:v`, `si:mF`, `count:jobs`, `currency:¢`, `time:YYYY`, `bool:on/off`. */
function customWriter(unit: string): Writer | undefined {
  const [, kind, text = ''] = /^(suffix|prefix|si|count|currency|time|bool):(.{0,80})$/s.exec(unit) ?? []
  switch (kind) {
    case 'suffix':
      return (value, decimals) => ({ text: fixed(value, decimals), prefix: '', suffix: text })
    case 'prefix':
      return (value, decimals) => ({ text: fixed(value, decimals), prefix: text, suffix: '' })
    case 'si':
      return customSi(text)
    case 'count':
      return counted(text)
    case 'currency':
      return money(text)
    case 'time':
      return date(text)
    case 'bool': {
      const [one = 'True', other = 'False'] = text.split('/')
      return (value) => ({ text: value === 0 ? other : one, prefix: '', suffix: '' })
    }
    default:
      return undefined
  }
}

/** A letter before the unit says which prefix the number itself has: `si:mF` comes in thousandths of F. */
function customSi(text: string): Writer {
  const start = text.length > 1 ? 'fpnµm kMGTPEZY'.indexOf(text[0] ?? '') : -1
  return start === -1 || text.startsWith(' ') ? metricUnit(text) : metricUnit(text.slice(1), start - 5)
}
