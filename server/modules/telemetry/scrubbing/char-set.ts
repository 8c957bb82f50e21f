/** Which characters a part of a pattern matches: each of ASCII, and all others together. Pure. */

/** Index 128 stands for everything beyond ASCII. */
export type CharSet = readonly boolean[]
const size = 129

const make = (has: (code: number) => boolean, beyond: boolean): CharSet =>
  Array.from({ length: size }, (_, code) => (code === size - 1 ? beyond : has(code)))

const isDigit = (code: number) => code >= 48 && code <= 57
const isWord = (code: number) =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95
const isSpace = (code: number) => (code >= 9 && code <= 13) || code === 32

const classes: Record<string, CharSet> = {
  '\\d': make(isDigit, false),
  '\\D': make((code) => !isDigit(code), true),
  '\\w': make(isWord, false),
  '\\W': make((code) => !isWord(code), true),
  // There are spaces beyond ASCII.
  '\\s': make(isSpace, true),
  '\\S': make((code) => !isSpace(code), true),
  '.': make((code) => code !== 10 && code !== 13, true),
  '\\n': make((code) => code === 10, false),
  '\\r': make((code) => code === 13, false),
  '\\t': make((code) => code === 9, false),
}

/** Of `.` or an escape with its backslash. Throws an Error for an escape that has a meaning that is not supported. */
export function charSetOf(escape: string): CharSet {
  const set = classes[escape]
  if (set) return set
  const char = escape.slice(1)
  if (char === '') throw new Error('it ends with a backslash')
  if (/[A-Za-z0-9]/.test(char)) throw new Error(`\\${char} is not possible`)
  return setOfChar(char)
}

export function setOfChar(char: string): CharSet {
  const code = char.codePointAt(0) ?? 0
  return make((other) => other === code, code > 127)
}

/** Of `[a-z0-9_]` or `[^…]`, with its brackets. */
export function parseClass(source: string): CharSet {
  const isNegated = source[1] === '^'
  const inner = source.slice(isNegated ? 2 : 1, -1)
  let set: CharSet = make(() => false, false)
  let at = 0
  while (at < inner.length) {
    const [low, next] = member(inner, at)
    at = next
    if (inner[at] === '-' && at + 1 < inner.length) {
      const [high, after] = member(inner, at + 1)
      set = union(set, range(low, high))
      at = after
    } else set = union(set, typeof low === 'string' ? setOfChar(low) : low)
  }
  // Of those beyond ASCII some are left, unless the class has two that together are everything.
  const isWhole = /\\[DW]/.test(inner) || (inner.includes('\\s') && inner.includes('\\S'))
  return isNegated ? set.map((has, code) => (code === size - 1 ? !isWhole : !has)) : set
}

function member(inner: string, at: number): [CharSet | string, number] {
  const char = inner[at] ?? ''
  if (char !== '\\') {
    const whole = String.fromCodePoint(inner.codePointAt(at) ?? 0)
    return [whole, at + whole.length]
  }
  const escape = inner.slice(at, at + 2)
  const set = charSetOf(escape)
  return [classes[escape] ? set : escape.slice(1), at + 2]
}

function range(low: CharSet | string, high: CharSet | string): CharSet {
  const [from, to] = [low, high].map((end) => (typeof end === 'string' ? end.codePointAt(0) : undefined))
  if (from === undefined || to === undefined || from > to) throw new Error('a range in a class is upside down')
  return make((code) => code >= from && code <= to, to > 127)
}

const union = (a: CharSet, b: CharSet): CharSet => a.map((has, code) => has || b[code] === true)

export const isEmpty = (set: CharSet): boolean => !set.includes(true)

export function overlaps(a: CharSet, b: CharSet, ignoreCase: boolean): boolean {
  const [one, other] = ignoreCase ? [withBothCases(a), withBothCases(b)] : [a, b]
  return one.some((has, code) => has && other[code] === true)
}

function withBothCases(set: CharSet): CharSet {
  return set.map((has, code) => {
    const isUpper = code >= 65 && code <= 90
    const isLower = code >= 97 && code <= 122
    return has || (isUpper && set[code + 32] === true) || (isLower && set[code - 32] === true)
  })
}
