/** Protobuf's wire format, as far as remote write needs it (protobuf.dev/programming-guides/encoding). */
export type Writer = {
  varint(value: number): void
  double(value: number, isStale: boolean): void
  text(value: string): void
  /** A varint field's or a length-delimited field's tag. */
  tag(field: number, wire: 0 | 1 | 2): void
  /** Bytes written so far. */
  readonly at: number
  take(): Buffer
}

const firstBytes = 32 * 1024
/** Prometheus' value/value.go. A NaN of the engine may have any payload, so neither is written as a number. */
const staleNan = 0x7ff0000000000002n
const normalNan = 0x7ff8000000000001n

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
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) buffer[at++] = (rest % 0x80) | 0x80
    buffer[at++] = rest
  }
  return {
    varint,
    tag: (field, wire) => varint(field * 8 + wire),
    double(value, isStale) {
      reserve(8)
      writeValue(new DataView(buffer.buffer, buffer.byteOffset), at, value, isStale)
      at += 8
    },
    text(value) {
      const bytes = Buffer.byteLength(value)
      varint(bytes)
      reserve(bytes)
      buffer.write(value, at)
      at += bytes
    },
    get at() {
      return at
    },
    take: () => buffer.subarray(0, at),
  }
}

/** Little-endian IEEE 754; stale markers and NaN have the bits that Prometheus gives them. */
export function writeValue(view: DataView, at: number, value: number, isStale: boolean): void {
  if (isStale || Number.isNaN(value)) view.setBigUint64(at, isStale ? staleNan : normalNan, true)
  else view.setFloat64(at, value, true)
}

/** The bytes of a varint. Times in milliseconds need more than 32 bits, where `>>>` would cut them. */
export function varintOf(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return [...bytes, rest]
}

export function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1
  return bytes
}
