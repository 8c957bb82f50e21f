/** Protobuf's wire format, as far as remote write needs it (protobuf.dev/programming-guides/encoding). */
export type Writer = {
  varint(value: number): void
  /** Little-endian IEEE 754; stale markers and NaN have the bits that Prometheus gives them. */
  double(value: number, isStale: boolean): void
  text(value: string): void
  bytes(value: Buffer): void
  /** A varint field's or a length-delimited field's tag. */
  tag(field: number, wire: 0 | 1 | 2): void
  take(): Buffer
}

const firstBytes = 32 * 1024
/** Prometheus' value/value.go. A NaN of the engine may have any payload, so neither is written as a number. */
const staleNan = { high: 0x7ff00000, low: 2 }
const normalNan = { high: 0x7ff80000, low: 1 }

export function createWriter(expectedBytes = firstBytes): Writer {
  let buffer = Buffer.allocUnsafe(expectedBytes)
  let at = 0
  const reserve = (bytes: number): void => {
    if (at + bytes <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  const varint = (value: number): void => {
    reserve(10)
    let rest = value
    // Times in milliseconds need more than 32 bits, where `>>>` would cut them.
    while (rest >= 0x80) {
      buffer[at++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    buffer[at++] = rest
  }
  return {
    varint,
    tag: (field, wire) => varint(field * 8 + wire),
    double(value, isStale) {
      reserve(8)
      if (isStale || Number.isNaN(value)) {
        const { high, low } = isStale ? staleNan : normalNan
        buffer.writeUInt32LE(low, at)
        buffer.writeUInt32LE(high, at + 4)
      } else buffer.writeDoubleLE(value, at)
      at += 8
    },
    text(value) {
      const bytes = Buffer.byteLength(value)
      varint(bytes)
      reserve(bytes)
      buffer.write(value, at)
      at += bytes
    },
    bytes(value) {
      reserve(value.length)
      value.copy(buffer, at)
      at += value.length
    },
    take: () => buffer.subarray(0, at),
  }
}

/** Bytes that `varint` writes. */
export function varintBytes(value: number): number {
  let [bytes, rest] = [1, value]
  while (rest >= 0x80) {
    rest = Math.floor(rest / 0x80)
    bytes += 1
  }
  return bytes
}
