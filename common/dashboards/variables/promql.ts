/** Where in a PromQL expression a variable stands, and what may be written there. */
import type { VariableValue } from '../model.ts'
import { escapeRegex } from '../pattern/escape.ts'
import { alternatives, literalFormats, writeFormat } from './formats.ts'
import type { Reference } from './pattern.ts'

/** Outside of strings; in a string compared by regular expression; in one compared as it is; in any other string. */
export type Place = 'outside' | 'regex' | 'equal' | 'string'

type Handlers = {
  /** Comments: nothing is replaced in them. */
  plain: (text: string) => void
  outside: (text: string) => void
  string: (body: string, quote: string, place: Place) => void
}

/** Takes an expression apart into strings, comments and what is between them. */
export function scanPromql(text: string, on: Handlers): void {
  let start = 0
  for (let index = 0; index < text.length; index++) {
    const char = text[index] ?? ''
    if (char === '#') {
      on.outside(text.slice(start, index))
      const end = text.indexOf('\n', index)
      start = end === -1 ? text.length : end
      on.plain(text.slice(index, start))
      index = start - 1
    } else if (char === '"' || char === "'" || char === '`') {
      const end = endOfString(text, index, char)
      // An open string is not PromQL: the engine says so.
      if (end === -1) break
      on.outside(text.slice(start, index))
      on.string(text.slice(index + 1, end), char, placeOf(text.slice(Math.max(0, index - 200), index)))
      index = end
      start = end + 1
    }
  }
  on.outside(text.slice(start))
}

function endOfString(text: string, start: number, quote: string): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\' && quote !== '`') index++
    else if (text[index] === quote) return index
  }
  return -1
}

function placeOf(before: string): Place {
  const end = before.trimEnd()
  if (end.endsWith('=~') || end.endsWith('!~')) return 'regex'
  return end.endsWith('=') ? 'equal' : 'string'
}

export function writeInto(value: VariableValue, reference: Reference, place: Place, quote: string): string {
  const formatted = reference.format === undefined ? undefined : writeFormat(reference.format, value, reference.name)
  if (place === 'outside') return outside(value, reference, formatted)
  return escapeString(formatted ?? withinString(value, place), quote)
}

export function withinString(value: VariableValue, place: Place): string {
  if (value.all === true && value.allValue !== undefined) return value.allValue
  const [only = ''] = value.values
  const asPattern = value.multi || value.literal === true
  if (value.values.length > 1) return alternatives(value.values.map(escapeRegex))
  return asPattern && place === 'regex' ? escapeRegex(only) : only
}

function outside(value: VariableValue, { format }: Reference, formatted: string | undefined): string {
  if (value.fragment === true) return formatted ?? value.values.join(', ')
  if (formatted !== undefined && format !== undefined && literalFormats.has(format)) return formatted
  const values = value.all === true && value.allValue !== undefined ? [value.allValue] : value.values
  return values.map(asWord).join(', ')
}

const word = /^(?:[A-Za-z_:][\w:]*|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|-?(?:\d+(?:ms|[smhdwy]))+)$/
/** Words that would join what is on both sides of them. */
const keywords =
  /^(?:and|or|unless|atan2|by|without|on|ignoring|group_left|group_right|fill|fill_left|fill_right|offset|bool|anchored|smoothed)$/i

/** A name, a number or a duration as it is; anything else as a string, which is one word too. */
function asWord(value: string): string {
  return word.test(value) && !keywords.test(value) ? value : `"${escapeString(value, '"')}"`
}

/** Strings in backticks become strings in double quotes as soon as a value is in them. */
function escapeString(text: string, quote: string): string {
  const mark = quote === "'" ? "'" : '"'
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll(mark, `\\${mark}`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
}

/** What was written in backticks, for double quotes. */
export function requote(text: string): string {
  return escapeString(text, '"')
}

export function inQuotes(body: string, quote: string): string {
  const mark = quote === '`' ? '"' : quote
  return mark + body + mark
}
