/** `ExportMetricsServiceRequest` in protobuf: field numbers of opentelemetry-proto 1.9, `metrics/v1/metrics.proto`. */
import { otlp } from '#modules/telemetry'
import {
  hasExemplarPlace,
  isWithoutValue,
  maxPointValues,
  newPlaces,
  takePlace,
  type Places,
  type SentBuckets,
  type SentData,
  type SentExemplar,
  type SentExponential,
  type SentHistogram,
  type SentMetric,
  type SentNumber,
  type SentSummary,
} from './sent.ts'

const { BadRecord, emptyMap, endOfMessage, readFields, readHex, readNanos, readPair, validId } = otlp
type Reader = otlp.Reader

export function decodeProtobuf(body: Buffer): otlp.SentBatch<SentMetric> {
  const places = newPlaces()
  return otlp.decodeProtobuf(body, (reader, end) => readMetric(reader, end, places))
}

/** Metric: 1 name, 2 description, 3 unit, then one of the kinds. */
function readMetric(reader: Reader, end: number, places: Places): SentMetric {
  const metric: SentMetric = { name: '', description: '', unit: '', data: { kind: 'none', points: [] } }
  readFields(reader, end, (tag) => {
    if (tag === 0x0a) metric.name = reader.string()
    else if (tag === 0x12) metric.description = reader.string()
    else if (tag === 0x1a) metric.unit = reader.string()
    else if (tag === 0x2a) metric.data = { kind: 'gauge', ...readData(reader, places, readNumber) }
    else if (tag === 0x3a) metric.data = { kind: 'sum', ...readData(reader, places, readNumber) }
    else if (tag === 0x4a) metric.data = { kind: 'histogram', ...readData(reader, places, readHistogram) }
    else if (tag === 0x52) metric.data = { kind: 'exponential', ...readData(reader, places, readExponential) }
    else if (tag === 0x5a) metric.data = { kind: 'summary', ...readData(reader, places, readSummary) }
    else return false
    return true
  })
  return metric satisfies { data: SentData }
}

type ReadPoint<T> = (reader: Reader, end: number, places: Places) => T

/** Gauge, Sum, Histogram, ExponentialHistogram, Summary: 1 points, 2 temporality, 3 whether it is monotonic. */
function readData<T>(reader: Reader, places: Places, readPoint: ReadPoint<T>) {
  const data = { points: [] as T[], temporality: 0, isMonotonic: false }
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x0a) {
      takePlace(places)
      data.points.push(readPoint(reader, endOfMessage(reader), places))
    } else if (tag === 0x10) data.temporality = reader.int32()
    else if (tag === 0x18) data.isMonotonic = reader.bool()
    else return false
    return true
  })
  return data
}

const newPoint = () => ({
  ...{ attributes: emptyMap(), timeNanos: 0n, startNanos: 0n, noValue: false, exemplars: [] as SentExemplar[] },
})

/** 2 start, 3 time, 4 double, 5 exemplars, 6 integer, 7 attributes, 8 flags. */
function readNumber(reader: Reader, end: number, places: Places): SentNumber {
  const point: SentNumber = { ...newPoint(), value: 0 }
  readFields(reader, end, (tag) => {
    if (tag === 0x11) point.startNanos = readNanos(reader)
    else if (tag === 0x19) point.timeNanos = readNanos(reader)
    else if (tag === 0x21) point.value = reader.double()
    else if (tag === 0x2a) readExemplar(reader, point.exemplars, places)
    else if (tag === 0x31) point.value = Number(BigInt.asIntN(64, readNanos(reader)))
    else if (tag === 0x3a) readPair(reader, point.attributes)
    else if (tag === 0x40) point.noValue = isWithoutValue(reader.uint32())
    else return false
    return true
  })
  return point
}

/** 2 start, 3 time, 4 count, 5 sum, 6 counts of buckets, 7 bounds, 8 exemplars, 9 attributes, 10 flags. */
function readHistogram(reader: Reader, end: number, places: Places): SentHistogram {
  const point: SentHistogram = { ...newPoint(), count: 0, sum: undefined, counts: [], bounds: [] }
  readFields(reader, end, (tag) => {
    if (tag === 0x11) point.startNanos = readNanos(reader)
    else if (tag === 0x19) point.timeNanos = readNanos(reader)
    else if (tag === 0x21) point.count = Number(readNanos(reader))
    else if (tag === 0x29) point.sum = reader.double()
    else if (tag === 0x31 || tag === 0x32) readMany(reader, tag, point.counts, () => Number(readNanos(reader)))
    else if (tag === 0x39 || tag === 0x3a) readMany(reader, tag, point.bounds, () => reader.double())
    else if (tag === 0x42) readExemplar(reader, point.exemplars, places)
    else if (tag === 0x4a) readPair(reader, point.attributes)
    else if (tag === 0x50) point.noValue = isWithoutValue(reader.uint32())
    else return false
    return true
  })
  return point
}

