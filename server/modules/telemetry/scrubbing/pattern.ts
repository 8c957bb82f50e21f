/**
 * Patterns that people write, and that hostile text may not slow down. A pattern is alternatives of characters, classes
 * and repeats without groups; after a repeat must come something that the repeat itself cannot match. So at each place
 * there is one way only to go on: the time is at most the length of the text times what a match may be long.
 */
import { invalidRequest } from '#platform/errors'
import { charSetOf, type CharSet, parseClass, overlaps, isEmpty, setOfChar } from './char-set.ts'

export const maxPatternLength = 200
/** What `*` and `+` stand for at most. */
export const maxRepeat = 100
export const maxMatchLength = 300
const maxAlternatives = 20

type Item = { source: string; set: CharSet; least: number; most: number }
/** `\b`, `^` or `$`: takes nothing. */
type Anchor = { source: string; anchor: true }

/** Throws invalid_request with the reason. The expression is global and finds no empty match. */
export function compilePattern(pattern: string, flags: { ignoreCase: boolean } = { ignoreCase: false }): RegExp {
  if (pattern === '') throw bad('it is empty')
  if (pattern.length > maxPatternLength) throw bad(`it is longer than ${maxPatternLength} characters`)
  const alternatives = splitAlternatives(pattern)
  if (alternatives.length > maxAlternatives) throw bad(`it has more than ${maxAlternatives} alternatives`)
  const sources = alternatives.map((text) => {
    const parts = parseSequence(text)
    check(parts, flags.ignoreCase)
    return parts.map(({ source }) => source).join('')
  })
  return new RegExp(sources.join('|'), `gu${flags.ignoreCase ? 'i' : ''}`)
}

const bad = (why: string) => invalidRequest(`the pattern cannot be used: ${why}`, [{ path: 'pattern', message: why }])

function splitAlternatives(pattern: string): string[] {
  const parts: string[] = []
  let from = 0
  let inClass = false
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at]
    if (char === '\\') at += 1
    else if (char === '[') inClass = true
    else if (char === ']') inClass = false
    else if (char === '|' && !inClass) {
      parts.push(pattern.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, pattern.slice(from)]
}

function parseSequence(text: string): (Item | Anchor)[] {
  if (text === '') throw bad('an alternative is empty, so it matches nothing')
  const parts: (Item | Anchor)[] = []
  let at = 0
  while (at < text.length) {
    const anchor = /^(?:\\b|[\^$])/.exec(text.slice(at, at + 2))?.[0]
    if (anchor !== undefined) {
      parts.push({ source: anchor, anchor: true })
      at += anchor.length
      continue
    }
    const { set, source, length } = parseOne(text, at)
    at += length
    const [quantifier, least, most] = parseQuantifier(text.slice(at))
    at += quantifier.length
    const bounds = least === 1 && most === 1 ? '' : `{${least},${most}}`
    parts.push({ source: `${source}${bounds}`, set, least, most })
  }
  return parts
}

function parseOne(text: string, at: number): { set: CharSet; source: string; length: number } {
  const char = text[at] ?? ''
  if (char === '(' || char === ')') throw bad('groups are not possible; write alternatives out with |')
  if (char === '*' || char === '+' || char === '?' || char === '{') throw bad(`nothing stands before ${char}`)
  if (char === '[') {
    const end = endOfClass(text, at)
    const source = text.slice(at, end)
    return { set: readSet(() => parseClass(source)), source, length: end - at }
  }
  if (char === '.') return { set: charSetOf('.'), source: '[^\\n\\r]', length: 1 }
  if (char === '\\') {
    const escape = text.slice(at, at + 2)
    return { set: readSet(() => charSetOf(escape)), source: safeEscape(escape), length: 2 }
  }
  const whole = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return { set: setOfChar(whole), source: /[\]}/]/.test(whole) ? `\\${whole}` : whole, length: whole.length }
}

/** In unicode mode an escape of a letter that means nothing is an error; of punctuation the character itself. */
function safeEscape(escape: string): string {
  if (/^\\[dDwWsSnrt]$/.test(escape)) return escape
  const char = escape.slice(1)
  return /[\\^$.*+?()[\]{}|/]/.test(char) ? escape : char === '-' ? '-' : char
}

function readSet(read: () => CharSet): CharSet {
  try {
    return read()
  } catch (error) {
    throw bad(error instanceof Error ? error.message : 'a class cannot be read')
  }
}

function endOfClass(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1
    else if (text[at] === ']' && at > from + 1) return at + 1
  }
  throw bad('a class [ is not closed')
}

function parseQuantifier(text: string): [quantifier: string, least: number, most: number] {
  const short = { '?': [0, 1], '*': [0, maxRepeat], '+': [1, maxRepeat] }[text[0] ?? '']
  if (text[1] === '?' && short) throw bad('lazy repeats are not needed: every repeat ends where it must')
  if (short) return [text[0] ?? '', short[0] ?? 0, short[1] ?? 0]
  const [whole, least, comma, most] = /^\{(\d{1,4})(,)?(\d{1,4})?\}/.exec(text) ?? []
  if (whole === undefined) return ['', 1, 1]
  const low = Number(least)
  const high = comma === undefined ? low : most === undefined ? maxRepeat : Number(most)
  if (high > maxRepeat || low > high) throw bad(`a repeat may be at most ${maxRepeat} times`)
  return [whole, low, high]
}

function check(parts: readonly (Item | Anchor)[], ignoreCase: boolean): void {
  const items = parts.filter((part): part is Item => !('anchor' in part))
  if (items.every(({ least }) => least === 0)) throw bad('it would match nothing at all')
  if (items.some(({ set, least }) => least > 0 && isEmpty(set))) throw bad('it never matches: a class has no character')
  const inner = parts.slice(1, -1).some((part) => 'anchor' in part && part.source !== '\\b')
  const misplaced = parts[0]?.source === '$' || (parts.length > 1 && parts.at(-1)?.source === '^')
  if (inner || misplaced) throw bad('it never matches: ^ stands at the beginning and $ at the end')
  const longest = items.reduce((sum, { most }) => sum + most, 0)
  if (longest > maxMatchLength) throw bad(`a match could be longer than ${maxMatchLength} characters`)
  for (const [index, item] of items.entries()) {
    if (item.least === item.most) continue
    for (const next of items.slice(index + 1)) {
      if (overlaps(item.set, next.set, ignoreCase)) {
        throw bad(`${item.source} and ${next.source} after it match the same characters, which can take very long`)
      }
      if (next.least > 0) break
    }
  }
}
