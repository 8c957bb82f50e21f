/** ClickHouse's RowBinary, read: numbers little-endian, lengths as varints before texts and arrays. */
export type RowReader = {
  isAtEnd(): boolean
  uint8(): number
  uint32(): number
  uint64(): bigint
  text(): string
  /** Copied out, so that the answer can be let go; bits stay as they are. */
  float64s(): Float64Array<ArrayBuffer>
  list<T>(read: () => T): T[]
  /** `Map(String, String)` */
  pairs(): [name: string, value: string][]
}

export function readRows(answer: Buffer): RowReader {
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = answer.readUInt8(at++)
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }
  const bytes = (): Buffer => {
    const size = varint()
    at += size
    if (at > answer.length) throw new RangeError('the answer ends inside of a value')
    return answer.subarray(at - size, at)
  }
  const text = (): string => bytes().toString('utf8')
  const list = <T>(read: () => T): T[] => Array.from({ length: varint() }, read)
  return {
    isAtEnd: () => at >= answer.length,
    uint8: () => answer.readUInt8(at++),
    uint32: () => answer.readUInt32LE((at += 4) - 4),
    uint64: () => answer.readBigUInt64LE((at += 8) - 8),
    text,
    float64s: () => {
      const values = new Float64Array(varint())
      const end = at + values.byteLength
      if (end > answer.length) throw new RangeError('the answer ends inside of an array')
      new Uint8Array(values.buffer).set(answer.subarray(at, end))
      at = end
      return values
    },
    list,
    pairs: () => list(() => [text(), text()]),
  }
}
