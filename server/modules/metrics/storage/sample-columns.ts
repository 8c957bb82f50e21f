/** Samples on their way into the store: columns that grow, so that a sample makes no object. */
import type { SeriesKey } from './series-id.ts'
import { constantText, constantUInt16, nativeBlock, packed } from './native-block.ts'

export type SampleColumns = {
  /** A value by its bits, because numbers may lose those of a NaN. */
  push(series: SeriesKey, atMs: number, valueLow: number, valueHigh: number): void
  size(): number
  /** As a block of `metric_samples`. */
  block(whose: Whose): Buffer
}

export type Whose = { workspaceId: string; projectId: string; keptDays: number }

export const sampleColumnNames = [
  ...['workspace_id', 'project_id', 'metric_hash', 'series_id', 'at', 'kept_days', 'value'],
]

const firstRows = 512
const two32 = 4_294_967_296

export function createSampleColumns(): SampleColumns {
  let rows = 0
  let room = firstRows
  let hashes = new Uint32Array(room)
  let ids = new Uint32Array(room * 2)
  let times = new Uint32Array(room * 2)
  let values = new Uint32Array(room * 2)
  const grow = (): void => {
    room *= 2
    const larger = (of: Uint32Array, length: number): Uint32Array<ArrayBuffer> => {
      const array = new Uint32Array(length)
      array.set(of)
      return array
    }
    hashes = larger(hashes, room)
    ids = larger(ids, room * 2)
    times = larger(times, room * 2)
    values = larger(values, room * 2)
  }
  return {
    push: ({ metricHash, idLow, idHigh }, atMs, valueLow, valueHigh) => {
      if (rows === room) grow()
      const pair = rows * 2
      hashes[rows] = metricHash
      ids[pair] = idLow
      ids[pair + 1] = idHigh
      // Neither is negative: times before 1970 are refused before.
      times[pair] = atMs % two32
      times[pair + 1] = atMs / two32
      values[pair] = valueLow
      values[pair + 1] = valueHigh
      rows += 1
    },
    size: () => rows,
    block: (whose) =>
      nativeBlock(rows, [
        ...keyColumns(whose, rows, {
          hashes: packed(hashes.subarray(0, rows)),
          ids: packed(ids.subarray(0, rows * 2)),
          times: packed(times.subarray(0, rows * 2)),
        }),
        { name: 'value', type: 'Float64', data: packed(values.subarray(0, rows * 2)) },
      ]),
  }
}

type Keys = { hashes: Buffer; ids: Buffer; times: Buffer }

/** What samples, histograms and exemplars have in common. */
export function keyColumns({ workspaceId, projectId, keptDays }: Whose, rows: number, { hashes, ids, times }: Keys) {
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
