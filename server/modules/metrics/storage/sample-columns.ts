/** Samples on their way into the store: columns that grow, so that a sample makes no object. */
import type { WrittenRows } from '../read/written-rows.ts'
import type { SeriesKey } from './series-id.ts'
import { blockParts, constantText, constantUInt16, packed } from './native-block.ts'

export type SampleColumns = {
  /** A value by its bits, because numbers may lose those of a NaN. `startMs`: since when it was counted, 0: not told. */
  push(series: SeriesKey, atMs: number, valueLow: number, valueHigh: number, startMs?: number): void
  size(): number
  /** Infinity: there is none. */
  earliestMs(): number
  /** A copy of all of it. */
  rows(): WrittenRows
  /** The columns as they lie in memory, good until `release`. */
  parts(): SampleParts
  /** Gives the memory back for the next request: of these columns nothing is known any more but their size. */
  release(): void
}

/** `starts`: undefined where nobody told one. */
export type SampleParts = Keys & { values: Buffer; starts: Buffer | undefined }

export type Whose = { workspaceId: string; projectId: string; keptDays: number }

export const sampleColumnNames = [
  ...['workspace_id', 'project_id', 'metric_hash', 'series_id', 'at', 'kept_days', 'value', 'start_at'],
]

/** What a row takes in a block. */
export const bytesPerRow = 32

const firstRows = 2_048
const two32 = 4_294_967_296

type Arrays = { room: number; hashes: Uint32Array; ids: Uint32Array; times: Uint32Array; values: Uint32Array }

const arraysOf = (room: number): Arrays => ({
  room,
  hashes: new Uint32Array(room),
  ids: new Uint32Array(room * 2),
  times: new Uint32Array(room * 2),
  values: new Uint32Array(room * 2),
})

/** What is kept of memory that was given back: as much as the requests of a busy second need, 8 MB at most. */
const maxKeptArrays = 64
const maxKeptRoom = 4_096

/** Columns whose memory is used again and again: new memory for each request keeps the garbage collector busy. */
export function createSamplePool(): () => SampleColumns {
  const free: Arrays[] = []
  return () =>
    createSampleColumns(free.pop(), (arrays) => {
      if (free.length < maxKeptArrays && arrays.room <= maxKeptRoom) free.push(arrays)
    })
}

export function createSampleColumns(
  arrays: Arrays = arraysOf(firstRows),
  giveBack: (arrays: Arrays) => void = () => undefined,
): SampleColumns {
  let rows = 0
  // Whoever sends many series sends them of one time.
  let lastMs = 0
  let lastLow = 0
  let lastHigh = 0
  let { room, hashes, ids, times, values } = arrays
  // Most senders tell none, and then there is no such column: the store fills it in.
  let starts: Float64Array<ArrayBuffer> | undefined
  const grow = (): void => {
    const larger = arraysOf(room * 2)
    larger.hashes.set(hashes)
    larger.ids.set(ids)
    larger.times.set(times)
    larger.values.set(values)
    ;({ room, hashes, ids, times, values } = larger)
    if (!starts) return
    const before = starts
    starts = new Float64Array(room)
    starts.set(before)
  }
  return {
    push: ({ metricHash, idLow, idHigh }, atMs, valueLow, valueHigh, startMs = 0) => {
      if (rows === room) grow()
      const pair = rows * 2
      hashes[rows] = metricHash
      ids[pair] = idLow
      ids[pair + 1] = idHigh
      // Neither is negative: times before 1970 are refused before.
      if (atMs !== lastMs) {
        lastMs = atMs
        lastLow = atMs % two32
        lastHigh = Math.floor(atMs / two32)
      }
      times[pair] = lastLow
      times[pair + 1] = lastHigh
      values[pair] = valueLow
      values[pair + 1] = valueHigh
      if (startMs !== 0) (starts ??= new Float64Array(room))[rows] = startMs
      rows += 1
    },
    size: () => rows,
    earliestMs: () => {
      let least = Infinity
      for (let at = 0; at < rows * 2; at += 2) {
        const timeMs = (times[at] ?? 0) + (times[at + 1] ?? 0) * two32
        if (timeMs < least) least = timeMs
      }
      return least
    },
    rows: () => ({
      hashes: hashes.slice(0, rows),
      ids: new BigUint64Array(ids.slice(0, rows * 2).buffer),
      times: timesOf(times.subarray(0, rows * 2)),
      values: values.slice(0, rows * 2),
      starts: starts?.slice(0, rows),
    }),
    parts: () => ({
      hashes: packed(hashes.subarray(0, rows)),
      ids: packed(ids.subarray(0, rows * 2)),
      times: packed(times.subarray(0, rows * 2)),
      values: packed(values.subarray(0, rows * 2)),
      starts: starts && millis(starts.subarray(0, rows)),
    }),
    release: () => giveBack({ room, hashes, ids, times, values }),
  }
}

