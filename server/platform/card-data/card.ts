/** Numbers of payment cards (ISO/IEC 7812): the issuers' ranges and lengths, the check digit, how they are written. */
import {
  codeAt,
  continuesNumber,
  digitOf,
  endOfDigits,
  isAlphanumeric,
  isEscape,
  isHex,
  letterOf,
  skipSeparators,
  startsWord,
} from './digits.ts'

export const minCardDigits = 13
export const maxCardDigits = 19
const sizes = (...counts: number[]): number => counts.reduce((bits, count) => bits | (1 << count), 0)
const from16 = sizes(16, 17, 18, 19)
const from13 = sizes(13, 14, 15, 16, 17, 18, 19)

/** First and last prefix of a range, with the lengths that it has; prefixes are compared by their own length. */
export const issuerRanges: readonly (readonly [name: string, first: number, last: number, lengths: number])[] = [
  ['Visa', 4, 4, sizes(13, 16, 19)],
  ['Mastercard', 51, 55, sizes(16)],
  ['Mastercard', 2221, 2720, sizes(16)],
  ['American Express', 34, 34, sizes(15)],
  ['American Express', 37, 37, sizes(15)],
  ['Discover', 6011, 6011, from16],
  ['Discover', 644, 649, from16],
  ['Discover', 65, 65, from16],
  ['Diners Club', 300, 305, sizes(14) | from16],
  ['Diners Club', 309, 309, sizes(14) | from16],
  ['Diners Club', 36, 36, sizes(14) | from16],
  ['Diners Club', 38, 39, sizes(14) | from16],
  ['JCB', 3528, 3589, from16],
  ['UnionPay', 62, 62, from16],
  ['UnionPay', 8100, 8171, from16],
  ...[5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763].map(
    (prefix) => ['Maestro', prefix, prefix, from13] as const,
  ),
  ['Maestro', 604, 604, from13],
]

/** By the first four digits: a bit for each length that such a number may have. */
const lengthsByPrefix = new Int32Array(10_000)
for (const [name, first, last, lengths] of issuerRanges) {
  // Maestro's 0604 begins with a zero, which a number does not show.
  const width = name === 'Maestro' ? 4 : String(first).length
  const scale = 10 ** (4 - width)
  for (let prefix = first * scale; prefix < (last + 1) * scale; prefix++) {
    lengthsByPrefix[prefix] = (lengthsByPrefix[prefix] ?? 0) | lengths
  }
}

/**
 * The number that is being read: its digits, and of each group where it ends and how many digits there are so far. One
 * set for all, since nothing is awaited meanwhile and most of what is read is no card.
 */
const digits = new Uint8Array(maxCardDigits)
const ends = new Int32Array(maxCardDigits)
const totals = new Int32Array(maxCardDigits)

/** `at`: the first of some digits. Answers the longest number that begins there, or undefined. */
export function findCard(text: string, at: number): { start: number; end: number } | undefined {
  const size = endOfDigits(text, at, maxCardDigits) - at
  // In the middle of other numbers only what looks like a card is one.
  if (size > maxCardDigits || (size < 4 && continuesNumber(text, at))) return undefined
  const count = readGroups(text, at)
  for (let group = count - 1; group >= 0; group--) {
    const total = totals[group] ?? 0
    if (total < minCardDigits) return undefined
    const end = ends[group] ?? 0
    if (!isCard(total) || isPartOfSomethingElse(text, at, { end, isOnePiece: group === 0, total })) continue
    if (isPrintedAsCard(group)) return { start: at, end }
    const alone = group === count - 1 && !goesOn(text, end) && !continuesNumber(text, at)
    if (alone && isRegular(group)) return { start: at, end }
  }
  return undefined
}

