/**
 * Labels as nearly all senders write them, checked where they lie: sorted, ASCII, each as short as can be. Whatever is
 * otherwise, right or wrong, is left to `checkLabels`, which also says what is wrong with it.
 */
import { maxNameBytes, maxSeriesLength, maxValueBytes } from '../limits.ts'
import type { ByteRange } from './byte-keys.ts'
import { isMetricName } from './label-bytes.ts'

/** How many there are, and where the metric's name lies. */
export type PlainLabels = { count: number; metric: number; metricEnd: number }

const letter = 1
const digit = 2
const colon = 4
const kinds = new Uint8Array(256)
for (let code = 0x41; code <= 0x5a; code++) kinds[code] = kinds[code + 0x20] = letter
kinds[0x5f] = letter
for (let code = 0x30; code <= 0x39; code++) kinds[code] = digit
kinds[0x3a] = colon

/**
 * `mayStay` is asked of each value that might be what nobody may keep: numbers of cards and accounts have digits and are
 * not short.
 */
export type PlainOptions = { most: number; mayStay: ((value: string) => boolean) | undefined }

/** Undefined: they have to be read one by one. */
export function readPlainLabels(
  { bytes, start, end }: ByteRange,
  { most, mayStay }: PlainOptions,
): PlainLabels | undefined {
  let [at, count, length, metric, metricEnd] = [start, 0, 0, 0, 0]
  let [before, beforeEnd] = [0, 0]
  while (at < end) {
    // The length of the label, of which one byte or two are enough.
    if (bytes[at] !== 0x0a) return undefined
    const first = bytes[at + 1] ?? 0
    const size = first < 0x80 ? first : (first & 0x7f) | ((bytes[at + 2] ?? 0) << 7)
    if (size > maxLabelBytes || (first >= 0x80 && size < 0x80)) return undefined
    at += first < 0x80 ? 2 : 3
    const labelEnd = at + size
    if (labelEnd > end || bytes[at] !== 0x0a) return undefined
    const name = at + 2
    const nameEnd = name + (bytes[at + 1] ?? 0)
    // A longer name would have another length; what follows is the value.
    if (nameEnd - name >= 0x80 || nameEnd >= labelEnd || bytes[nameEnd] !== 0x12) return undefined
    const second = bytes[nameEnd + 1] ?? 0
    const value = nameEnd + (second < 0x80 ? 2 : 3)
    const valueSize = second < 0x80 ? second : (second & 0x7f) | ((bytes[nameEnd + 2] ?? 0) << 7)
    if (value + valueSize !== labelEnd || valueSize === 0 || (second >= 0x80 && valueSize < 0x80)) return undefined
    if (!isName(bytes, name, nameEnd, letter) || !isBefore(bytes, before, beforeEnd, name, nameEnd)) return undefined
    if (isMetricName(bytes, name, nameEnd)) {
      if (valueSize > maxNameBytes || !isName(bytes, value, labelEnd, letter | colon)) return undefined
      metric = value
      metricEnd = labelEnd
    }
    const digits = digitsOf(bytes, value, labelEnd)
    if (digits < 0) return undefined
    if (mayStay && digits >= 2 && valueSize >= shortestNumber && !mayStay(bytes.toString('latin1', value, labelEnd)))
      return undefined
    length += nameEnd - name + valueSize
    count += 1
    before = name
    beforeEnd = nameEnd
    at = labelEnd
  }
  return metric === 0 || count > most || length > maxSeriesLength ? undefined : { count, metric, metricEnd }
}

/** With fewer characters, or fewer than two digits, it is no number of a card or an account. */
const shortestNumber = 12
/** Name and value with their lengths. */
const maxLabelBytes = 128 + maxValueBytes

/** Begins with one of these kinds, and goes on with one or a digit. */
function isName(bytes: Buffer, start: number, end: number, allowed: number): boolean {
  if (start === end || ((kinds[bytes[start] ?? 0] ?? 0) & allowed) === 0) return false
  for (let at = start + 1; at < end; at++) {
    if (((kinds[bytes[at] ?? 0] ?? 0) & (allowed | digit)) === 0) return false
  }
  return true
}

/** ASCII sorts by its bytes. Nothing is before the first one. */
function isBefore(bytes: Buffer, before: number, beforeEnd: number, name: number, nameEnd: number): boolean {
  for (; before < beforeEnd; before++, name++) {
    if (name === nameEnd) return false
    const difference = (bytes[before] ?? 0) - (bytes[name] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return name < nameEnd
}

/** How many there are; -1: it is not all ASCII, or longer than a value may be. */
function digitsOf(bytes: Buffer, start: number, end: number): number {
  let digits = 0
  let all = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0
    all |= byte
    if (byte <= 0x39 && byte >= 0x30) digits += 1
  }
  return all >= 0x80 || end - start > maxValueBytes ? -1 : digits
}
