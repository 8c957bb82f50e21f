/** `Histogram` of both versions: field numbers of prompb/types.proto and io.prometheus.write.v2. */
import { fromWire, type WireHistogram } from '../histograms/wire.ts'
import { HistogramError } from '../histograms/validate.ts'
import { staleHigh, staleLow } from '../promql/staleness.ts'
import { textOf, type Collector } from '../storage/collector.ts'
import type { Series } from '../storage/series-cache.ts'
import {
  readDouble,
  readEnd,
  readInt64,
  readMessage,
  readRepeated,
  readSint32,
  readSint64,
  readUint32,
  readUint64,
  type Cursor,
} from './wire.ts'

type Fields = { -readonly [K in keyof WireHistogram]: WireHistogram[K] } & {
  positiveDeltas: number[]
  positiveCounts: number[]
  negativeDeltas: number[]
  negativeCounts: number[]
  customValues: number[]
  atMs: number
  startMs: number
  isStale: boolean
}

/** Reads the message that begins here and adds it; a histogram that cannot be is refused alone. */
export function takeHistogram(cursor: Cursor, end: number, series: Series, collector: Collector): void {
  const fields = readFields(cursor, end)
  if (fields.isStale) {
    // A stale marker is a sample, whatever the series held before it.
    collector.addSample(series, fields.atMs, staleLow, staleHigh)
    return
  }
  try {
    collector.addHistogram(series, fields.atMs, fromWire(fields), fields.startMs)
  } catch (error) {
    if (!(error instanceof HistogramError)) throw error
    collector.refusals.add('invalid_histogram', 1, () => `${textOf(series)}: ${error.message}`)
  }
}

function readFields(cursor: Cursor, end: number): Fields {
  const spans: Spans = { positive: [], negative: [] }
  const fields: Fields = {
    kind: 'integer',
    count: 0,
    sum: 0,
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positiveSpans: spans.positive,
    negativeSpans: spans.negative,
    positive: [],
    negative: [],
    positiveDeltas: [],
    positiveCounts: [],
    negativeDeltas: [],
    negativeCounts: [],
    customValues: [],
    resetHint: 0,
    atMs: 0,
    startMs: 0,
    isStale: false,
  }
  readMessage(cursor, end, (tag) => readField(cursor, end, tag, fields, spans))
  const isFloat = fields.kind === 'float'
  fields.positive = isFloat ? fields.positiveCounts : fields.positiveDeltas
  fields.negative = isFloat ? fields.negativeCounts : fields.negativeDeltas
  return fields
}

type Spans = Record<'positive' | 'negative', { offset: number; length: number }[]>

function readField(cursor: Cursor, end: number, tag: number, fields: Fields, spans: Spans): boolean {
  if (tag === 0x08) {
    fields.kind = 'integer'
    fields.count = readUint64(cursor, end)
  } else if (tag === 0x11) {
    fields.kind = 'float'
    fields.count = readDouble(cursor, end)
  } else if (tag === 0x19) {
    fields.isStale = isStaleHere(cursor, end)
    fields.sum = readDouble(cursor, end)
  } else if (tag === 0x20) fields.schema = readSint32(cursor, end)
  else if (tag === 0x29) fields.zeroThreshold = readDouble(cursor, end)
  else if (tag === 0x30) fields.zeroCount = readUint64(cursor, end)
  else if (tag === 0x39) fields.zeroCount = readDouble(cursor, end)
  else if (tag === 0x42) spans.negative.push(readSpan(cursor, end))
  else if (tag === 0x48 || tag === 0x4a) readRepeated(cursor, end, tag, fields.negativeDeltas, readSint64)
  else if (tag === 0x51 || tag === 0x52) readRepeated(cursor, end, tag, fields.negativeCounts, readDouble)
  else if (tag === 0x5a) spans.positive.push(readSpan(cursor, end))
  else if (tag === 0x60 || tag === 0x62) readRepeated(cursor, end, tag, fields.positiveDeltas, readSint64)
  else if (tag === 0x69 || tag === 0x6a) readRepeated(cursor, end, tag, fields.positiveCounts, readDouble)
  else if (tag === 0x70) fields.resetHint = readUint32(cursor, end)
  else if (tag === 0x78) fields.atMs = readInt64(cursor, end)
  else if (tag === 0x81 || tag === 0x82) readRepeated(cursor, end, tag, fields.customValues, readDouble)
  else if (tag === 0x88) fields.startMs = readInt64(cursor, end)
  else return false
  return true
}

/** BucketSpan: 1 offset, 2 length. */
function readSpan(cursor: Cursor, end: number): { offset: number; length: number } {
  const span = { offset: 0, length: 0 }
  const to = readEnd(cursor, end)
  readMessage(cursor, to, (tag) => {
    if (tag === 0x08) span.offset = readSint32(cursor, to)
    else if (tag === 0x10) span.length = readUint32(cursor, to)
    else return false
    return true
  })
  return span
}

function isStaleHere({ bytes, at }: Cursor, end: number): boolean {
  return at + 8 <= end && bytes.readUInt32LE(at) === staleLow && bytes.readUInt32LE(at + 4) === staleHigh
}
