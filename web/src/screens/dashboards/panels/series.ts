/** Frames as lines over common times, each with the settings of its field. */
import { resolveField, type Cell, type FieldConfig, type Frame, type Panel } from '#common/dashboards'
import { lineLook, type Look, type Range } from './colors.ts'

export type SeriesView = {
  /** The same for the same series from one answer to the next. */
  key: string
  /** What is shown of it. */
  name: string
  refId: string
  labels: Record<string, string>
  config: FieldConfig
  /** One for each time; null where nothing is known. */
  values: (number | null)[]
  look: Look
}

/** Times in milliseconds, ascending. */
export type SeriesSet = { times: readonly number[]; series: SeriesView[]; range: Range }

type Fields = Pick<Panel, 'field' | 'overrides'>
type Raw = {
  name: string
  refId: string
  labels: Record<string, string>
  times: readonly number[]
  values: readonly Cell[]
}

export function seriesOf(panel: Fields, frames: readonly Frame[]): SeriesSet {
  const raw = frames.flatMap(rawSeries)
  const times = commonTimes(raw.map((each) => each.times))
  const found = raw.map((each) => ({ ...each, values: overTimes(each, times) }))
  const range = rangeOfAll(found.map(({ values }) => values))
  const seen = new Map<string, number>()
  const series = found.map(({ name, refId, labels, values }, place): SeriesView => {
    const config = resolveField(panel, { name, refId, labels, type: 'number' })
    const again = seen.get(`${refId} ${name}`) ?? 0
    seen.set(`${refId} ${name}`, again + 1)
    const look = lineLook(config, values, place, range)
    return { key: `${refId} ${name} ${again}`, name: config.displayName, refId, labels, config, values, look }
  })
  return { times, series, range }
}

/** Each column of numbers of a frame that has times. */
function rawSeries({ name, refId, fields }: Frame): Raw[] {
  const time = fields.find(({ type }) => type === 'time')
  const numbers = fields.filter(({ type }) => type === 'number' || type === 'boolean')
  if (!time) return []
  return numbers.map((field) => ({
    name: field.name === 'Value' && numbers.length === 1 && name !== refId ? name : field.name,
    ...{ refId, labels: field.labels ?? {}, values: field.values },
    times: time.values as number[], // a field of type time holds nothing else
  }))
}

/** Mostly the very same list, of queries with the same step. */
function commonTimes(lists: readonly (readonly number[])[]): readonly number[] {
  const [first = []] = lists
  if (lists.every((times) => times === first || sameTimes(times, first))) return first
  return [...new Set(lists.flat())].toSorted((one, other) => one - other)
}

const sameTimes = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one[0] === other[0] && one.every((at, place) => at === other[place])

function overTimes({ times, values }: Raw, common: readonly number[]): (number | null)[] {
  if (times.length === common.length && sameTimes(times, common)) return values.map(numeric)
  const at = new Map(times.map((time, place) => [time, numeric(values[place] ?? null)]))
  return common.map((time) => at.get(time) ?? null)
}

/** NaN and infinity stay: what cannot be drawn can still be written. */
const numeric = (cell: Cell): number | null => {
  if (typeof cell === 'number') return cell
  return typeof cell === 'boolean' ? Number(cell) : null
}

export function rangeOfAll(lists: readonly (readonly (number | null)[])[]): Range {
  let [min, max] = [Infinity, -Infinity]
  for (const values of lists) {
    for (const value of values) {
      if (value === null || !Number.isFinite(value)) continue
      if (value < min) min = value
      if (value > max) max = value
    }
  }
  return min > max ? { min: 0, max: 0 } : { min, max }
}
