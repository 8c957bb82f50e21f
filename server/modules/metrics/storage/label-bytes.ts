/**
 * The labels of a series as remote write 1.0 writes them: for each of them 0x0a, a length, and in it name and value,
 * each with 0x0a or 0x12 and a length. Sorted by name, nothing left out and nothing else in it: so two series are the
 * same when their bytes are, and a hundred thousand of them are no hundred thousand times ten texts.
 */
import type { ByteRange } from './byte-keys.ts'
import type { Pairs } from './native-block.ts'

export function labelBytesOf(labels: Pairs): ByteRange {
  const lengths = labels.map(([name, value]) => [Buffer.byteLength(name), Buffer.byteLength(value)] as const)
  const inner = lengths.map(([name, value]) => 2 + sizeOf(name) + name + sizeOf(value) + value)
  const bytes = Buffer.allocUnsafeSlow(inner.reduce((sum, size) => sum + 1 + sizeOf(size) + size, 0))
  let at = 0
  const putLength = (tag: number, length: number): void => {
    bytes[at++] = tag
    for (; length >= 0x80; length >>>= 7) bytes[at++] = (length & 0x7f) | 0x80
    bytes[at++] = length
  }
  for (const [index, [name, value]] of labels.entries()) {
    putLength(0x0a, inner[index] ?? 0)
    putLength(0x0a, lengths[index]?.[0] ?? 0)
    at += bytes.write(name, at)
    putLength(0x12, lengths[index]?.[1] ?? 0)
    at += bytes.write(value, at)
  }
  return { bytes, start: 0, end: at }
}

const sizeOf = (length: number): number => (length < 0x80 ? 1 : length < 0x4000 ? 2 : length < 0x20_0000 ? 3 : 5)

/** What `labelBytesOf` was given; of a lone surrogate the sign that stands for one. */
export function pairsOf(labels: ByteRange): Pairs {
  const pairs: [string, string][] = []
  const { bytes } = labels
  forEachLabel(labels, (name, nameEnd, value, valueEnd) => {
    pairs.push([bytes.toString('utf8', name, nameEnd), bytes.toString('utf8', value, valueEnd)])
  })
  return pairs
}

/** Empty: there is none. */
export function metricOf(labels: ByteRange): string {
  let metric = ''
  forEachLabel(labels, (name, nameEnd, value, valueEnd) => {
    if (isMetricName(labels.bytes, name, nameEnd)) metric = labels.bytes.toString('utf8', value, valueEnd)
  })
  return metric
}

const metricName = Buffer.from('__name__')

/** Without a call of Node's: it is asked of every label of every series that is new. */
export function isMetricName(bytes: Buffer, start: number, end: number): boolean {
  if (end - start !== metricName.length) return false
  for (let at = 0; at < metricName.length; at++) if (bytes[start + at] !== metricName[at]) return false
  return true
}

/** Gives the places of each name and value. Only for bytes that are known to be labels: it trusts their lengths. */
export function forEachLabel(
  { bytes, start, end }: ByteRange,
  take: (name: number, nameEnd: number, value: number, valueEnd: number) => void,
): void {
  for (let at = start; at < end;) {
    at = afterLength(bytes, at + 1)
    const name = afterLength(bytes, at + 1)
    const nameEnd = name + lengthBefore(bytes, at + 1)
    const value = afterLength(bytes, nameEnd + 1)
    const valueEnd = value + lengthBefore(bytes, nameEnd + 1)
    take(name, nameEnd, value, valueEnd)
    at = valueEnd
  }
}

function afterLength(bytes: Buffer, at: number): number {
  while ((bytes[at] ?? 0) >= 0x80) at += 1
  return at + 1
}

function lengthBefore(bytes: Buffer, at: number): number {
  let length = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0
    length |= (byte & 0x7f) << shift
    if (byte < 0x80) return length
  }
}
