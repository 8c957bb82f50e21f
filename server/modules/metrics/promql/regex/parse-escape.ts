/** What stands behind a backslash. */
import { type CharSet, not, perlClasses, unicodeClass } from './char-set.ts'
import type { PatternCursor } from './cursor.ts'

/** Behind a backslash: `d`, `pN`, `p{Greek}` and so on. */
export function readClassEscape(cursor: PatternCursor): CharSet | undefined {
  const char = cursor.peek()
  const perl = perlClasses[char]
  if (perl) {
    cursor.at++
    return perl
  }
  if (char !== 'p' && char !== 'P') return undefined
  cursor.at++
  let name = cursor.next()
  if (name === '{') {
    const end = cursor.chars.indexOf('}', cursor.at)
    if (end < 0) cursor.fail('invalid character class range', '\\' + char + '{')
    name = cursor.chars.slice(cursor.at, end).join('')
    cursor.at = end + 1
  }
  const negated = name.startsWith('^')
  const set = unicodeClass(negated ? name.slice(1) : name)
  if (!set) return cursor.fail('invalid character class range', `\\${char}{${name}}`)
  return negated === (char === 'P') ? set : not(set)
}

/** Behind a backslash: one character. */
export function readCharEscape(cursor: PatternCursor): number {
  const char = cursor.next()
  const simple: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 }
  const control = simple[char]
  if (control !== undefined) return control
  if (char === 'x') {
    const rest = cursor.chars.slice(cursor.at, cursor.at + 10).join('')
    const hex = /^(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,8})\})/.exec(rest)
    const point = Number.parseInt(hex?.[1] ?? hex?.[2] ?? 'x', 16)
    if (hex && point <= 0x10ffff) {
      cursor.at += hex[0].length
      return point
    }
  }
  const octal = /^(0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(char + cursor.peek() + cursor.peek(1))
  if (octal) {
    cursor.at += octal[0].length - 1
    return Number.parseInt(octal[0], 8)
  }
  if (char === '') cursor.fail('trailing backslash at end of expression', '')
  if (/[0-9A-Za-z]/.test(char) || (char.codePointAt(0) ?? 0) > 127) cursor.fail('invalid escape sequence', '\\' + char)
  return char.codePointAt(0) ?? 0
}
