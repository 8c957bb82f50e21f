/** Times and values of one series, as they came out of the store: put in order, and each time once. Pure. */

/** `starts`: since when each was counted, in milliseconds, 0 where nobody told; undefined: of none. */
export type SampleRows = {
  times: Float64Array
  values: Float64Array
  starts: Float64Array | undefined
}

/**
 * `conflict`: two samples for one time differ in their bits or their starts, so which of them was written last has to be asked of the
 * store. A request that was sent twice is no conflict. Of two the later one in the columns stays.
 */
export type Settled = SampleRows & { conflict: boolean }

export function settle({ times, values, starts }: SampleRows, orders: Orders = new WeakMap()): Settled {
  if (isAscending(times)) return { times, values, starts, conflict: false }
  const ordered = orders.get(times) ?? inOrder(times)
  orders.set(times, ordered)
  const { order, sorted, isUnique } = ordered
  const sortedTimes = isUnique ? sorted : sorted.slice()
  const from = new BigUint64Array(values.buffer, values.byteOffset, values.length)
  const sortedBits = new BigUint64Array(times.length)
  const sortedStarts = starts && new Float64Array(times.length)
  let size = 0
  let conflict = false
  for (let at = 0; at < order.length; at++) {
    const index = order[at] ?? 0
    const bits = from[index] ?? 0n
    const start = starts?.[index] ?? 0
    if (!isUnique) {
      const time = sorted[at] ?? 0
      if (size > 0 && sortedTimes[size - 1] === time) {
        size -= 1
        if (sortedBits[size] !== bits || (sortedStarts?.[size] ?? 0) !== start) conflict = true
      }
      sortedTimes[size] = time
    }
    sortedBits[size] = bits
    if (sortedStarts) sortedStarts[size] = start
    size += 1
  }
  return {
    times: isUnique ? sorted : sortedTimes.slice(0, size),
    values: withBits(new Float64Array(sortedBits.buffer), size),
    starts: sortedStarts?.slice(0, size),
    conflict,
  }
}

/** Of columns of times that several series have in common: they are put in order once. */
export type Orders = WeakMap<Float64Array, Ordered>

type Sorted = { order: Uint32Array<ArrayBuffer>; sorted: Float64Array<ArrayBuffer> }
type Ordered = Sorted & { isUnique: boolean }

/**
 * The store hands out part after part, each in order, so there are a few long runs: they are merged, of equal times the
 * earlier one first. Source: Knuth, The Art of Computer Programming 3, 5.2.4 (natural merge).
 */
function inOrder(times: Float64Array): Ordered {
  let from: Sorted = { order: Uint32Array.from(times, (_, index) => index), sorted: Float64Array.from(times) }
  let to: Sorted = { order: new Uint32Array(times.length), sorted: new Float64Array(times.length) }
  let starts = runStarts(times)
  while (starts.length > 1) {
    const next: number[] = []
    for (let at = 0; at < starts.length; at += 2) {
      const [start = 0, middle = times.length, end = times.length] = starts.slice(at, at + 3)
      mergeRuns(from, to, start, middle, end)
      next.push(start)
    }
    starts = next
    ;[from, to] = [to, from]
  }
  return { ...from, isUnique: isAscending(from.sorted) }
}

function runStarts(times: Float64Array): number[] {
  const starts = [0]
  for (let at = 1; at < times.length; at++) if ((times[at] ?? 0) < (times[at - 1] ?? 0)) starts.push(at)
  return starts
}

function mergeRuns(from: Sorted, to: Sorted, start: number, middle: number, end: number): void {
  let [left, right] = [start, middle]
  for (let at = start; at < end; at++) {
    const isLeft = right === end || (left < middle && (from.sorted[left] ?? 0) <= (from.sorted[right] ?? 0))
    const index = isLeft ? left++ : right++
    to.sorted[at] = from.sorted[index] ?? 0
    to.order[at] = from.order[index] ?? 0
  }
}

/** The first of them; a copy by bytes, since numbers might lose the bits of a NaN. */
function withBits(values: Float64Array, size: number): Float64Array {
  if (size === values.length) return values
  const copy = new Float64Array(size)
  new Uint8Array(copy.buffer).set(new Uint8Array(values.buffer, values.byteOffset, size * 8))
  return copy
}

function isAscending(times: Float64Array): boolean {
  for (let at = 1; at < times.length; at++) if (!((times[at] ?? 0) > (times[at - 1] ?? 0))) return false
  return true
}

/** One behind the other, bit for bit. */
export function joined(parts: readonly SampleRows[]): SampleRows {
  const [only] = parts
  if (only && parts.length === 1) return only
  const length = parts.reduce((sum, { times }) => sum + times.length, 0)
  const [times, values] = [new Float64Array(length), new Float64Array(length)]
  const starts = parts.some((part) => part.starts) ? new Float64Array(length) : undefined
  let at = 0
  for (const part of parts) {
    times.set(part.times, at)
    new Uint8Array(values.buffer).set(
      new Uint8Array(part.values.buffer, part.values.byteOffset, part.values.byteLength),
      at * 8,
    )
    if (part.starts) starts?.set(part.starts, at)
    at += part.times.length
  }
  return { times, values, starts }
}
