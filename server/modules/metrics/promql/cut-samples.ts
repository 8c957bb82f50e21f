/** Parts of a series by time, and parts put together again: bit for bit. Pure. */
import type { SeriesSamples } from './queryable.ts'

/** Those after `afterMs` and up to `toMs`; views of the same columns. */
export function cutSamples(series: SeriesSamples, afterMs: number, toMs: number): SeriesSamples {
  const { labels, times, values, histograms, startTimes } = series
  const from = countUntil(times, afterMs)
  const to = Math.max(from, countUntil(times, toMs))
  if (from === 0 && to === times.length) return series
  return {
    labels,
    times: times.subarray(from, to),
    values: values.subarray(from, to),
    histograms: histograms?.slice(from, to),
    startTimes: startTimes?.subarray(from, to),
  }
}

/** How many of ascending times are not after `ms`. */
function countUntil(times: Float64Array, ms: number): number {
  let [from, to] = [0, times.length]
  while (from < to) {
    const middle = (from + to) >>> 1
    if ((times[middle] ?? 0) <= ms) from = middle + 1
    else to = middle
  }
  return from
}

type Parts = readonly [SeriesSamples, ...SeriesSamples[]]

/**
 * Parts of one series each, in the order of time, none of it empty; the columns of all lie in one piece of memory, and
 * neighbours that have their times in common go on having them.
 */
export function joinSamples(all: readonly Parts[]): SeriesSamples[] {
  const room = all.flat().reduce((sum, { times }) => sum + times.length, 0)
  const times = new Float64Array(room)
  const values = new Float64Array(room)
  let at = 0
  let before: { parts: readonly SeriesSamples[]; times: Float64Array } = { parts: [], times: times.subarray(0, 0) }
  return all.map((parts) => {
    const start = at
    const isShared = haveSameTimes(parts, before.parts)
    for (const part of parts) {
      if (!isShared) times.set(part.times, at)
      // Between arrays of one type the bits stay as they are, also those of a NaN (ECMA-262, %TypedArray%.prototype.set).
      values.set(part.values, at)
      at += part.times.length
    }
    before = { parts, times: isShared ? before.times : times.subarray(start, at) }
    return {
      labels: parts[0].labels,
      times: before.times,
      values: values.subarray(start, at),
      histograms: parts.some(({ histograms }) => histograms) ? parts.flatMap(histogramsOf) : undefined,
      startTimes: parts.some(({ startTimes }) => startTimes) ? joinedStarts(parts, at - start) : undefined,
    }
  })
}

const haveSameTimes = (some: readonly SeriesSamples[], others: readonly SeriesSamples[]): boolean =>
  some.length === others.length && some.every(({ times }, at) => isSameMemory(times, others[at]?.times))

const isSameMemory = (one: Float64Array, other: Float64Array | undefined): boolean =>
  one.buffer === other?.buffer && one.byteOffset === other.byteOffset && one.length === other.length

const histogramsOf = ({ times, histograms }: SeriesSamples): NonNullable<SeriesSamples['histograms']> =>
  histograms ?? Array.from<undefined>({ length: times.length })

function joinedStarts(parts: readonly SeriesSamples[], length: number): Float64Array {
  const starts = new Float64Array(length)
  let at = 0
  for (const { times, startTimes } of parts) {
    if (startTimes) starts.set(startTimes, at)
    at += times.length
  }
  return starts
}
