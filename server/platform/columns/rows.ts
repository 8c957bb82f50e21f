/**
 * Values on their way in and out, in one place.
 *
 * | ClickHouse              | out                                              | in                                  |
 * | ----------------------- | ------------------------------------------------ | ----------------------------------- |
 * | DateTime, DateTime64(3) | Date; finer than (3): ISO 8601 with all digits   | Date or ISO 8601                    |
 * | (U)Int64 and wider      | number up to 2^53 - 1, beyond it decimal string  | number, bigint or decimal string    |
 * | Float32, Float64        | number; NaN, Infinity and -Infinity as such      | the same (within arrays: finite)    |
 * | Nullable                | null                                             | null; a column left out: its default |
 * | String                  | string; lone surrogates as text `\ud800`         | string, any characters, also NUL    |
 * | Map, Array, Tuple, Bool | object, array, array, boolean                    | the same                            |
 */
import { z } from 'zod'

/** Settings of every insert. A column that the table does not have is a mistake of ours, so it is refused. */
export const insertSettings = {
  async_insert: 0,
  date_time_input_format: 'best_effort',
  input_format_skip_unknown_fields: 0,
  input_format_json_throw_on_bad_escape_sequence: 0,
  input_format_json_read_objects_as_strings: 1, // `texts` of writeRow
} as const

/** Settings of every read; `parseRows` relies on them. */
export const readSettings = {
  date_time_output_format: 'iso',
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_denormals: 1,
} as const

export const readFormat = 'JSONCompactEachRowWithNamesAndTypes'

/**
 * One row as text, to be made when there is time and inserted later. `texts`: columns of type String whose value is the
 * text of a JSON object already; it goes as it is, which saves writing and reading all its quotes a second time.
 */
export function writeRow(row: object, texts: Record<string, string> = {}): Buffer {
  const hasSpecial = Object.values(row).some(isSpecial)
  const plain = hasSpecial ? Object.fromEntries(Object.entries(row).map(([key, v]) => [key, special(v)])) : row
  let text = JSON.stringify(plain)
  for (const [key, json] of Object.entries(texts)) text = `${text.slice(0, -1)},${JSON.stringify(key)}:${json}}`
  return Buffer.from(text)
}

/** Rows as JSONEachRow; a Buffer is what `writeRow` made. `each`: columns that all of them have besides. */
export function writeRows(rows: readonly object[], each: object): Buffer {
  const shared = writeRow(each).subarray(1, -1)
  const end = Buffer.concat([shared.length > 0 ? Buffer.from(',') : shared, shared, Buffer.from('}\n')])
  return Buffer.concat(rows.flatMap((row) => [(Buffer.isBuffer(row) ? row : writeRow(row)).subarray(0, -1), end]))
}

/** JSON has no NaN and no bigint; ClickHouse reads both from strings. */
function isSpecial(value: unknown): boolean {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
}

function special(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return isSpecial(value) ? writeNonFinite(Number(value)) : value
}

const writeNonFinite = (value: number) => (Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf')

const Names = z.array(z.string())
const Values = z.array(z.unknown())

/** Reads what the store answers in `readFormat`: a line of names, a line of types, then a line a row. */
export function parseRows(text: string): Record<string, unknown>[] {
  const [names, types, ...lines] = text.split('\n').filter((line) => line !== '')
  if (names === undefined || types === undefined) return []
  const columns = Names.parse(JSON.parse(names))
  const converters = Names.parse(JSON.parse(types)).map(converterFor)
  return lines.map((line) => {
    const values = Values.parse(JSON.parse(line))
    return Object.fromEntries(columns.map((name, at) => [name, converters[at]?.(values[at]) ?? values[at]]))
  })
}

type Converter = (value: unknown) => unknown

/** undefined: the value is right as JSON has it. */
function converterFor(type: string): Converter | undefined {
  const [outer, ...parts] = splitType(type)
  const inner = parts.map(converterFor)
  if (/^U?Int(64|128|256)$/.test(outer)) return toNumber
  if (/^B?Float(16|32|64)$/.test(outer)) return toFloat
  if (outer === 'DateTime' || (outer === 'DateTime64' && Number(parts[0]) <= 3)) return toDate
  const last = inner.at(-1)
  if (['Nullable', 'LowCardinality', 'SimpleAggregateFunction'].includes(outer)) return last
  if (outer === 'Array') return last && ((value) => (Array.isArray(value) ? value.map(last) : value))
  if (outer === 'Map') return last && ((value) => (isObject(value) ? mapValues(value, last) : value))
  if (outer === 'Tuple' && inner.some(Boolean)) return (value) => convertTuple(value, inner)
  return undefined
}

function convertTuple(value: unknown, inner: (Converter | undefined)[]): unknown {
  if (Array.isArray(value)) return value.map((part: unknown, at) => inner[at]?.(part) ?? part)
  if (!isObject(value)) return value
  // A tuple with names is written as an object, in the order of its type.
  return Object.fromEntries(Object.entries(value).map(([key, part], at) => [key, inner[at]?.(part) ?? part]))
}

function toNumber(value: unknown): unknown {
  const number = Number(value)
  return value !== null && Number.isSafeInteger(number) ? number : value
}

function toDate(value: unknown): unknown {
  return typeof value === 'string' ? new Date(value) : value
}

const nonFinite: Record<string, number> = { nan: NaN, '-nan': NaN, inf: Infinity, '-inf': -Infinity }

function toFloat(value: unknown): unknown {
  return typeof value === 'string' ? (nonFinite[value] ?? Number(value)) : value
}

/** `Map(String, Array(UInt64))` becomes `Map`, `String`, `Array(UInt64)`; a named part loses its name. */
function splitType(type: string): [string, ...string[]] {
  const open = type.indexOf('(')
  if (open === -1) return [type]
  const parts: string[] = []
  let depth = 0
  let from = open + 1
  for (let at = open; at < type.length; at++) {
    if (type[at] === '(') depth++
    if (type[at] === ')') depth--
    const ends = (type[at] === ',' && depth === 1) || depth === 0
    if (!ends) continue
    parts.push(withoutName(type.slice(from, at).trim()))
    from = at + 1
    if (depth === 0) break
  }
  return [type.slice(0, open), ...parts]
}

const withoutName = (part: string) => part.replace(/^(`[^`]*`|[a-z_]\w*)\s+(?=[A-Z])/, '')

function mapValues(value: object, convert: Converter): object {
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, convert(part)]))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
