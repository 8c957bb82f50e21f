import { compareText, describeHistogram, formatFloat, type Histogram } from '#modules/metrics'

/**
 * What a template can hold. A `bigint` is Go's int, a `number` its float64; there is nothing else, so that no template
 * reaches an object of the program.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | TextMap
  | Sample
  | { readonly kind: 'histogram'; readonly histogram: Histogram }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'duration'; readonly seconds: number }
  | readonly Value[]

/** Labels, or the result of `args`. `missing` is what a key has that is not there. */
export type TextMap = { readonly kind: 'map'; readonly entries: ReadonlyMap<string, Value>; readonly missing: Value }

/** An element of a query's result. */
export type Sample = { readonly kind: 'sample'; readonly labels: TextMap; readonly value: Value }

export function labelMap(labels: Iterable<readonly [string, string]>): TextMap {
  return { kind: 'map', entries: new Map(labels), missing: '' }
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** Empty values are false: false, 0, the empty text, list and map, and nil. */
export function isTrue(value: Value): boolean {
  if (isList(value)) return value.length > 0
  if (value === null || typeof value !== 'object') return Boolean(value) || Number.isNaN(value)
  return value.kind === 'map' ? value.entries.size > 0 : true
}

/** For messages: what Go calls the type. */
export function typeName(value: Value): string {
  if (value === null) return 'nil'
  if (isList(value)) return 'list'
  if (typeof value === 'object') return value.kind
  return { boolean: 'bool', bigint: 'int', number: 'float64', string: 'string' }[
    typeof value as 'boolean' | 'bigint' | 'number' | 'string'
  ]
}

/** The longest text that a template may make, in characters: of its output, and of each value on the way. */
export const maxTextLength = 65_536

export class TextTooLong extends Error {
  override name = 'TextTooLong'

  constructor() {
    super(`a text longer than ${maxTextLength} characters`)
  }
}

/** The texts one after the other. Throws `TextTooLong`. */
export function joinTexts(texts: Iterable<string>, separator = ''): string {
  const parts: string[] = []
  let length = 0
  for (const text of texts) {
    length += text.length + separator.length
    if (length - separator.length > maxTextLength) throw new TextTooLong()
    parts.push(text)
  }
  return parts.join(separator)
}

/** As Go's `%v` prints it. Throws `TextTooLong`. */
export function show(value: Value): string {
  return joinTexts(pieces(value))
}

/**
 * The value in pieces: maps that hold each other twice over are short to write down and endless to print, so whoever
 * takes the pieces has to be able to stop. No piece is empty but that of an empty text.
 */
function* pieces(value: Value): Generator<string> {
  if (value === null || typeof value !== 'object') yield scalarText(value)
  else if (isList(value)) yield* listPieces('[', value.entries(), ']')
  else if (value.kind === 'map') {
    yield* listPieces(
      'map[',
      [...value.entries].sort(([a], [b]) => compareText(a, b)),
      ']',
    )
  } else if (value.kind === 'sample') yield* listPieces('{', [value.labels, value.value].entries(), '}')
  else if (value.kind === 'histogram') yield describeHistogram(value.histogram)
  else yield value.kind === 'time' ? showTime(value.ms) : showDuration(value.seconds)
}

function* listPieces(
  open: string,
  items: Iterable<readonly [key: string | number, item: Value]>,
  close: string,
): Generator<string> {
  yield open
  let first = true
  for (const [key, item] of items) {
    if (!first) yield ' '
    first = false
    if (typeof key === 'string') yield `${key}:`
    yield* pieces(item)
  }
  yield close
}

function scalarText(value: null | boolean | bigint | number | string): string {
  if (value === null) return '<no value>'
  return typeof value === 'number' ? formatFloat(value) : String(value)
}

/** Go's `Time.String()` in UTC: `2026-01-02 03:04:05.678 +0000 UTC`, without zeros at the end of the fraction. */
function showTime(ms: number): string {
  const [day = '', time = ''] = new Date(ms).toISOString().split('T')
  return `${day} ${time.replace(/\.?0*Z$/, '')} +0000 UTC`
}

/** Go's `Duration.String()`: `1h2m3.5s`, below a second in ms, µs or ns. */
function showDuration(seconds: number): string {
  if (seconds === 0) return '0s'
  const sign = seconds < 0 ? '-' : ''
  const nanos = Math.round(Math.abs(seconds) * 1e9)
  if (nanos < 1e9) {
    if (nanos < 1e3) return `${sign}${nanos}ns`
    return sign + (nanos < 1e6 ? `${nanos / 1e3}µs` : `${nanos / 1e6}ms`)
  }
  const whole = Math.floor(nanos / 1e9)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  const rest = (whole % 60) + (nanos % 1e9) / 1e9
  const parts = [hours > 0 ? `${hours}h` : '', whole >= 60 ? `${minutes}m` : '', `${Number(rest.toFixed(9))}s`]
  return sign + parts.join('')
}
