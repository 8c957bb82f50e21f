/**
 * Protobuf's wire format, by hand: a sample is ten bytes, and everything that is done for one is done a million times a
 * second. Nothing here trusts a length, and what leads out of its message throws RangeError.
 */

/** `at` moves. Everything lies in one buffer; a message is the part of it up to an `end`. */
export type Cursor = { readonly bytes: Buffer; at: number }

export const cursorOf = (bytes: Buffer): Cursor => ({ bytes, at: 0 })

const outside = () => new RangeError('a field ends outside of its message')

/** Up to 32 bits, what lies above is left out: tags, lengths, enums. */
export function readUint32(cursor: Cursor, end: number): number {
  const { bytes } = cursor
  let value = 0
  for (let shift = 0; shift < 70; shift += 7) {
    if (cursor.at >= end) throw outside()
    const byte = bytes[cursor.at++] ?? 0
    if (shift < 32) value |= (byte & 0x7f) << shift
    if (byte < 0x80) return value >>> 0
  }
  throw new RangeError('a number of more than ten bytes')
}

/** A length, and with it where the message that begins here ends. */
export function readEnd(cursor: Cursor, end: number): number {
  const size = readUint32(cursor, end)
  if (size > end - cursor.at) throw outside()
  return cursor.at + size
}

/** Exact up to 2^53, of two halves and without BigInt; for times in milliseconds. */
export function readInt64(cursor: Cursor, end: number): number {
  const { bytes } = cursor
  let low = 0
  let high = 0
  for (let index = 0; index < 10; index++) {
    if (cursor.at >= end) throw outside()
    const byte = bytes[cursor.at++] ?? 0
    const bits = byte & 0x7f
    // 28 bits of four bytes, then 4 and 3 of the fifth, then the rest.
    if (index < 4) low |= bits << (7 * index)
    else if (index === 4) {
      low |= bits << 28
      high = bits >>> 4
    } else high |= bits << (7 * index - 32)
    if (byte < 0x80) return high * 4_294_967_296 + (low >>> 0)
  }
  throw new RangeError('a number of more than ten bytes')
}

/** Unsigned, exact up to 2^53. */
export function readUint64(cursor: Cursor, end: number): number {
  const value = readInt64(cursor, end)
  return value < 0 ? value + 2 ** 64 : value
}

export function readSint32(cursor: Cursor, end: number): number {
  const value = readUint32(cursor, end)
  return (value >>> 1) ^ -(value & 1)
}

/** Zigzag; beyond 2^53 the nearest number. */
export function readSint64(cursor: Cursor, end: number): number {
  const value = readUint64(cursor, end)
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

export function readDouble(cursor: Cursor, end: number): number {
  if (cursor.at + 8 > end) throw outside()
  const value = cursor.bytes.readDoubleLE(cursor.at)
  cursor.at += 8
  return value
}

/** Valid UTF-8 or not: whoever must know asks `isUtf8` of the bytes. */
export function readText(cursor: Cursor, end: number): string {
  const to = readEnd(cursor, end)
  const text = cursor.bytes.toString('utf8', cursor.at, to)
  cursor.at = to
  return text
}

/** The value of a field that nobody knows. Groups (3, 4) are gone from protobuf, and would have to be recursed into. */
export function skipField(cursor: Cursor, end: number, wireType: number): void {
  if (wireType === 0) readInt64(cursor, end)
  else if (wireType === 1) cursor.at += 8
  else if (wireType === 2) cursor.at = readEnd(cursor, end)
  else if (wireType === 5) cursor.at += 4
  else throw new RangeError('an unknown wire type')
  if (cursor.at > end) throw outside()
}

/**
 * Reads a message: `read` is given each field's tag (number × 8 + wire type), reads its value and answers true; false:
 * it does not know the field, or not in this type. Not for the samples themselves, of which each saves a call.
 */
export function readMessage(cursor: Cursor, end: number, read: (tag: number) => boolean): void {
  while (cursor.at < end) {
    const tag = readUint32(cursor, end)
    if (tag >>> 3 === 0) throw new RangeError('a field without a number')
    if (!read(tag)) skipField(cursor, end, tag & 7)
  }
}

/** A repeated number, packed (wire type 2) or one at a time. */
export function readRepeated(
  cursor: Cursor,
  end: number,
  tag: number,
  into: number[],
  read: (cursor: Cursor, end: number) => number,
): void {
  if ((tag & 7) !== 2) {
    into.push(read(cursor, end))
    return
  }
  const to = readEnd(cursor, end)
  while (cursor.at < to) into.push(read(cursor, to))
}
