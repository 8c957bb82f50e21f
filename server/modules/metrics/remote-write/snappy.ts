/**
 * Snappy's block format (google/snappy, format_description.txt): the form in which remote write compresses. The framed
 * format is another one and is refused. In JavaScript on purpose: it is faster here than the native package (measured).
 */
import { invalidRequest, tooLarge } from '#platform/errors'

const notValid = (why: string) => invalidRequest(`the body is not valid snappy: ${why}`)

/** Throws too_large before anything is allocated when it says that it is larger, and invalid_request. */
export function decompressSnappy(body: Buffer, maxBytes: number): Buffer {
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
  const out = Buffer.allocUnsafe(length)
  const written = inflate(body, at, out)
  if (written !== length) throw notValid('shorter than it says')
  return out
}

const ended = 'it ends inside of an element'

/** The elements from `at` on, written into `out`; answers how many bytes they were. */
function inflate(body: Buffer, at: number, out: Buffer): number {
  const end = body.length
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
    } else offset = body.readUIntLE(at, bytes)
    at += bytes
    if (offset === 0 || offset > to) throw notValid('a copy of what is not there')
    if (to + size > out.length) throw notValid('longer than it says')
    // Byte by byte, for a copy may overlap what it writes.
    for (const last = to + size; to < last; to++) out[to] = out[to - offset] ?? 0
  }
  return to
}
