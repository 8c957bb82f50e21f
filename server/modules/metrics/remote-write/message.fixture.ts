/** Writes remote write's messages, in both versions, and compresses them; for tests and benchmarks. */
import protobuf from 'protobufjs/minimal.js'

type Writer = protobuf.Writer
/** A value as a number, or as the eight bytes of one. */
/** `start`: only 2.0 has it. */
export type SentSample = { at: number; value: number | Buffer; start?: number }
export type SentHistogram = {
  at: number
  start?: number
  sum?: number
  count: number
  schema?: number
  positive?: [offset: number, deltas: number[]]
  floats?: boolean
  custom?: number[]
  sumBytes?: Buffer
}
export type SentSeries = {
  labels: [string, string][]
  samples?: SentSample[]
  histograms?: SentHistogram[]
  exemplars?: { at: number; value: number; labels: [string, string][] }[]
  metadata?: { type: number; help: string; unit: string }
}

export const bytesOf = (writer: Writer): Buffer => Buffer.from(writer.finish())

/** The bits of Prometheus' stale marker. */
export const staleBytes = Buffer.from([2, 0, 0, 0, 0, 0, 0xf0, 0x7f])

export function writeV1(
  series: readonly SentSeries[],
  metadata: readonly { type: number; name: string; help: string; unit: string }[] = [],
): Buffer {
  const writer = protobuf.Writer.create()
  for (const one of series) {
    writer.uint32(0x0a).fork()
    for (const label of one.labels) writeLabel(writer.uint32(0x0a).fork(), label)
    writeSamples(writer, one.samples ?? [])
    for (const exemplar of one.exemplars ?? []) {
      writer.uint32(0x1a).fork()
      for (const label of exemplar.labels) writeLabel(writer.uint32(0x0a).fork(), label)
      writer.uint32(0x11).double(exemplar.value).uint32(0x18).int64(exemplar.at).ldelim()
    }
    for (const histogram of one.histograms ?? []) writeHistogram(writer.uint32(0x22).fork(), histogram)
    writer.ldelim()
  }
  for (const { type, name, help, unit } of metadata) {
    writer.uint32(0x1a).fork().uint32(0x08).uint32(type).uint32(0x12).string(name)
    writer.uint32(0x22).string(help).uint32(0x2a).string(unit).ldelim()
  }
  return bytesOf(writer)
}

export function writeV2(series: readonly SentSeries[]): Buffer {
  const symbols = ['']
  const refOf = (text: string): number => {
    const known = symbols.indexOf(text)
    return known === -1 ? symbols.push(text) - 1 : known
  }
  const writer = protobuf.Writer.create()
  for (const one of series) {
    writer.uint32(0x2a).fork()
    writeRefs(writer, one.labels.flat().map(refOf))
    writeSamples(writer, one.samples ?? [])
    for (const histogram of one.histograms ?? []) writeHistogram(writer.uint32(0x1a).fork(), histogram)
    for (const exemplar of one.exemplars ?? []) {
      writer.uint32(0x22).fork()
      writeRefs(writer, exemplar.labels.flat().map(refOf))
      writer.uint32(0x11).double(exemplar.value).uint32(0x18).int64(exemplar.at).ldelim()
    }
    if (one.metadata) {
      const { type, help, unit } = one.metadata
      writer.uint32(0x2a).fork().uint32(0x08).uint32(type)
      writer.uint32(0x18).uint32(refOf(help)).uint32(0x20).uint32(refOf(unit)).ldelim()
    }
    writer.ldelim()
  }
  const table = protobuf.Writer.create()
  for (const symbol of symbols) table.uint32(0x22).string(symbol)
  return Buffer.concat([bytesOf(table), bytesOf(writer)])
}

function writeRefs(writer: Writer, refs: readonly number[]): void {
  writer.uint32(0x0a).fork()
  for (const ref of refs) writer.uint32(ref)
  writer.ldelim()
}

function writeLabel(writer: Writer, [name, value]: [string, string]): void {
  writer.uint32(0x0a).string(name).uint32(0x12).string(value).ldelim()
}

function writeSamples(writer: Writer, samples: readonly SentSample[]): void {
  for (const { at, value, start } of samples) {
    writer.uint32(0x12).fork().uint32(0x09)
    if (typeof value === 'number') writer.double(value)
    else writer.fixed32(value.readUInt32LE(0)).fixed32(value.readUInt32LE(4))
    writer.uint32(0x10).int64(at)
    if (start !== undefined) writer.uint32(0x18).int64(start)
    writer.ldelim()
  }
}

function writeHistogram(writer: Writer, sent: SentHistogram): void {
  const { at, sum = 0, count, schema = 0, positive: [offset, values] = [0, []], floats = false, custom = [] } = sent
  if (floats) writer.uint32(0x11).double(count)
  else writer.uint32(0x08).uint64(count)
  writer.uint32(0x19)
  if (sent.sumBytes) writer.fixed32(sent.sumBytes.readUInt32LE(0)).fixed32(sent.sumBytes.readUInt32LE(4))
  else writer.double(sum)
  writer.uint32(0x20).sint32(schema)
  if (values.length > 0) {
    writer.uint32(0x5a).fork().uint32(0x08).sint32(offset).uint32(0x10).uint32(values.length).ldelim()
    writer.uint32(floats ? 0x6a : 0x62).fork()
    for (const value of values) {
      if (floats) writer.double(value)
      else writer.sint64(value)
    }
    writer.ldelim()
  }
  writer.uint32(0x78).int64(at)
  if (custom.length > 0) {
    writer.uint32(0x82).fork()
    for (const bound of custom) writer.double(bound)
    writer.ldelim()
  }
  if (sent.start !== undefined) writer.uint32(0x88).int64(sent.start)
  writer.ldelim()
}

/** Snappy's block format with literals alone, which is a valid one. */
export function snappyOf(bytes: Buffer): Buffer {
  const parts: Buffer[] = []
  const length: number[] = []
  for (let rest = bytes.length; ; rest >>>= 7) {
    length.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80)
    if (rest < 0x80) break
  }
  parts.push(Buffer.from(length))
  for (let at = 0; at < bytes.length; at += 65_536) {
    const chunk = bytes.subarray(at, at + 65_536)
    const size = chunk.length - 1
    parts.push(size < 60 ? Buffer.from([size << 2]) : Buffer.from([61 << 2, size & 0xff, size >>> 8]), chunk)
  }
  return Buffer.concat(parts)
}

export const v1Headers = {
  'content-type': 'application/x-protobuf',
  'content-encoding': 'snappy',
  'x-prometheus-remote-write-version': '0.1.0',
}
export const v2Headers = {
  ...v1Headers,
  'content-type': 'application/x-protobuf;proto=io.prometheus.write.v2.Request',
  'x-prometheus-remote-write-version': '2.0.0',
}
