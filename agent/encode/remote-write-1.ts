import type { Batch } from '../series.ts'
import { createWriter, varintBytes } from './writer.ts'

/** `prometheus.WriteRequest`: timeseries 1; each with labels 1 (name 1, value 2) and a sample 2 (value 1, time 2). */
export function encodeRequest1({ timeMs, points }: Batch): Buffer {
  const writer = createWriter()
  const sampleBytes = 1 + 8 + 1 + varintBytes(timeMs)
  for (const { series, value, isStale } of points) {
    const sizes = series.labels.map((text) => {
      const bytes = Buffer.byteLength(text)
      return 1 + varintBytes(bytes) + bytes
    })
    let seriesBytes = 2 + sampleBytes
    for (let index = 0; index + 1 < sizes.length; index += 2) {
      const pair = (sizes[index] ?? 0) + (sizes[index + 1] ?? 0)
      seriesBytes += 1 + varintBytes(pair) + pair
    }
    writer.tag(1, 2)
    writer.varint(seriesBytes)
    for (let index = 0; index + 1 < sizes.length; index += 2) {
      writer.tag(1, 2)
      writer.varint((sizes[index] ?? 0) + (sizes[index + 1] ?? 0))
      writer.tag(1, 2)
      writer.text(series.labels[index] ?? '')
      writer.tag(2, 2)
      writer.text(series.labels[index + 1] ?? '')
    }
    writer.tag(2, 2)
    writer.varint(sampleBytes)
    writer.tag(1, 1)
    writer.double(value, isStale)
    writer.tag(2, 0)
    writer.varint(timeMs)
  }
  return writer.take()
}
