/** Characters that stand for digits, and those that people and programs put between them. */

/** Past either end 0: not a number there would make all that is read slow. */
export const codeAt = (text: string, at: number): number => (at >= 0 && at < text.length ? text.charCodeAt(at) : 0)

/** 0 to 9, or -1. Also full-width, Arabic-Indic and extended Arabic-Indic digits, which are read the same. */
export function digitOf(code: number): number {
  if (code < 0x30) return -1
  if (code <= 0x39) return code - 0x30
  if (code < 0x660) return -1
  if (code <= 0x669) return code - 0x660
  if (code >= 0x6f0 && code <= 0x6f9) return code - 0x6f0
  return code >= 0xff10 && code <= 0xff19 ? code - 0xff10 : -1
}

/** A to Z as 10 to 35, small letters the same, or -1. */
export function letterOf(code: number): number {
  const upper = code & ~0x20
  return code < 0x80 && upper >= 0x41 && upper <= 0x5a ? upper - 55 : -1
}

export const isAlphanumeric = (code: number): boolean => digitOf(code) >= 0 || letterOf(code) >= 0

/** Of what stands between two groups. */
const maxSeparators = 3

/** The wide and narrow ones among spaces, dashes and dots. */
const rareSeparators = new Set([
  ...[0xa0, 0xad, 0xb7, 0x2007, 0x2009, 0x200b, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x202f, 0x2212],
  ...[0x3000, 0xff0d, 0xff0e],
])

/** Space, dash, dot, and the plus that stands for a space in a form. */
function isSeparator(code: number): boolean {
  return code < 0xa0 ? code === 0x20 || code === 0x2d || code === 0x2e || code === 0x2b : rareSeparators.has(code)
}

const isEscapedSpace = (text: string, at: number): boolean => codeAt(text, at) === 0x25 && text.startsWith('%20', at)

/** Where what follows the separators at `at` begins: `at` itself when there is none, or more than three. */
export function skipSeparators(text: string, at: number): number {
  let end = at
  for (let count = 0; count <= maxSeparators; count++) {
    if (isSeparator(codeAt(text, end))) end += 1
    else if (isEscapedSpace(text, end)) end += 3
    else return end
  }
  return at
}

/** Whether something of a number stands in front of `at`, with separators in between. */
export function continuesNumber(text: string, at: number): boolean {
  let before = at
  for (let count = 0; count < maxSeparators; count++) {
    if (isSeparator(codeAt(text, before - 1))) before -= 1
    else if (isEscapedSpace(text, before - 3)) before -= 3
    else break
  }
  return before < at && digitOf(codeAt(text, before - 1)) >= 0
}

/** Where the digits at `at` end, or `at + max + 1` when there are more than `max`. */
export function endOfDigits(text: string, at: number, max: number): number {
  let end = at
  while (end - at <= max && digitOf(codeAt(text, end)) >= 0) end += 1
  return end
}

/** `%3D` and the like: its digits are none of the text's. */
export function isEscape(text: string, at: number): boolean {
  return codeAt(text, at) === 0x25 && isHex(codeAt(text, at + 1)) && isHex(codeAt(text, at + 2))
}

export function isHex(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (letterOf(code) >= 10 && letterOf(code) <= 15)
}

/** A word is not bounded by what its escape (`%3D`) ends with. */
export const startsWord = (text: string, at: number): boolean =>
  !isAlphanumeric(codeAt(text, at - 1)) || isEscape(text, at - 3)
