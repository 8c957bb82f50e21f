/**
 * Prometheus' text format and OpenMetrics', as far as both are lines: `name{label="value"} 1.5 [time] [# {…} exemplar]`
 * and comments with `TYPE`, `HELP` and `UNIT`. Times are milliseconds; with a fraction, as OpenMetrics writes them,
 * seconds.
 */
import type { Pairs } from '../storage/native-block.ts'
import { BadLine } from './influx.ts'

export type Sample = { labels: Pairs; value: number; atMs: number | undefined; exemplar: Exemplar | undefined }
export type Exemplar = { labels: Pairs; value: number; atMs: number | undefined }
export type Comment = { what: 'type' | 'help' | 'unit'; metric: string; text: string }
export type Line = { sample: Sample } | { comment: Comment } | undefined

type Cursor = { readonly text: string; at: number }

/** `openMetrics`: times are seconds. Undefined: nothing, or a comment without meaning. Throws BadLine. */
export function parseExpositionLine(line: string, openMetrics: boolean): Line {
  const text = line.trim()
  if (text === '') return undefined
  if (text.startsWith('#')) return commentOf(text)
  const cursor = { text, at: 0 }
  const name = readName(cursor)
  const labels = readLabels(cursor, name)
  const value = numberOf(readWord(cursor))
  const time = timeOf(readWord(cursor), openMetrics)
  const exemplar = readExemplar(cursor)
  if (cursor.at < text.length) throw new BadLine('something follows the time')
  return { sample: { labels, value, atMs: time, exemplar } }
}

function commentOf(text: string): Line {
  const [, kind = '', metric = '', rest = ''] =
    /^#\s+(TYPE|HELP|UNIT)\s+("(?:[^"\\]|\\.){1,600}"|\S{1,600})\s?(.*)$/.exec(text) ?? []
  if (kind === '') return undefined
  const name = metric.startsWith('"') ? unescape(metric.slice(1, -1)) : metric
  const what = kind === 'TYPE' ? 'type' : kind === 'HELP' ? 'help' : 'unit'
  return { comment: { what, metric: name, text: what === 'help' ? unescape(rest) : rest.trim() } }
}

const unescape = (text: string) => text.replaceAll(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char))

/** Empty where the name stands in braces, in quotes. */
function readName(cursor: Cursor): string {
  const [name = ''] = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(cursor.text.slice(0, 600)) ?? []
  cursor.at = name.length
  if (name === '' && cursor.text[0] !== '{') throw new BadLine('it begins with no name')
  return name
}

function readLabels(cursor: Cursor, name: string): Pairs {
  const labels: [string, string][] = name === '' ? [] : [['__name__', name]]
  skipSpaces(cursor)
  if (cursor.text[cursor.at] !== '{') return labels
  cursor.at += 1
  for (;;) {
    skipSpaces(cursor)
    if (take(cursor, '}')) return labels
    const isQuoted = cursor.text[cursor.at] === '"'
    const label = isQuoted ? readQuoted(cursor) : readLabelName(cursor)
    skipSpaces(cursor)
    if (take(cursor, '=')) {
      skipSpaces(cursor)
      const value = readQuoted(cursor)
      // An empty label is none.
      if (value !== '') labels.push([label, value])
    } else if (isQuoted && !labels.some(([each]) => each === '__name__')) labels.push(['__name__', label])
    else throw new BadLine('a label has no value')
    skipSpaces(cursor)
    if (!take(cursor, ',') && cursor.text[cursor.at] !== '}') throw new BadLine('the labels have no end')
  }
}

function readLabelName(cursor: Cursor): string {
  const [name] = /^[a-zA-Z_][a-zA-Z0-9_]*/.exec(cursor.text.slice(cursor.at, cursor.at + 600)) ?? []
  if (name === undefined) throw new BadLine('a label has no name')
  cursor.at += name.length
  return name
}

function readQuoted(cursor: Cursor): string {
  if (!take(cursor, '"')) throw new BadLine('a value is not in quotes')
  const from = cursor.at
  for (; cursor.at < cursor.text.length; cursor.at++) {
    const char = cursor.text[cursor.at]
    if (char === '\\') cursor.at++
    else if (char === '"') {
      cursor.at += 1
      return unescape(cursor.text.slice(from, cursor.at - 1))
    }
  }
  throw new BadLine('a value has no end')
}

/** ` # {trace_id="…"} 0.67 [time]`, in which times are always seconds. */
function readExemplar(cursor: Cursor): Exemplar | undefined {
  skipSpaces(cursor)
  if (!take(cursor, '#')) return undefined
  skipSpaces(cursor)
  if (cursor.text[cursor.at] !== '{') throw new BadLine('an exemplar has no labels')
  const labels = readLabels(cursor, '')
  const value = numberOf(readWord(cursor))
  return { labels, value, atMs: timeOf(readWord(cursor), true) }
}

function readWord(cursor: Cursor): string {
  skipSpaces(cursor)
  if (cursor.text[cursor.at] === '#') return ''
  const from = cursor.at
  while (cursor.at < cursor.text.length && !/\s/.test(cursor.text[cursor.at] ?? '')) cursor.at++
  return cursor.text.slice(from, cursor.at)
}

const special: Record<string, number> = {
  ...{ nan: NaN, inf: Infinity, '+inf': Infinity, '-inf': -Infinity, infinity: Infinity, '+infinity': Infinity },
  '-infinity': -Infinity,
}

function numberOf(word: string): number {
  const lower = word.toLowerCase()
  const found = Object.hasOwn(special, lower) ? special[lower] : undefined
  if (found !== undefined) return found
  if (!/^[+-]?(?:\d{1,400}\.?\d{0,400}|\.\d{1,400})(?:[eE][+-]?\d{1,4})?$/.test(word))
    throw new BadLine('the value is no number')
  return Number(word)
}

function timeOf(word: string, isSeconds: boolean): number | undefined {
  if (word === '') return undefined
  if (!/^-?\d{1,16}(?:\.\d{1,9})?$/.test(word)) throw new BadLine('the time is no number')
  return isSeconds || word.includes('.') ? Math.round(Number(word) * 1000) : Number(word)
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t') cursor.at++
}

function take(cursor: Cursor, char: string): boolean {
  if (cursor.text[cursor.at] !== char) return false
  cursor.at += 1
  return true
}