/** As many whole groups as a number may have digits; answers how many. */
function readGroups(text: string, at: number): number {
  let total = 0
  let count = 0
  for (let start = at; total < maxCardDigits;) {
    const end = endOfDigits(text, start, maxCardDigits - total)
    if (end === start || total + end - start > maxCardDigits) break
    for (let place = start; place < end; place++) digits[total++] = digitOf(codeAt(text, place))
    ends[count] = end
    totals[count++] = total
    // Nearly all numbers that are none of a card end here.
    if (count === 1 && total >= 4 && lengthsByPrefix[prefixOf()] === 0) break
    start = skipSeparators(text, end)
    if (start === end) break
  }
  return count
}

function goesOn(text: string, end: number): boolean {
  const next = skipSeparators(text, end)
  return next > end && digitOf(codeAt(text, next)) >= 0
}

const sizeOf = (group: number): number => (totals[group] ?? 0) - (group === 0 ? 0 : (totals[group - 1] ?? 0))

/** In one piece, in fours, or as American Express (4-6-5) and Diners (4-6-4) print them. */
function isPrintedAsCard(last: number): boolean {
  if (last === 0) return true
  if (last === 2 && sizeOf(0) === 4 && sizeOf(1) === 6 && (sizeOf(2) === 5 || sizeOf(2) === 4)) return true
  return areAll(last, 4)
}

/** Whatever stands alone may be in any groups that have some regularity, one digit each included. */
function isRegular(last: number): boolean {
  const first = sizeOf(0)
  if (first < 4) return areAll(last, first)
  for (let group = 1; group < last; group++) if (sizeOf(group) < 2) return false
  return true
}

/** All groups have the size, but the last, which may have less. */
function areAll(last: number, size: number): boolean {
  for (let group = 0; group < last; group++) if (sizeOf(group) !== size) return false
  return sizeOf(last) <= size
}

const prefixOf = (): number =>
  (digits[0] ?? 0) * 1000 + (digits[1] ?? 0) * 100 + (digits[2] ?? 0) * 10 + (digits[3] ?? 0)

/** Range, length and check digit (Luhn, ISO/IEC 7812-1 annex B) of the first `length` digits that were read. */
function isCard(length: number): boolean {
  if (((lengthsByPrefix[prefixOf()] ?? 0) & (1 << length)) === 0) return false
  let sum = 0
  for (let place = 0; place < length; place++) {
    const digit = digits[length - 1 - place] ?? 0
    const doubled = digit * 2
    sum += place % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/** A fraction, a telephone number, or a piece of something in hex. */
function isPartOfSomethingElse(
  text: string,
  at: number,
  { end, isOnePiece, total }: { end: number; isOnePiece: boolean; total: number },
): boolean {
  const before = codeAt(text, at - 1)
  const isFraction = isOnePiece && before === 0x2e && digitOf(codeAt(text, at - 2)) >= 0
  // E.164 has at most 15 digits.
  const isTelephone = before === 0x2b && total <= 15 && !isAlphanumeric(codeAt(text, at - 2))
  return isFraction || isTelephone || isInHex(text, at, end) || isInUuid(text, end)
}

const maxWord = 64

/** The word that the digits stand in has letters, and all of them are of hex. */
function isInHex(text: string, at: number, end: number): boolean {
  if (/0x$/i.test(text.slice(Math.max(0, at - 2), at))) return true
  let letters = 0
  if (!startsWord(text, at)) {
    for (let place = at - 1; place >= Math.max(0, at - maxWord) && isAlphanumeric(codeAt(text, place)); place--) {
      if (!isHex(codeAt(text, place))) return false
      if (isEscape(text, place - 1)) break
      letters += 1
    }
  }
  for (let place = end; place < end + maxWord && isAlphanumeric(codeAt(text, place)); place++) {
    if (!isHex(codeAt(text, place))) return false
    letters += 1
  }
  return letters > 0
}

/** `…-abcd`: what goes on with a dash and a letter of hex is an identifier in groups. */
function isInUuid(text: string, end: number): boolean {
  const next = codeAt(text, end + 1)
  return codeAt(text, end) === 0x2d && letterOf(next) >= 0 && isHex(next)
}
