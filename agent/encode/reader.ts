/** Reads the wire format of messages that the agent itself wrote; anything else is an error. */
type Field = { field: number; data?: Buffer }

export function* readFields(bytes: Buffer): Generator<Field> {
  let at = 0
  while (at < bytes.length) {
    const tag = readVarint(bytes, at)
    const [field, wire] = [Math.floor(tag.value / 8), tag.value % 8]
    if (wire === 2) {
      const length = readVarint(bytes, tag.end)
      at = length.end + length.value
      if (at > bytes.length) throw new Error('a field is longer than its message')
      yield { field, data: bytes.subarray(length.end, at) }
    } else if (wire === 0) at = readVarint(bytes, tag.end).end
    else if (wire === 1) at = tag.end + 8
    else throw new Error(`wire type ${wire}`)
  }
}

export function readPacked(bytes: Buffer): number[] {
  const values: number[] = []
  for (let at = 0; at < bytes.length;) {
    const { value, end } = readVarint(bytes, at)
    values.push(value)
    at = end
  }
  return values
}

export function readVarint(bytes: Buffer, from: number): { value: number; end: number } {
  let [value, scale, at] = [0, 1, from]
  for (;;) {
    const byte = bytes[at++]
    // Seven bytes are 49 bits: enough for times and lengths, and exact in a double.
    if (byte === undefined || at - from > 7) throw new Error('a number does not end')
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return { value, end: at }
    scale *= 0x80
  }
}
