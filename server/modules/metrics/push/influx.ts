/**
 * InfluxDB's line protocol (docs.influxdata.com, "Line protocol"): `measurement,tag=value field=1i,other=2 <time>`. Each
 * field that is a number becomes a metric `measurement_field` with the tags as labels; texts are left out.
 */
import type { Pairs } from '../storage/native-block.ts'

export type Point = {
  measurement: string
  tags: [name: string, value: string][]
  fields: [name: string, value: number][]
  /** As written, in units of the request's precision; undefined: none. */
  time: bigint | undefined
}

/** Why a line is none. */
export class BadLine extends Error {
  override name = 'BadLine'
}

/** Undefined: a comment, or nothing. Throws BadLine. */
export function parseLine(line: string): Point | undefined {
  const text = line.trim()
  if (text === '' || text.startsWith('#')) return undefined
  const head = readKey(text, 0, ', ')
  if (head.text === '') throw new BadLine('there is no measurement')
  const point: Point = { measurement: head.text, tags: [], fields: [], time: undefined }
  let { at } = head
  while (text[at] === ',') {
    const name = readKey(text, at + 1, '=, ')
    if (text[name.at] !== '=' || name.text === '') throw new BadLine('a tag has no name or no value')
    const value = readKey(text, name.at + 1, ', =')
    if (value.text === '' || text[value.at] === '=') throw new BadLine(`the tag ${name.text.slice(0, 50)} has no value`)
    point.tags.push([name.text, value.text])
    at = value.at
  }
  at = readFields(text, skipSpaces(text, at), point)
  const time = text.slice(at).trim()
  if (time !== '' && !/^-?\d{1,19}$/.test(time)) throw new BadLine('the time is no whole number')
  if (time !== '') point.time = BigInt(time)
  return point
}

function readFields(text: string, from: number, point: Point): number {
  let at = from
  let count = 0
  for (;;) {
    const name = readKey(text, at, '=, ')
    if (text[name.at] !== '=' || name.text === '') throw new BadLine('a field has no name or no value')
    const value = readValue(text, name.at + 1)
    if (value.number !== undefined) point.fields.push([name.text, value.number])
    count += 1
    if (text[value.at] !== ',') {
      if (value.at < text.length && text[value.at] !== ' ') throw new BadLine('something follows the fields')
      if (count === 0) throw new BadLine('there is no field')
      return skipSpaces(text, value.at)
    }
    at = value.at + 1
  }
}

/** Up to one of the characters in `ends` that no backslash precedes; one before any other character stays. */
function readKey(text: string, from: number, ends: string): { text: string; at: number } {
  let read = ''
  let at = from
  for (; at < text.length && !ends.includes(text[at] ?? ''); at++) {
    if (text[at] === '\\' && ',= \\'.includes(text[at + 1] ?? '?')) at++
    read += text[at]
  }
  return { text: read, at }
}

function readValue(text: string, from: number): { number: number | undefined; at: number } {
  if (text[from] === '"') return { number: undefined, at: endOfText(text, from + 1) }
  let at = from
  while (at < text.length && text[at] !== ',' && text[at] !== ' ') at++
  return { number: numberOf(text.slice(from, at)), at }
}

function endOfText(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++
    else if (text[at] === '"') return at + 1
  }
  throw new BadLine('a text has no end')
}

const booleans: Record<string, number> = {
  ...{ t: 1, T: 1, true: 1, True: 1, TRUE: 1 },
  ...{ f: 0, F: 0, false: 0, False: 0, FALSE: 0 },
}

function numberOf(text: string): number {
  const boolean = Object.hasOwn(booleans, text) ? booleans[text] : undefined
  if (boolean !== undefined) return boolean
  if (/^-?\d{1,20}i$|^\d{1,20}u$/.test(text)) return Number(text.slice(0, -1))
  if (/^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?$/.test(text)) return Number(text)
  throw new BadLine('a field is no number, text or boolean')
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at++
  return at
}

/** As VictoriaMetrics and Telegraf's own serialiser name them; characters that no name may have become `_`. */
export function labelsOf({ measurement, tags }: Point, field: string): Pairs {
  // Telegraf calls the field of a measurement that has but one `value`.
  const metric = field === 'value' ? measurement : `${measurement}_${field}`
  return [['__name__', metricName(metric)], ...tags.map(([name, value]) => [labelName(name), value] as const)]
}

const metricName = (name: string) => name.replaceAll(/[^a-zA-Z0-9_:]/g, '_').replace(/^(?=\d)/, '_')
const labelName = (name: string) => name.replaceAll(/[^a-zA-Z0-9_]/g, '_').replace(/^(?=\d)/, '_')

const units: Record<string, bigint> = { ns: 1_000_000n, n: 1_000_000n, us: 1_000n, u: 1_000n, µ: 1_000n, ms: 1n }

/** Milliseconds of a time in `precision` (default ns); undefined: no such precision. */
export function millisOf(time: bigint, precision: string): number | undefined {
  if (precision === 's') return Number(time) * 1000
  const unit = Object.hasOwn(units, precision) ? units[precision] : undefined
  return unit === undefined ? undefined : Number(time / unit)
}
