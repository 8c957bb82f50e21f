/** What is written beside samples, as blocks of its tables. */
import type { Description, ExemplarSample, HistogramSample } from './collector.ts'
import { histogramToBytes } from './histogram-bytes.ts'
import { constantText, constantUInt16, maps, nativeBlock, packed, texts } from './native-block.ts'
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

export function seriesBlock(whose: Whose, newSeries: ReadonlyMap<Series, readonly number[]>): Buffer {
  const rows = [...newSeries].flatMap(([series, days]) => days.map((day) => ({ series, day })))
  const { workspaceId, projectId, keptDays } = whose
  return nativeBlock(rows.length, [
    { name: 'workspace_id', type: 'LowCardinality(String)', data: constantText(workspaceId, rows.length) },
    { name: 'project_id', type: 'LowCardinality(String)', data: constantText(projectId, rows.length) },
    { name: 'metric', type: 'String', data: texts(rows.map(({ series }) => series.metric)) },
    { name: 'metric_hash', type: 'UInt32', data: packed(Uint32Array.from(rows, ({ series }) => series.metricHash)) },
    {
      name: 'series_id',
      type: 'UInt64',
      data: packed(Uint32Array.from(rows.flatMap(({ series }) => [series.idLow, series.idHigh]))),
    },
    { name: 'seen_until', type: "DateTime('UTC')", data: packed(Uint32Array.from(rows, ({ day }) => seenUntil(day))) },
    { name: 'kept_days', type: 'UInt16', data: constantUInt16(keptDays, rows.length) },
    { name: 'labels', type: 'Map(String, String)', data: maps(rows.map(({ series }) => series.labels)) },
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
