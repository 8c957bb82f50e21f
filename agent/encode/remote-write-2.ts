import type { MetricType } from '../sample.ts'
import type { Batch, Point, Series } from '../series.ts'
import { readFields, readPacked, readVarint } from './reader.ts'
import { createWriter, varintBytes } from './writer.ts'

/** `io.prometheus.write.v2.Request`: symbols 4, timeseries 5; each with labels 1, sample 2, metadata 5. */
const typeNumbers: Record<MetricType, number> = { unknown: 0, counter: 1, gauge: 2, histogram: 3, summary: 5 }

type Table = {
  /** Each text once, in the order of their numbers; the first is empty. */
  refs: Map<string, number>
  /** The fields of all of them. */
  bytes: Buffer
  /** Of each series what is the same in every request: its labels, as the field that they are. */
  labels: Map<Series, Buffer>
}

/** The series of a batch, and the texts that they refer to; one after the other they are a request. */
export type Parts = { series: Buffer; table: Buffer }

/**
 * Encodes batch after batch. A host has the same series in each, so the table of texts is kept, and is the same buffer,
 * until a series comes that is not in it. It is sent whole: each request can be read by itself.
 */
export function createEncoder2(): (batch: Batch) => Parts {
  let kept: Table | undefined
  return (batch) => {
    const known = kept
    const isKnown = known && batch.points.every(({ series }) => known.labels.has(series))
    const table = isKnown ? known : makeTable(batch.points.map(({ series }) => series))
    kept = table
    return { series: encode(batch, table), table: table.bytes }
  }
}

export function encodeRequest2(batch: Batch): Buffer {
  const { series, table } = createEncoder2()(batch)
  return Buffer.concat([series, table])
}

function encode({ timeMs, points }: Batch, table: Table): Buffer {
  const writer = createWriter(points.length * 48)
  const sampleBytes = 1 + 8 + 1 + varintBytes(timeMs)
  for (const { series, value, isStale } of points) {
    const labels = table.labels.get(series) ?? labelField(series, table.refs)
    const type = typeNumbers[series.type]
    writer.tag(5, 2)
    writer.varint(labels.length + 2 + sampleBytes + (type === 0 ? 0 : 4))
    writer.bytes(labels)
    writer.tag(2, 2)
    writer.varint(sampleBytes)
    writer.tag(1, 1)
    writer.double(value, isStale)
    writer.tag(2, 0)
    writer.varint(timeMs)
    if (type === 0) continue
    writer.tag(5, 2)
    writer.varint(2)
    writer.tag(1, 0)
    writer.varint(type)
  }
  return writer.take()
}

function makeTable(all: readonly Series[]): Table {
  const refs = new Map<string, number>([['', 0]])
  const labels = new Map(all.map((series) => [series, labelField(series, refs)]))
  const writer = createWriter()
  for (const text of refs.keys()) {
    writer.tag(4, 2)
    writer.text(text)
  }
  return { refs, labels, bytes: writer.take() }
}

function labelField({ labels }: Series, refs: Map<string, number>): Buffer {
  const numbers = labels.map((text) => {
    const known = refs.get(text)
    if (known !== undefined) return known
    refs.set(text, refs.size)
    return refs.size - 1
  })
  const writer = createWriter(256)
  writer.tag(1, 2)
  writer.varint(numbers.reduce((sum, ref) => sum + varintBytes(ref), 0))
  for (const ref of numbers) writer.varint(ref)
  return Buffer.from(writer.take())
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
