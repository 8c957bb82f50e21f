/** PromQL source as tokens. Words are told apart by the parser, because most keywords may also be names. */
import { PromqlError } from '../errors.ts'
import type { Span } from './ast.ts'
import { parseDuration } from './durations.ts'
import { unquote } from './strings.ts'

export type Token = Span & {
  readonly kind: 'word' | 'number' | 'duration' | 'string' | 'symbol' | 'end'
  /** As written; of a string its value. */
  readonly text: string
  /** Of a number, and of a duration in seconds. */
  readonly value: number
}

/** Longer queries are refused. */
export const maxQueryLength = 100_000

const symbols = [
  ...['=~', '!~', '!=', '==', '<=', '>=', '</', '>/'],
  ...['(', ')', '{', '}', '[', ']', ',', ':', '=', '<', '>', '+', '-', '*', '/', '%', '^', '@'],
]

export function tokenize(source: string): Token[] {
  if (source.length > maxQueryLength) throw new PromqlError('parse', `query over ${maxQueryLength} characters`)
  const tokens: Token[] = []
  let brackets = 0
  for (let at = 0; ;) {
    at = skipBlanks(source, at)
    if (at >= source.length) break
    // Between brackets a colon parts range and step; elsewhere it belongs to a name.
    const token = readToken(source, at, brackets > 0 ? bareWord : word)
    if (token.kind === 'symbol' && token.text === '[') brackets++
    if (token.kind === 'symbol' && token.text === ']') brackets--
    tokens.push(token)
    at = token.end
  }
  tokens.push({ kind: 'end', text: '', value: 0, start: source.length, end: source.length })
  return tokens
}

/** `line:column: parse error: …`, one-based, with columns in characters. */
export function parseError(source: string, at: number, message: string): PromqlError {
  const { line, column } = positionOf(source, at)
  return new PromqlError('parse', `${line}:${column}: parse error: ${message}`)
}

export function positionOf(source: string, at: number): { line: number; column: number } {
  const before = source.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

function skipBlanks(source: string, from: number): number {
  let at = from
  for (;;) {
    while (at < source.length && ' \t\n\r'.includes(source.charAt(at))) at++
    if (source[at] !== '#') return at
    while (at < source.length && source[at] !== '\n') at++
  }
}

const word = /[A-Za-z_:][A-Za-z0-9_:]*/y
const bareWord = /[A-Za-z_][A-Za-z0-9_]*/y

function readToken(source: string, start: number, wordPattern: RegExp): Token {
  const char = source.charAt(start)
  if (char === '"' || char === "'" || char === '`') return readString(source, start, char)
  if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(source.charAt(start + 1)))) return readNumber(source, start)
  const name = match(wordPattern, source, start)
  if (name !== undefined) return { kind: 'word', text: name, value: 0, start, end: start + name.length }
  const symbol = symbols.find((text) => source.startsWith(text, start))
  if (symbol !== undefined) return { kind: 'symbol', text: symbol, value: 0, start, end: start + symbol.length }
  const shown = String.fromCodePoint(source.codePointAt(start) ?? 0)
  throw parseError(source, start, `unexpected character: '${shown}'`)
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

function readString(source: string, start: number, quote: string): Token {
  let at = start + 1
  while (at < source.length && source[at] !== quote) {
    if (source[at] === '\n' && quote !== '`') break
    at += source[at] === '\\' && quote !== '`' ? 2 : 1
  }
  if (source[at] !== quote) {
    throw parseError(source, start, quote === '`' ? 'unterminated raw string' : 'unterminated quoted string')
  }
  const text = unquote(source.slice(start + 1, at), quote)
  if (text === undefined) throw parseError(source, start, 'unknown escape sequence in string literal')
  return { kind: 'string', text, value: 0, start, end: at + 1 }
}

/** Plain, with exponent, hexadecimal, with underscores between digits; or digits with units, which is a duration. */
function readNumber(source: string, start: number): Token {
  const unit = match(/(?:\d+(?:ms|[smhdwy]))+/y, source, start)
  if (unit !== undefined && !/[A-Za-z0-9_.]/.test(source.charAt(start + unit.length))) {
    const ms = parseDuration(unit)
    if (ms === undefined) throw parseError(source, start, `bad number or duration syntax: ${JSON.stringify(unit)}`)
    return { kind: 'duration', text: unit, value: ms / 1000, start, end: start + unit.length }
  }
  const text =
    match(/0[xX][0-9a-fA-F_]+/y, source, start) ??
    match(/(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/y, source, start) ??
    ''
  const end = start + text.length
  const value = parseNumber(text)
  if (value === undefined || /[A-Za-z0-9_.]/.test(source.charAt(end))) {
    const shown = match(/[0-9A-Za-z_.]+/y, source, start) ?? text
    throw parseError(source, start, `bad number or duration syntax: ${JSON.stringify(shown)}`)
  }
  return { kind: 'number', text, value, start, end }
}

/** As Go: a leading zero makes an integer octal, underscores stand between digits only. */
function parseNumber(text: string): number | undefined {
  if (text.includes('_') && !/^(?:0[xX])?_?[0-9a-fA-F]+(?:_[0-9a-fA-F]+)*$/.test(text)) return undefined
  const plain = text.replaceAll('_', '')
  if (/^0[xX]/.test(plain)) return Number(plain)
  if (/^0[0-7]+$/.test(plain)) return Number.parseInt(plain, 8)
  const value = Number.parseFloat(plain)
  return Number.isNaN(value) ? undefined : value
}
