/** One value for each series, or each row of a table for itself: what stat, gauge, bar gauge and pie show. */
import {
  formatValue,
  readPattern,
  reduce,
  resolveField,
  type Cell,
  type FieldConfig,
  type FormattedValue,
  type Frame,
  type FrameField,
  type Panel,
  type ReduceOptions,
} from '#common/dashboards'
import { writtenColor, type Range } from '../colors.ts'

export type Reduced = {
  key: string
  name: string
  value: Cell
  written: FormattedValue
  /** CSS. */
  color: string
  config: FieldConfig
  /** What it was made of, for a sparkline; without times there is none. */
  values: readonly Cell[]
  times: readonly number[] | undefined
  labels: Record<string, string>
}

type Fields = Pick<Panel, 'field' | 'overrides'>
type Found = { frame: Frame; field: FrameField; value: Cell; name: string; key: string; values: readonly Cell[] }

/** More are of no use to anybody's eyes. */
const most = 200

/** `total` is how many there are. */
export function reducedOf(
  panel: Fields,
  frames: readonly Frame[],
  options: ReduceOptions,
): { values: Reduced[]; total: number } {
  const found = frames.flatMap((frame, place) =>
    frame.fields.flatMap((field, column) =>
      isWanted(frame, field, options.fields) ? valuesOf(frame, field, `${place}.${column}`, options) : [],
    ),
  )
  const range = rangeOfValues(found)
  const values = found.slice(0, most).map(({ frame, field, value, name, key, values: all }, place): Reduced => {
    const labels = field.labels ?? {}
    const config = resolveField(panel, { name, refId: frame.refId, labels, type: field.type })
    const written = formatValue(value, config)
    const number = typeof value === 'number' ? value : null
    return {
      ...{ key, value, written, config, labels, values: all },
      name: config.displayName,
      color: writtenColor(written, number, config, place, range),
      times: options.values
        ? undefined
        : (frame.fields.find(({ type }) => type === 'time')?.values as number[] | undefined),
    }
  })
  return { values, total: found.length }
}

function isWanted(frame: Frame, field: FrameField, wanted: string): boolean {
  if (wanted === '') return field.type === 'number' || field.type === 'boolean'
  const names = [field.name, ...(field.type === 'number' ? [frame.name] : [])]
  if (!/^\/.*\/[a-z]*$/s.test(wanted)) return names.includes(wanted)
  // What cannot be used finds nothing, and the panel says so.
  const pattern = readPattern(wanted)
  return pattern !== undefined && names.some((name) => pattern.test(name))
}

function valuesOf(frame: Frame, field: FrameField, key: string, options: ReduceOptions): Found[] {
  const name = field.name === 'Value' && frame.name !== frame.refId ? frame.name : field.name
  if (!options.values) {
    const calc = options.calcs[0] ?? 'lastNotNull'
    const times = frame.fields.find(({ type }) => type === 'time')?.values as number[] | undefined
    return [{ frame, field, name, key, values: field.values, value: reduce(field.values, calc, times) }]
  }
  const words = frame.fields.filter(({ type }) => type === 'string')
  return field.values.slice(0, options.limit ?? 25).map((value, row) => ({
    ...{ frame, field, value, key: `${key}.${row}`, values: [] },
    name:
      words
        .map(({ values }) => String(values[row] ?? ''))
        .filter(Boolean)
        .join(' ') || name,
  }))
}

function rangeOfValues(found: readonly Found[]): Range {
  const known = found.flatMap(({ value }) => (typeof value === 'number' && Number.isFinite(value) ? [value] : []))
  return known.length === 0 ? { min: 0, max: 100 } : { min: Math.min(...known), max: Math.max(...known) }
}
