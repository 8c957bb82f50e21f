/** Columns with the settings of their fields, and the order of their rows. */
import { formatValue, resolveField, type Cell, type FieldConfig, type Frame, type Panel } from '#common/dashboards'
import { rangeOfAll, seriesOf } from '../series.ts'
import type { Range } from '../colors.ts'

export type Column = {
  key: string
  name: string
  config: FieldConfig
  values: readonly Cell[]
  isTime: boolean
  isNumber: boolean
  range: Range
}
export type Table = { columns: Column[]; rowCount: number }
export type Sort = { column: string; descending: boolean }

type Fields = Pick<Panel, 'field' | 'overrides'>

export function tableOf(panel: Fields, { fields, refId }: Frame): Table {
  const columns = fields.map(({ name, type, labels = {}, values }, place): Column => {
    const config = resolveField(panel, { name, refId, labels, type })
    return {
      ...{ key: `${place} ${name}`, name: config.displayName, config, values },
      ...{ isTime: type === 'time', isNumber: type === 'number', range: rangeOfNumbers(values) },
    }
  })
  const rowCount = fields.reduce((most, { values }) => Math.max(most, values.length), 0)
  return { columns: columns.filter(({ config }) => !config.custom.hidden), rowCount }
}

/** Series as one table over their common times; what has no times as it is. */
export function tablesOf(panel: Fields, frames: readonly Frame[]): Table[] {
  const timed = frames.filter(({ fields }) => fields.some(({ type }) => type === 'time'))
  const { times, series } = seriesOf(panel, timed)
  const others = frames.filter((frame) => !timed.includes(frame)).map((frame) => tableOf(panel, frame))
  if (series.length === 0) return others
  const time = resolveField(panel, { name: 'Time', refId: '', labels: {}, type: 'time' })
  const columns: Column[] = [
    {
      key: 'time',
      name: 'Time',
      config: time,
      values: times,
      isTime: true,
      isNumber: false,
      range: { min: 0, max: 0 },
    },
    ...series.map(({ key, name, config, values }) => ({
      ...{ key, name, config, values, isTime: false, isNumber: true, range: rangeOfNumbers(values) },
    })),
  ]
  return [{ columns, rowCount: times.length }, ...others]
}

const rangeOfNumbers = (values: readonly Cell[]): Range =>
  rangeOfAll([values.map((value) => (typeof value === 'number' ? value : null))])

/** Places of the rows in their order. What is missing is last, however it is sorted. */
export function orderOf({ columns, rowCount }: Table, sort: Sort | undefined): number[] {
  const rows = Array.from({ length: rowCount }, (_, row) => row)
  const column = columns.find(({ key }) => key === sort?.column)
  if (!column || !sort) return rows
  const sign = sort.descending ? -1 : 1
  const collator = new Intl.Collator(undefined, { numeric: true })
  return rows.toSorted((one, other) => {
    const [left, right] = [column.values[one] ?? null, column.values[other] ?? null]
    const gone = Number(isMissing(left)) - Number(isMissing(right))
    if (gone !== 0 || isMissing(left) || isMissing(right)) return gone || one - other
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : collator.compare(String(left), String(right))
    return sign * order || one - other
  })
}

const isMissing = (value: Cell): value is null => value === null || value === '' || Number.isNaN(value)

export function cellText({ config, isTime }: Column, value: Cell, timeOf: (ms: number) => string): string {
  if (isTime && typeof value === 'number' && !config.unit.startsWith('date')) return timeOf(value)
  const { prefix, text, suffix } = formatValue(value, config)
  return `${prefix}${text}${suffix}`
}