function timesOf(pairs: Uint32Array): Float64Array<ArrayBuffer> {
  const times = new Float64Array(pairs.length / 2)
  for (let at = 0; at < times.length; at++) times[at] = (pairs[at * 2] ?? 0) + (pairs[at * 2 + 1] ?? 0) * two32
  return times
}

/** One block of `metric_samples` for what many requests brought of the same; parts of it, one after the other. */
export function sampleBlock(whose: Whose, requests: readonly SampleColumns[]): Buffer[] {
  const rows = requests.reduce((sum, samples) => sum + samples.size(), 0)
  const parts = requests.map((samples) => samples.parts())
  const keys = {
    hashes: parts.map(({ hashes }) => hashes),
    ids: parts.map(({ ids }) => ids),
    times: parts.map(({ times }) => times),
  }
  return blockParts(rows, [
    ...keyColumns(whose, rows, keys),
    { name: 'value', type: 'Float64', data: parts.map(({ values }) => values) },
    ...(parts.some(({ starts }) => starts)
      ? [startColumn(parts.map(({ starts, values }) => starts ?? Buffer.alloc(values.length)))]
      : []),
  ])
}

export const startColumn = (data: Buffer | readonly Buffer[]) => ({
  ...{ name: 'start_at', type: "DateTime64(3, 'UTC')", data },
})

export const millis = (times: Float64Array): Buffer =>
  Buffer.from(BigInt64Array.from(times, (timeMs) => BigInt(timeMs)).buffer)

type Keys = { hashes: Buffer; ids: Buffer; times: Buffer }

/** What samples, histograms and exemplars have in common. */
export function keyColumns(
  { workspaceId, projectId, keptDays }: Whose,
  rows: number,
  { hashes, ids, times }: { [K in keyof Keys]: Buffer | readonly Buffer[] },
) {
  return [
    { name: 'workspace_id', type: 'LowCardinality(String)', data: constantText(workspaceId, rows) },
    { name: 'project_id', type: 'LowCardinality(String)', data: constantText(projectId, rows) },
    { name: 'metric_hash', type: 'UInt32', data: hashes },
    { name: 'series_id', type: 'UInt64', data: ids },
    { name: 'at', type: "DateTime64(3, 'UTC')", data: times },
    { name: 'kept_days', type: 'UInt16', data: constantUInt16(keptDays, rows) },
  ]
}

/** The same columns of things that are objects anyway, because there are few of them. */
export function keysOf(items: readonly { series: SeriesKey; atMs: number }[]): Keys {
  const pairs = (read: (item: (typeof items)[number]) => [number, number]) =>
    packed(Uint32Array.from(items.flatMap(read)))
  return {
    hashes: packed(Uint32Array.from(items, ({ series }) => series.metricHash)),
    ids: pairs(({ series }) => [series.idLow, series.idHigh]),
    times: pairs(({ atMs }) => [atMs % two32, Math.floor(atMs / two32)]),
  }
}
