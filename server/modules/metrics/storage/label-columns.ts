/** Labels of many series as the columns of their table: the metric's name, and all of them as `Map(String, String)`. */
import type { ByteRange } from './byte-keys.ts'
import { forEachLabel, isMetricName } from './label-bytes.ts'

export function labelColumns(rows: readonly ByteRange[]): { metrics: Buffer; labels: Buffer[] } {
  const size = { metrics: 0, names: 0, values: 0 }
  const ends = new Uint32Array(rows.length * 2)
  let count = 0
  for (let row = 0; row < rows.length; row++) {
    const labels = rows[row]
    if (!labels) continue
    forEachLabel(labels, (name, nameEnd, value, valueEnd) => {
      count += 1
      size.names += sizeOf(nameEnd - name)
      size.values += sizeOf(valueEnd - value)
      if (isMetricName(labels.bytes, name, nameEnd)) size.metrics += sizeOf(valueEnd - value)
    })
    // 64 bits, of which the upper half stays 0.
    ends[row * 2] = count
  }
  const [metrics, names, values] = [columnOf(size.metrics), columnOf(size.names), columnOf(size.values)]
  for (const labels of rows) {
    const { bytes } = labels
    forEachLabel(labels, (name, nameEnd, value, valueEnd) => {
      put(names, bytes, name, nameEnd)
      put(values, bytes, value, valueEnd)
      if (isMetricName(bytes, name, nameEnd)) put(metrics, bytes, value, valueEnd)
    })
  }
  return { metrics: metrics.bytes, labels: [Buffer.from(ends.buffer), names.bytes, values.bytes] }
}

type Column = { readonly bytes: Buffer; at: number }
const columnOf = (size: number): Column => ({ bytes: Buffer.allocUnsafe(size), at: 0 })

/** With its length before it. A label is at most a few thousand bytes long. */
const sizeOf = (length: number): number => length + (length < 0x80 ? 1 : length < 0x4000 ? 2 : 3)

function put(column: Column, from: Buffer, start: number, end: number): void {
  const { bytes } = column
  let { at } = column
  let length = end - start
  for (; length >= 0x80; length >>>= 7) bytes[at++] = (length & 0x7f) | 0x80
  bytes[at++] = length
  // A call costs more than a few bytes.
  if (end - start > 48) {
    from.copy(bytes, at, start, end)
    at += end - start
  } else for (let each = start; each < end; each++) bytes[at++] = from[each] ?? 0
  column.at = at
}
