/** Protobuf's wire format, read without trust: no length leads out of its message, and unknown fields are skipped. */
import protobuf from 'protobufjs/minimal.js'

export type Reader = protobuf.Reader

export const readerOf = (bytes: Buffer): Reader => protobuf.Reader.create(bytes)

/**
 * Reads a message that ends at `end`. `read` is given a field's number and wire type as they are encoded (number × 8 +
 * type), reads its value and answers true; false: it does not know the field, or not in this type.
 */
export function readFields(reader: Reader, end: number, read: (tag: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.tag()
    if (tag >>> 3 === 0) throw new RangeError('a field without a number')
    if (!read(tag)) skip(reader, tag & 7)
  }
  if (reader.pos !== end) throw new RangeError('a field ends outside of its message')
}

/** Where the message that begins here ends. */
export function endOfMessage(reader: Reader): number {
  const end = reader.size() + reader.pos
  if (end > reader.len) throw new RangeError('a message ends outside of the body')
  return end
}

/** Groups (3, 4) have been gone from protobuf for so long that nobody sends them; they would have to be recursed into. */
function skip(reader: Reader, wireType: number): void {
  if (wireType === 0) reader.skip()
  else if (wireType === 1) reader.skip(8)
  else if (wireType === 2) reader.skip(reader.size())
  else if (wireType === 5) reader.skip(4)
  else throw new RangeError('an unknown wire type')
}

export function readNanos(reader: Reader): bigint {
  const low = reader.fixed32()
  return (BigInt(reader.fixed32()) << 32n) | BigInt(low)
}

export const readHex = (reader: Reader): string => Buffer.from(reader.bytes()).toString('hex')
