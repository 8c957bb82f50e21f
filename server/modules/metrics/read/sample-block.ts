/** The store's answer with samples: read into two pieces of memory, of which each series has a part. */
import type { SampleRows } from './columns-of-samples.ts'

/** How times come: 32 bits of milliseconds after a base reach seven weeks. */
export type Times = { kind: 'offsets'; baseMs: number } | { kind: 'millis' }

const maxOffset = 2 ** 32 - 1

export const timesOf = ({ afterMs, toMs }: { afterMs: number; toMs: number }): Times =>
  toMs - afterMs <= maxOffset ? { kind: 'offsets', baseMs: afterMs } : { kind: 'millis' }

export type BlockSeries = { id: bigint; rows: SampleRows; tellsStarts: boolean }

/**
 * RowBinary: `UInt64, Array(UInt32 | Float64), Array(Float64)`, and then `UInt8`, whether starts are
 * told, or `Array(Float64)` with them, 0 where one is not. Throws RangeError when it ends inside of a value.
 */
export function* readSampleBlock(
  answer: Buffer,
  { times: form, starts }: { times: Times; starts: 'whether' | 'each' },
): Generator<BlockSeries> {
  const timeBytes = form.kind === 'offsets' ? 4 : 8
  const room = Math.floor(answer.length / (timeBytes + 8 + (starts === 'each' ? 8 : 0)))
  const times = new Float64Array(room)
  const valueBytes = Buffer.alloc(room * 8)
  const values = new Float64Array(valueBytes.buffer, valueBytes.byteOffset, room)
  let at = 0
  let filled = 0
  const take = (bytes: number): number => {
    at += bytes
    if (at > answer.length) throw new RangeError('the answer ends inside of a value')
    return at - bytes
  }
  const length = (): number => {
    let value = 0
    for (let factor = 1; ; factor *= 128) {
      const byte = answer.readUInt8(at++)
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
  }
  // A target's series have the times of its scrapes in common, and what they share is kept once.
  let before = { from: 0, to: 0, times: times.subarray(0, 0) }
  const readTimes = (count: number): Float64Array<ArrayBuffer> => {
    const from = take(count * timeBytes)
    if (answer.compare(answer, before.from, before.to, from, at) === 0) return before.times
    const own = times.subarray(filled, filled + count)
    if (form.kind === 'offsets')
      for (let index = 0; index < count; index++) own[index] = form.baseMs + answer.readUInt32LE(from + index * 4) // prettier-ignore
    else for (let index = 0; index < count; index++) own[index] = answer.readDoubleLE(from + index * 8)
    before = { from, to: at, times: own }
    return own
  }
  const readStarts = (): Float64Array<ArrayBuffer> => {
    const count = length()
    const from = take(count * 8)
    return Float64Array.from({ length: count }, (_, index) => answer.readDoubleLE(from + index * 8))
  }
  while (at < answer.length) {
    const id = answer.readBigUInt64LE(take(8))
    const ownTimes = readTimes(length())
    const count = length()
    // As bytes: numbers might lose the bits of a NaN.
    answer.copy(valueBytes, filled * 8, take(count * 8), at)
    const own = values.subarray(filled, filled + count)
    filled += count
    const told = starts === 'each' ? readStarts() : undefined
    const tellsStarts = told ? told.some((start) => start !== 0) : answer.readUInt8(take(1)) !== 0
    yield { id, rows: { times: ownTimes, values: own, starts: tellsStarts ? told : undefined }, tellsStarts }
  }
}