/** 1 attributes, 2 start, 3 time, 4 count, 5 sum, 6 scale, 7 and 14 zero bucket, 8 and 9 sides, 10 flags, 11 exemplars. */
function readExponential(reader: Reader, end: number, places: Places): SentExponential {
  const side = (): SentBuckets => ({ offset: 0, counts: [] })
  const numbers = { count: 0, sum: 0, scale: 0, zeroCount: 0, zeroThreshold: 0 }
  const point: SentExponential = { ...newPoint(), ...numbers, positive: side(), negative: side() }
  readFields(reader, end, (tag) => {
    if (tag === 0x0a) readPair(reader, point.attributes)
    else if (tag === 0x11) point.startNanos = readNanos(reader)
    else if (tag === 0x19) point.timeNanos = readNanos(reader)
    else if (tag === 0x21) point.count = Number(readNanos(reader))
    else if (tag === 0x29) point.sum = reader.double()
    else if (tag === 0x30) point.scale = reader.sint32()
    else if (tag === 0x39) point.zeroCount = Number(readNanos(reader))
    else if (tag === 0x42) readSide(reader, point.positive)
    else if (tag === 0x4a) readSide(reader, point.negative)
    else if (tag === 0x50) point.noValue = isWithoutValue(reader.uint32())
    else if (tag === 0x5a) readExemplar(reader, point.exemplars, places)
    else if (tag === 0x71) point.zeroThreshold = reader.double()
    else return false
    return true
  })
  return point
}

/** Buckets: 1 offset, 2 counts. */
function readSide(reader: Reader, into: SentBuckets): void {
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x08) into.offset = reader.sint32()
    else if (tag === 0x10 || tag === 0x12) readMany(reader, tag, into.counts, () => unsigned(reader))
    else return false
    return true
  })
}

function unsigned(reader: Reader): number {
  const { low, high } = reader.uint64()
  return (high >>> 0) * 2 ** 32 + (low >>> 0)
}

/** 2 start, 3 time, 4 count, 5 sum, 6 quantiles, 7 attributes, 8 flags. */
function readSummary(reader: Reader, end: number): SentSummary {
  const point: SentSummary = { ...newPoint(), count: 0, sum: 0, quantiles: [] }
  readFields(reader, end, (tag) => {
    if (tag === 0x11) point.startNanos = readNanos(reader)
    else if (tag === 0x19) point.timeNanos = readNanos(reader)
    else if (tag === 0x21) point.count = Number(readNanos(reader))
    else if (tag === 0x29) point.sum = reader.double()
    else if (tag === 0x32) point.quantiles.push(readQuantile(reader, point.quantiles.length))
    else if (tag === 0x3a) readPair(reader, point.attributes)
    else if (tag === 0x40) point.noValue = isWithoutValue(reader.uint32())
    else return false
    return true
  })
  return point
}

/** ValueAtQuantile: 1 quantile, 2 value. */
function readQuantile(reader: Reader, before: number): { quantile: number; value: number } {
  if (before >= maxPointValues) throw tooManyValues()
  const read = { quantile: 0, value: 0 }
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x09) read.quantile = reader.double()
    else if (tag === 0x11) read.value = reader.double()
    else return false
    return true
  })
  return read
}

/** Exemplar: 2 time, 3 double, 4 span, 5 trace, 6 integer, 7 attributes. */
function readExemplar(reader: Reader, into: SentExemplar[], places: Places): void {
  const end = endOfMessage(reader)
  if (!hasExemplarPlace(places)) {
    reader.pos = end
    return
  }
  const exemplar: SentExemplar = { attributes: emptyMap(), timeNanos: 0n, value: 0, traceId: '', spanId: '' }
  readFields(reader, end, (tag) => {
    if (tag === 0x11) exemplar.timeNanos = readNanos(reader)
    else if (tag === 0x19) exemplar.value = reader.double()
    else if (tag === 0x22) exemplar.spanId = validId(readHex(reader), 8)
    else if (tag === 0x2a) exemplar.traceId = validId(readHex(reader), 16)
    else if (tag === 0x31) exemplar.value = Number(BigInt.asIntN(64, readNanos(reader)))
    else if (tag === 0x3a) readPair(reader, exemplar.attributes)
    else return false
    return true
  })
  into.push(exemplar)
}

const tooManyValues = () => new BadRecord(`more than ${maxPointValues} buckets, bounds or quantiles in a data point`)

/** Packed (wire type 2), or one at a time. */
function readMany(reader: Reader, tag: number, into: number[], read: () => number): void {
  const one = (): void => {
    if (into.length >= maxPointValues) throw tooManyValues()
    into.push(read())
  }
  if ((tag & 7) !== 2) one()
  else for (const end = endOfMessage(reader); reader.pos < end;) one()
}
