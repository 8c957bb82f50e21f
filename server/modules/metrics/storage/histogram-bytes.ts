/**
 * A native histogram as one value of the column store, little-endian: version, schema, reset hint, a free byte; count,
 * sum, zero threshold, zero count; how many positive and negative buckets and custom bounds there are; indexes and
 * counts of both sides, and the bounds. ZSTD makes it small.
 */
import type { Buckets, Histogram, ResetHint } from '../histograms/histogram.ts'

const version = 1
const hints: readonly ResetHint[] = ['unknown', 'reset', 'not_reset', 'gauge']
const headBytes = 4 + 4 * 8 + 3 * 4

export function histogramToBytes(histogram: Histogram): Buffer {
  const { positive, negative, customBounds } = histogram
  const buckets = positive.indexes.length + negative.indexes.length
  const bytes = Buffer.alloc(headBytes + buckets * 12 + customBounds.length * 8)
  bytes.writeUInt8(version, 0)
  bytes.writeInt8(histogram.schema, 1)
  bytes.writeUInt8(hints.indexOf(histogram.resetHint), 2)
  const numbers = [histogram.count, histogram.sum, histogram.zeroThreshold, histogram.zeroCount]
  for (const [at, number] of numbers.entries()) bytes.writeDoubleLE(number, 4 + at * 8)
  const sizes = [positive.indexes.length, negative.indexes.length, customBounds.length]
  for (const [at, size] of sizes.entries()) bytes.writeUInt32LE(size, 36 + at * 4)
  let at = headBytes
  for (const { indexes, counts } of [positive, negative]) {
    for (const index of indexes) at = bytes.writeInt32LE(index, at)
    for (const count of counts) at = bytes.writeDoubleLE(count, at)
  }
  for (const bound of customBounds) at = bytes.writeDoubleLE(bound, at)
  return bytes
}

/** Throws RangeError for what `histogramToBytes` did not write. */
export function histogramFromBytes(bytes: Buffer): Histogram {
  const hint = hints[bytes.readUInt8(2)]
  const [positives, negatives, bounds] = [bytes.readUInt32LE(36), bytes.readUInt32LE(40), bytes.readUInt32LE(44)]
  const size = headBytes + (positives + negatives) * 12 + bounds * 8
  if (bytes.readUInt8(0) !== version || hint === undefined || bytes.length !== size) {
    throw new RangeError('not the bytes of a histogram')
  }
  let at = headBytes
  const buckets = (length: number): Buckets => {
    const indexes = Int32Array.from({ length }, (_, index) => bytes.readInt32LE(at + index * 4))
    const counts = Float64Array.from({ length }, (_, index) => bytes.readDoubleLE(at + length * 4 + index * 8))
    at += length * 12
    return { indexes, counts }
  }
  const [positive, negative] = [buckets(positives), buckets(negatives)]
  return {
    schema: bytes.readInt8(1),
    count: bytes.readDoubleLE(4),
    sum: bytes.readDoubleLE(12),
    zeroThreshold: bytes.readDoubleLE(20),
    zeroCount: bytes.readDoubleLE(28),
    positive,
    negative,
    customBounds: Array.from({ length: bounds }, (_, index) => bytes.readDoubleLE(at + index * 8)),
    resetHint: hint,
  }
}
