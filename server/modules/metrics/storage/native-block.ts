/**
 * ClickHouse's Native format: a block is the number of columns and of rows, and then each column's name, type and
 * values one after the other, little-endian. Blocks of many requests can follow each other in one insert.
 */

type BlockColumn = { name: string; type: string; data: Buffer | readonly Buffer[] }

export function nativeBlock(rows: number, columns: readonly BlockColumn[]): Buffer {
  return Buffer.concat(blockParts(rows, columns))
}

/** The same in pieces, for one that is put together from what lies apart. */
export function blockParts(rows: number, columns: readonly BlockColumn[]): Buffer[] {
  const parts = [varint(columns.length), varint(rows)]
  for (const { name, type, data } of columns) {
    parts.push(text(name), text(type))
    if (Buffer.isBuffer(data)) parts.push(data)
    else parts.push(...data)
  }
  return parts
}

/** The bytes of an array of numbers as they lie in memory; the machines that this runs on are little-endian. */
export const packed = ({ buffer, byteOffset, byteLength }: Uint8Array | Uint16Array | Uint32Array | Float64Array) =>
  Buffer.from(buffer, byteOffset, byteLength)

/**
 * One value for all rows, as `LowCardinality(String)`: the version of its keys, the kind of its index (a byte each,
 * with keys of its own), its only key, and which key each row has.
 */
export function constantText(value: string, rows: number): Buffer {
  const key = text(value)
  const data = Buffer.alloc(8 + 8 + 8 + key.length + 8 + rows)
  data.writeUInt32LE(1, 0)
  data.writeUInt32LE(ownKeys | newDictionary, 8)
  data.writeUInt32LE(1, 16)
  key.copy(data, 24)
  data.writeUInt32LE(rows, 24 + key.length)
  return data
}

const ownKeys = 1 << 9
const newDictionary = 1 << 10

export function constantUInt16(value: number, rows: number): Buffer {
  return packed(new Uint16Array(rows).fill(value))
}

/** A buffer for all of them, because a request may bring a hundred thousand series with ten labels each. */
export function texts(values: Iterable<string>): Buffer {
  let bytes = Buffer.allocUnsafe(firstTextBytes)
  let at = 0
  for (const value of values) {
    const length = Buffer.byteLength(value)
    if (at + length + maxVarintBytes > bytes.length) {
      const larger = Buffer.allocUnsafe((at + length + maxVarintBytes) * 2)
      bytes.copy(larger, 0, 0, at)
      bytes = larger
    }
    let rest = length
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes[at++] = (rest & 0x7f) | 0x80
    bytes[at++] = rest
    at += bytes.write(value, at)
  }
  return bytes.subarray(0, at)
}

const firstTextBytes = 4 * 1024
const maxVarintBytes = 10

export type Pairs = readonly (readonly [name: string, value: string])[]

/** `Map(String, String)`: where each row's pairs end, all names, all values. */
export function maps(rows: readonly Pairs[]): Buffer {
  const ends = new BigUint64Array(rows.length)
  let end = 0
  for (const [at, pairs] of rows.entries()) {
    end += pairs.length
    ends[at] = BigInt(end)
  }
  return Buffer.concat([Buffer.from(ends.buffer), texts(eachOf(rows, 0)), texts(eachOf(rows, 1))])
}

function* eachOf(rows: readonly Pairs[], part: 0 | 1): Generator<string> {
  for (const pairs of rows) for (const pair of pairs) yield pair[part]
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([varint(bytes.length), bytes])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value & 0x7f) | 0x80)
  bytes.push(value)
  return Buffer.from(bytes)
}
