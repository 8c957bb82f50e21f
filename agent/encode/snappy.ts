/**
 * Snappy's block format (google/snappy, format_description.txt). The compressor finds repetitions within 64 KiB, so
 * that each offset fits in two bytes; requests of one host are full of them.
 */
import { varintOf } from './writer.ts'

const fragmentBytes = 65_536
const tableBits = 13
const table = new Uint16Array(1 << tableBits)

/** Where a message changes from one request to the next. */
export type Marks = {
  /** One for each byte: a copy is made only of what has the same symbols. */
  symbols: ArrayLike<number>
  /** What must stay in one piece is not cut before this place. */
  isInner(at: number): boolean
  /** The bytes `from` to `to` stand as they are in what is written, from `at` on. */
  onLiteral(from: number, to: number, at: number): void
}

export function compress(input: Buffer): Buffer {
  return compressMarked(input, { symbols: input, isInner: () => false, onLiteral: () => undefined })
}

export function compressMarked(input: Buffer, marks: Marks): Buffer {
  const output = Buffer.allocUnsafe(32 + input.length + Math.ceil(input.length / 6))
  const length = varintOf(input.length)
  output.set(length)
  let at = length.length
  for (let from = 0; from < input.length;) {
    let to = Math.min(input.length, from + fragmentBytes)
    while (to < input.length && marks.isInner(to)) to -= 1
    at = compressFragment({ input, from, to, marks }, output, at)
    from = to
  }
  return output.subarray(0, at)
}

type Fragment = { input: Buffer; from: number; to: number; marks: Marks }

function compressFragment(fragment: Fragment, output: Buffer, start: number): number {
  const { from, to } = fragment
  const { symbols } = fragment.marks
  table.fill(0)
  let [at, literal, position, misses] = [start, from, from + 1, 32]
  while (position + 4 <= to) {
    const slot = Math.imul(wordAt(symbols, position), 0x1e35a7bd) >>> (32 - tableBits)
    const candidate = from + (table[slot] ?? 0)
    table[slot] = position - from
    const length = candidate < position ? commonLength(symbols, candidate, position, to) : 0
    if (length < 4) {
      // What does not repeat is looked at less and less closely.
      position += misses++ >> 5
      continue
    }
    at = writeLiteral(fragment, literal, position, output, at)
    at = writeCopies(position - candidate, length, output, at)
    position += length
    literal = position
    misses = 32
  }
  return writeLiteral(fragment, literal, to, output, at)
}

function commonLength(symbols: ArrayLike<number>, candidate: number, position: number, to: number): number {
  let at = position
  while (at < to && symbols[candidate + at - position] === symbols[at]) at += 1
  return at - position
}

function wordAt(symbols: ArrayLike<number>, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [symbols[at], symbols[at + 1], symbols[at + 2], symbols[at + 3]]
  return a ^ (b << 8) ^ (c << 16) ^ (d << 24)
}

function writeLiteral({ input, marks }: Fragment, from: number, to: number, output: Buffer, start: number): number {
  if (from === to) return start
  let at = start
  const last = to - from - 1
  if (last < 60) output[at++] = last << 2
  else if (last < 256) {
    output[at++] = 60 << 2
    output[at++] = last
  } else {
    output[at++] = 61 << 2
    output[at++] = last & 0xff
    output[at++] = last >> 8
  }
  input.copy(output, at, from, to)
  marks.onLiteral(from, to, at)
  return at + to - from
}

/** A copy is of at most 64 bytes; shorter ones of near places take two bytes instead of three. */
function writeCopies(offset: number, length: number, output: Buffer, start: number): number {
  let [at, rest] = [start, length]
  while (rest > 0) {
    if (rest >= 4 && rest < 12 && offset < 2048) {
      output[at++] = ((offset >> 8) << 5) | ((rest - 4) << 2) | 1
      output[at++] = offset & 0xff
      return at
    }
    const part = Math.min(rest, 64)
    output[at++] = ((part - 1) << 2) | 2
    output[at++] = offset & 0xff
    output[at++] = offset >> 8
    rest -= part
  }
  return at
}

/** Of what `compress` wrote; throws on anything that is not whole. */
export function decompress(input: Buffer, maxBytes: number): Buffer {
  let [at, length, scale] = [0, 0, 1]
  for (;;) {
    const byte = input[at++]
    if (byte === undefined || at > 5) throw new Error('snappy: no length')
    length += (byte & 0x7f) * scale
    if (byte < 0x80) break
    scale *= 0x80
  }
  if (length > maxBytes) throw new Error(`snappy: longer than ${maxBytes} bytes`)
  const output = Buffer.allocUnsafe(length)
  let to = 0
  while (at < input.length) {
    const element = readElement(input, at)
    at = element.end
    const isCopy = element.offset > 0
    if (to + element.length > length || element.offset > to || (!isCopy && at + element.length > input.length)) {
      throw new Error('snappy: not whole')
    }
    if (isCopy)
      for (let index = 0; index < element.length; index += 1)
        output[to + index] = output[to - element.offset + index] ?? 0
    else {
      input.copy(output, to, at, at + element.length)
      at += element.length
    }
    to += element.length
  }
  if (to !== length) throw new Error('snappy: not whole')
  return output
}

/** `offset` 0 is a literal. */
function readElement(input: Buffer, at: number): { length: number; offset: number; end: number } {
  const tag = input[at] ?? 0
  const size = tag >> 2
  const number = (bytes: number): number => {
    if (at + 1 + bytes > input.length) throw new Error('snappy: not whole')
    return input.readUIntLE(at + 1, bytes)
  }
  const kind = tag & 3
  if (kind === 0) {
    if (size < 60) return { length: size + 1, offset: 0, end: at + 1 }
    return { length: number(size - 59) + 1, offset: 0, end: at + 1 + size - 59 }
  }
  const bytes = [0, 1, 2, 4][kind] ?? 0
  const offset = kind === 1 ? ((tag >> 5) << 8) | number(1) : number(bytes)
  if (offset === 0) throw new Error('snappy: not whole')
  return { length: kind === 1 ? (size & 7) + 4 : size + 1, offset, end: at + 1 + bytes }
}
