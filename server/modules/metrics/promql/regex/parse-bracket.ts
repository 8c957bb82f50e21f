/** Classes in brackets. */
import { type CharSet, ignoringCase, not, posixClasses, ranges, union } from './char-set.ts'
import type { PatternCursor } from './cursor.ts'
import { readCharEscape, readClassEscape } from './parse-escape.ts'

/** Behind an opening bracket, up to the closing one. */
export function readBracket(cursor: PatternCursor, ignoresCase: boolean): CharSet {
  const start = cursor.at - 1
  const negated = cursor.eat('^')
  const sets: CharSet[] = []
  for (let first = true; first || cursor.peek() !== ']'; first = false) {
    if (cursor.at >= cursor.chars.length) cursor.fail('missing closing ]', cursor.chars.slice(start).join(''))
    sets.push(readItem(cursor))
  }
  cursor.at++
  const set = ignoresCase ? ignoringCase(union(sets)) : union(sets)
  return negated ? not(set) : set
}

function readItem(cursor: PatternCursor): CharSet {
  if (cursor.peek() === '[' && cursor.peek(1) === ':') {
    const posix = /^\[:(\^?)([a-z]+):\]/.exec(cursor.chars.slice(cursor.at, cursor.at + 16).join(''))
    if (posix) {
      const set = posixClasses[posix[2] ?? '']
      if (!set) return cursor.fail('invalid character class range', posix[0])
      cursor.at += posix[0].length
      return posix[1] === '^' ? not(set) : set
    }
  }
  const start = cursor.at
  const low = readChar(cursor)
  if (typeof low !== 'number') return low
  if (cursor.peek() !== '-' || cursor.peek(1) === ']' || cursor.peek(1) === '') return ranges(low, low)
  cursor.at++
  const high = readChar(cursor)
  if (typeof high !== 'number' || high < low) {
    return cursor.fail('invalid character class range', cursor.chars.slice(start, cursor.at).join(''))
  }
  return ranges(low, high)
}

function readChar(cursor: PatternCursor): number | CharSet {
  const char = cursor.next()
  if (char === '\\') return readClassEscape(cursor) ?? readCharEscape(cursor)
  return char.codePointAt(0) ?? 0
}
