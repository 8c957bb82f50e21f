/**
 * Snappy's block format (google/snappy, format_description.txt): the form in which remote write compresses. The framed
 * format is another one and is refused. In JavaScript on purpose: it is faster here than the native package (measured).
 */
import { invalidRequest, tooLarge } from '#platform/errors'

const notValid = (why: string) => invalidRequest(`the body is not valid snappy: ${why}`)

/** Memory that is used again for one body after the other: a buffer for each keeps the garbage collector busy. */
export type Scratch = { take(length: number): Buffer }

export function createScratch(): Scratch {
  let kept = Buffer.alloc(0)
  return {
    take: (length) => {
      if (length > maxKeptBytes) return Buffer.allocUnsafe(length)
      if (length > kept.length) kept = Buffer.allocUnsafeSlow(length)
      return kept.subarray(0, length)
    },
  }
}

const maxKeptBytes = 1024 * 1024

/** How many bytes the body says that it is. Throws too_large, and invalid_request. */
export const snappyLength = (body: Buffer, maxBytes: number): number => readLength(body, maxBytes).length

/**
 * Throws too_large before anything is allocated when it says that it is larger, and invalid_request. With `scratch` the
 * answer is good until the next body.
 */
export function decompressSnappy(body: Buffer, maxBytes: number, scratch?: Scratch): Buffer {
  const { length, at } = readLength(body, maxBytes)
  const out = scratch ? scratch.take(length) : Buffer.allocUnsafe(length)
  const written = inflate(body, at, out)
  if (written !== length) throw notValid('shorter than it says')
  return out
}

function readLength(body: Buffer, maxBytes: number): { length: number; at: number } {
  let at = 0
  let length = 0
  for (let shift = 0; ; shift += 7) {
    const byte = body[at++]
    // 32 bits: five bytes, of the last one four bits.
    if (byte === undefined || shift > 28 || (shift === 28 && byte > 0x0f)) throw notValid('no length')
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  if (length > maxBytes) throw tooLarge(`the body is larger than ${maxBytes} bytes when decompressed`)
  // Before anything is allocated: a few bytes must not cost megabytes.
  if (length > (body.length - at) * maxRatio) throw notValid('shorter than it says')
  return { length, at }
}

/** The most that a byte can become: a copy of 64 bytes takes three. */
const maxRatio = 64 / 3

const ended = 'it ends inside of an element'

/** The elements from `at` on, written into `out`; answers how many bytes they were. */
function inflate(body: Buffer, at: number, out: Buffer): number {
  const end = body.length
  const words = new DataView(out.buffer, out.byteOffset, out.byteLength)
  let to = 0
  while (at < end) {
    const tag = body[at++] ?? 0
    if ((tag & 3) === 0) {
      let size = tag >>> 2
      if (size >= 60) {
        const bytes = size - 59
        if (at + bytes > end) throw notValid(ended)
        size = body.readUIntLE(at, bytes)
        at += bytes
      }
      size += 1
      if (at + size > end) throw notValid(ended)
      if (to + size > out.length) throw notValid('longer than it says')
      // A call costs more than a few bytes.
      if (size > 24) body.copy(out, to, at, at + size)
      else for (let each = 0; each < size; each++) out[to + each] = body[at + each] ?? 0
      at += size
      to += size
      continue
    }
    let size = (tag >>> 2) + 1
    let offset: number
    const bytes = (tag & 3) === 3 ? 4 : tag & 3
    if (at + bytes > end) throw notValid(ended)
    if (bytes === 1) {
      size = ((tag >>> 2) & 7) + 4
      offset = ((tag >>> 5) << 8) | (body[at] ?? 0)
    } else if (bytes === 2) offset = (body[at] ?? 0) | ((body[at + 1] ?? 0) << 8)
    else offset = body.readUInt32LE(at)
    at += bytes
    if (offset === 0 || offset > to) throw notValid('a copy of what is not there')
    if (to + size > out.length) throw notValid('longer than it says')
    const last = to + size
    // Four at a time; a copy may overlap what it writes, and then byte by byte.
    if (offset >= 4) for (; to + 4 <= last; to += 4) words.setUint32(to, words.getUint32(to - offset, true), true)
    for (; to < last; to++) out[to] = out[to - offset] ?? 0
  }
  return to
}
