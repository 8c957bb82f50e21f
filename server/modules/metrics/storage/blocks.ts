/** What is written beside samples, as blocks of its tables. */
import type { Description, ExemplarSample, HistogramSample } from './collector.ts'
import { histogramToBytes } from './histogram-bytes.ts'
import { labelColumns } from './label-columns.ts'
import { blockParts, constantText, constantUInt16, maps, nativeBlock, packed, texts } from './native-block.ts'
import { keyColumns, keysOf, millis, sampleColumnNames, startColumn, type Whose } from './sample-columns.ts'
import type { Series } from './series-cache.ts'
import { seenUntil } from './series-room.ts'

const keyNames = sampleColumnNames.slice(0, -2)

/** In the order in which they are written. */
const names = {
  metric_series: [
    ...['workspace_id', 'project_id', 'metric', 'metric_hash', 'series_id', 'seen_until', 'kept_days', 'labels'],
  ],
  metric_descriptions: ['workspace_id', 'project_id', 'metric', 'kind', 'unit', 'help', 'described_at'],
  metric_samples: sampleColumnNames,
  metric_histograms: [...keyNames, 'histogram', 'start_at'],
  metric_exemplars: [...keyNames, 'value', 'labels'],
}
export type Table = keyof typeof names
// The object's own keys, which its type names.
export const tables = Object.entries(names) as [Table, string[]][]

/** In pieces: it is put together with those of other requests. */
export function seriesBlock(whose: Whose, newSeries: ReadonlyMap<Series, readonly number[]>): Buffer[] {
  const rows: Series[] = []
  const untils: number[] = []
  for (const [series, days] of newSeries) {
    for (const day of days) {
      rows.push(series)
      untils.push(seenUntil(day))
    }
  }
  const { length } = rows
  const hashes = new Uint32Array(length)
  const ids = new Uint32Array(length * 2)
  for (let at = 0; at < length; at++) {
    const { metricHash = 0, idLow = 0, idHigh = 0 } = rows[at] ?? {}
    hashes[at] = metricHash
    ids[at * 2] = idLow
    ids[at * 2 + 1] = idHigh
  }
  const { metrics, labels } = labelColumns(rows.map((series) => series.labels))
  const { workspaceId, projectId, keptDays } = whose
  return blockParts(length, [
    { name: 'workspace_id', type: 'LowCardinality(String)', data: constantText(workspaceId, length) },
    { name: 'project_id', type: 'LowCardinality(String)', data: constantText(projectId, length) },
    { name: 'metric', type: 'String', data: metrics },
    { name: 'metric_hash', type: 'UInt32', data: packed(hashes) },
    { name: 'series_id', type: 'UInt64', data: packed(ids) },
    { name: 'seen_until', type: "DateTime('UTC')", data: packed(Uint32Array.from(untils)) },
    { name: 'kept_days', type: 'UInt16', data: constantUInt16(keptDays, length) },
    { name: 'labels', type: 'Map(String, String)', data: labels },
  ])
}

export function histogramBlock(whose: Whose, rows: readonly HistogramSample[]): Buffer {
  // As text, because exports and imports are JSON.
  const data = texts(rows.map(({ histogram }) => histogramToBytes(histogram).toString('base64')))
  return nativeBlock(rows.length, [
    ...keyColumns(whose, rows.length, keysOf(rows)),
    { name: 'histogram', type: 'String', data },
    startColumn(millis(Float64Array.from(rows, ({ startMs }) => startMs))),
  ])
}

export function exemplarBlock(whose: Whose, rows: readonly ExemplarSample[]): Buffer {
  return nativeBlock(rows.length, [
    ...keyColumns(whose, rows.length, keysOf(rows)),
    { name: 'value', type: 'Float64', data: packed(Float64Array.from(rows, ({ value }) => value)) },
    { name: 'labels', type: 'Map(String, String)', data: maps(rows.map(({ labels }) => labels)) },
  ])
}

export function descriptionBlock({ workspaceId, projectId }: Whose, rows: readonly Description[], at: Date): Buffer {
  const { length } = rows
  return nativeBlock(length, [
    { name: 'workspace_id', type: 'LowCardinality(String)', data: constantText(workspaceId, length) },
    { name: 'project_id', type: 'LowCardinality(String)', data: constantText(projectId, length) },
    { name: 'metric', type: 'String', data: texts(rows.map(({ metric }) => metric)) },
    { name: 'kind', type: 'String', data: texts(rows.map(({ kind }) => kind)) },
    { name: 'unit', type: 'String', data: texts(rows.map(({ unit }) => unit)) },
    { name: 'help', type: 'String', data: texts(rows.map(({ help }) => help)) },
    {
      name: 'described_at',
      type: "DateTime64(3, 'UTC')",
      data: Buffer.from(new BigInt64Array(length).fill(BigInt(at.getTime())).buffer),
    },
  ])
}
