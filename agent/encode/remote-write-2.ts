import type { MetricType } from '../sample.ts'
import type { Batch, Point } from '../series.ts'
import { readFields, readPacked, readVarint } from './reader.ts'
import { createWriter, varintBytes } from './writer.ts'

/** `io.prometheus.write.v2.Request`: symbols 4, timeseries 5; each with labels 1, sample 2, metadata 5. */
const typeNumbers: Record<MetricType, number> = { unknown: 0, counter: 1, gauge: 2, histogram: 3, summary: 5 }

/** A request, and where in it the values (8 bytes each) and the times stand: all else is the same in the next one. */
export type Layout = { bytes: Buffer; valuesAt: number[]; timesAt: number[] }

export function encodeRequest2(batch: Batch): Buffer {
  return layOut2(batch).bytes
}

export function layOut2({ timeMs, points }: Batch): Layout {
  const writer = createWriter()
  // Each text once, in the order of their numbers; the first is empty.
  const refs = new Map<string, number>([['', 0]])
  const valuesAt: number[] = []
  const timesAt: number[] = []
  const sampleBytes = 1 + 8 + 1 + varintBytes(timeMs)
  for (const { series, value, isStale } of points) {
    const labels = series.labels.map((text) => refOf(text, refs))
    const labelBytes = labels.reduce((sum, ref) => sum + varintBytes(ref), 0)
    const type = typeNumbers[series.type]
    writer.tag(5, 2)
    writer.varint(1 + varintBytes(labelBytes) + labelBytes + 2 + sampleBytes + (type === 0 ? 0 : 4))
    writer.tag(1, 2)
    writer.varint(labelBytes)
    for (const ref of labels) writer.varint(ref)
    writer.tag(2, 2)
    writer.varint(sampleBytes)
    writer.tag(1, 1)
    valuesAt.push(writer.at)
    writer.double(value, isStale)
    writer.tag(2, 0)
    timesAt.push(writer.at)
    writer.varint(timeMs)
    if (type === 0) continue
    writer.tag(5, 2)
    writer.varint(2)
    writer.tag(1, 0)
    writer.varint(type)
  }
  for (const text of refs.keys()) {
    writer.tag(4, 2)
    writer.text(text)
  }
  return { bytes: writer.take(), valuesAt, timesAt }
}

function refOf(text: string, refs: Map<string, number>): number {
  const known = refs.get(text)
  if (known !== undefined) return known
  refs.set(text, refs.size)
  return refs.size - 1
}

/** Reads what `encodeRequest2` wrote: queued requests are sent as 1.0 when the server turns out to know no other. */
export function decodeRequest2(bytes: Buffer): Batch {
  const symbols: string[] = []
  const series: Buffer[] = []
  for (const { field, data } of readFields(bytes)) {
    if (data === undefined) continue
    if (field === 4) symbols.push(data.toString('utf8'))
    if (field === 5) series.push(data)
  }
  let timeMs = 0
  const points = series.map((data): Point => {
    let labels: string[] = []
    let type: MetricType = 'unknown'
    let [value, isStale] = [0, false]
    for (const { field, data: inner } of readFields(data)) {
      if (inner === undefined) continue
      if (field === 1) labels = readPacked(inner).map((ref) => symbols[ref] ?? '')
      if (field === 2) {
        // Tag, eight bytes, tag, time: as written above.
        value = inner.readDoubleLE(1)
        isStale = inner.readUInt32LE(1) === 2 && inner.readUInt32LE(5) === 0x7ff00000
        timeMs = readVarint(inner, 10).value
      }
      if (field === 5) type = typeOf(inner[1] ?? 0)
    }
    return { series: { type, labels }, value, isStale }
  })
  return { timeMs, points }
}

function typeOf(number: number): MetricType {
  // The keys of that record are the types.
  const names = Object.keys(typeNumbers) as MetricType[]
  return names.find((name) => typeNumbers[name] === number) ?? 'unknown'
}
