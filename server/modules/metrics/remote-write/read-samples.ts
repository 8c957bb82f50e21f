/** What both versions of remote write have alike: samples, and bytes as the key of a series. */
import { isUtf8 } from 'node:buffer'
import type { Collector } from '../storage/collector.ts'
import type { Series } from '../storage/series-cache.ts'
import { readEnd, readInt64, readUint32, skipField, type Cursor } from './wire.ts'

/** Sample: 1 value, 2 time in milliseconds, in 2.0 also 3 start. The one message of which there are millions. */
export function takeSample(cursor: Cursor, end: number, series: Series, collector: Collector): void {
  const { bytes } = cursor
  let low = 0
  let high = 0
  let atMs = 0
  let startMs = 0
  // As all senders write it: the value, then the time, and nothing else.
  const { at: start } = cursor
  if (end - start >= 11 && bytes[start] === 0x09 && bytes[start + 9] === 0x10) {
    low = wordAt(bytes, start + 1)
    high = wordAt(bytes, start + 5)
    cursor.at = start + 10
    atMs = readInt64(cursor, end)
  }
  while (cursor.at < end) {
    const tag = readUint32(cursor, end)
    if (tag === 0x09) {
      const { at } = cursor
      if (at + 8 > end) throw new RangeError('a field ends outside of its message')
      low = wordAt(bytes, at)
      high = wordAt(bytes, at + 4)
      cursor.at = at + 8
    } else if (tag === 0x10) atMs = readInt64(cursor, end)
    else if (tag === 0x18) startMs = readInt64(cursor, end)
    else if (tag >>> 3 === 0) throw new RangeError('a field without a number')
    else skipField(cursor, end, tag & 7)
  }
  collector.addSample(series, atMs, low, high, startMs)
}

const wordAt = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0

/** A text that must be UTF-8; undefined: it is none. */
export function readValidText(cursor: Cursor, end: number): string | undefined {
  const to = readEnd(cursor, end)
  const bytes = cursor.bytes.subarray(cursor.at, to)
  cursor.at = to
  return isUtf8(bytes) ? bytes.toString('utf8') : undefined
}
