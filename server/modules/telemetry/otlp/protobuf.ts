/**
 * `ExportTraceServiceRequest` and `ExportLogsServiceRequest` in protobuf. Field numbers are those of opentelemetry-proto
 * 1.9, `trace/v1/trace.proto` and `logs/v1/logs.proto`; tags are written as encoded: number × 8 + wire type.
 */
import { maxRecords, maxSpanEvents, maxSpanLinks } from './limits.ts'
import { endOfMessage, readerOf, readFields, readHex, readNanos, type Reader } from './protobuf-reader.ts'
import { readPair, readResource, readScope, readValue } from './protobuf-value.ts'
import {
  BadRecord,
  emptyMap,
  notReadable,
  tooMany,
  validId,
  type SentBatch,
  type SentGroup,
  type SentLog,
  type SentSpan,
} from './sent.ts'

type ReadRecord<T> = (reader: Reader, end: number) => T

/** Throws invalid_request for what is no such message; a record that can be read and is at fault rejects itself. */
export const decodeTraces = (body: Buffer): SentBatch<SentSpan> => decode(body, readSpan)
export const decodeLogs = (body: Buffer): SentBatch<SentLog> => decode(body, readLog)

/** For any signal: they differ in their records alone. */
export function decode<T>(body: Buffer, readRecord: ReadRecord<T>): SentBatch<T> {
  const reader = readerOf(body)
  const batch: SentBatch<T> = { groups: [], rejected: [] }
  let room = maxRecords
  const take = (end: number): T | undefined => {
    if (room === 0) {
      reader.pos = end
      batch.rejected.push(tooMany)
      return undefined
    }
    room -= 1
    try {
      return readRecord(reader, end)
    } catch (error) {
      if (!(error instanceof BadRecord)) throw error
      reader.pos = end
      batch.rejected.push(error.message)
      return undefined
    }
  }
  try {
    readFields(reader, reader.len, (tag) => {
      if (tag !== 0x0a) return false
      batch.groups.push(...readResourceGroup(reader, take))
      return true
    })
  } catch {
    // A value that is too deep for its resource is as unreadable as a length that lies.
    throw notReadable('protobuf')
  }
  return batch
}

/** ResourceSpans, ResourceLogs: 1 resource, 2 scopes; each scope: 1 scope, 2 records. */
function readResourceGroup<T>(reader: Reader, take: (end: number) => T | undefined): SentGroup<T>[] {
  const resource = emptyMap()
  const groups: SentGroup<T>[] = []
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x0a) readResource(reader, resource)
    else if (tag === 0x12) groups.push({ resource, ...readScopeGroup(reader, take) })
    else return false
    return true
  })
  return groups
}

function readScopeGroup<T>(reader: Reader, take: (end: number) => T | undefined): Omit<SentGroup<T>, 'resource'> {
  const group = { scope: { name: '', version: '', attributes: emptyMap() }, records: [] as T[] }
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x0a) readScope(reader, group.scope)
    else if (tag === 0x12) {
      const record = take(endOfMessage(reader))
      if (record !== undefined) group.records.push(record)
    } else return false
    return true
  })
  return group
}

function readSpan(reader: Reader, end: number): SentSpan {
  const text: SentSpan['text'] = { name: '', statusMessage: '', attributes: emptyMap(), events: [], links: [] }
  const span: SentSpan = {
    traceId: '',
    spanId: '',
    parentSpanId: '',
    kind: 0,
    startNanos: 0n,
    endNanos: 0n,
    statusCode: 0,
    flags: 0,
    eventNanos: [],
    linked: [],
    text,
  }
  readFields(reader, end, (tag) => {
    if (tag === 0x0a) span.traceId = validId(readHex(reader), 16)
    else if (tag === 0x12) span.spanId = validId(readHex(reader), 8)
    else if (tag === 0x22) span.parentSpanId = validId(readHex(reader), 8)
    else if (tag === 0x2a) text.name = reader.string()
    else if (tag === 0x30) span.kind = reader.int32()
    else if (tag === 0x39) span.startNanos = readNanos(reader)
    else if (tag === 0x41) span.endNanos = readNanos(reader)
    else if (tag === 0x4a) readPair(reader, text.attributes)
    else if (tag === 0x5a && text.events.length < maxSpanEvents) readEvent(reader, span)
    else if (tag === 0x6a && text.links.length < maxSpanLinks) readLink(reader, span)
    else if (tag === 0x7a) readStatus(reader, span)
    else if (tag === 0x85) span.flags = reader.fixed32()
    else return false
    return true
  })
  return span
}

/** Span.Event: 1 time, 2 name, 3 attributes. */
function readEvent(reader: Reader, { eventNanos, text }: SentSpan): void {
  const event = { name: '', attributes: emptyMap() }
  let nanos = 0n
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x09) nanos = readNanos(reader)
    else if (tag === 0x12) event.name = reader.string()
    else if (tag === 0x1a) readPair(reader, event.attributes)
    else return false
    return true
  })
  text.events.push(event)
  eventNanos.push(nanos)
}

/** Span.Link: 1 trace, 2 span, 4 attributes. */
function readLink(reader: Reader, { linked, text }: SentSpan): void {
  const ids = { traceId: '', spanId: '' }
  const attributes = emptyMap()
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x0a) ids.traceId = validId(readHex(reader), 16)
    else if (tag === 0x12) ids.spanId = validId(readHex(reader), 8)
    else if (tag === 0x22) readPair(reader, attributes)
    else return false
    return true
  })
  text.links.push({ attributes })
  linked.push(ids)
}

/** Status: 2 message, 3 code. */
function readStatus(reader: Reader, span: SentSpan): void {
  readFields(reader, endOfMessage(reader), (tag) => {
    if (tag === 0x12) span.text.statusMessage = reader.string()
    else if (tag === 0x18) span.statusCode = reader.int32()
    else return false
    return true
  })
}

function readLog(reader: Reader, end: number): SentLog {
  const text: SentLog['text'] = { severityText: '', eventName: '', body: null, attributes: emptyMap() }
  const log: SentLog = { timeNanos: 0n, observedNanos: 0n, severityNumber: 0, traceId: '', spanId: '', text }
  readFields(reader, end, (tag) => {
    if (tag === 0x09) log.timeNanos = readNanos(reader)
    else if (tag === 0x10) log.severityNumber = reader.int32()
    else if (tag === 0x1a) text.severityText = reader.string()
    else if (tag === 0x2a) text.body = readValue(reader, endOfMessage(reader))
    else if (tag === 0x32) readPair(reader, text.attributes)
    else if (tag === 0x4a) log.traceId = validId(readHex(reader), 16)
    else if (tag === 0x52) log.spanId = validId(readHex(reader), 8)
    else if (tag === 0x59) log.observedNanos = readNanos(reader)
    else if (tag === 0x62) text.eventName = reader.string()
    else return false
    return true
  })
  return log
}
