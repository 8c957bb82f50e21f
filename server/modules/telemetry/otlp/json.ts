/** `ExportTraceServiceRequest` and `ExportLogsServiceRequest` in OTLP's JSON. */
import { isRecord } from '../clean.ts'
import { anyValueOf, fieldsOf, flagsOf, idOf, integerOf, listOf, mapOf, nanosOf, textOf } from './json-value.ts'
import { maxRecords, maxSpanEvents, maxSpanLinks } from './limits.ts'
import { BadRecord, notReadable, tooMany, type SentBatch, type SentGroup, type SentLog, type SentSpan } from './sent.ts'

type Names = { resources: string; scopes: string; records: string }

/** Throws invalid_request for what is no such message; a record that is at fault rejects itself. */
export const decodeTraces = (body: Buffer): SentBatch<SentSpan> =>
  decode(body, { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans' }, readSpan)
export const decodeLogs = (body: Buffer): SentBatch<SentLog> =>
  decode(body, { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords' }, readLog)

/** For any signal: they differ in their records and in names. */
export function decode<T>(
  body: Buffer,
  names: Names,
  readRecord: (fields: Record<string, unknown>) => T,
): SentBatch<T> {
  const batch: SentBatch<T> = { groups: [], rejected: [] }
  let room = maxRecords
  const take = (sent: unknown): T[] => {
    if (room === 0) {
      batch.rejected.push(tooMany)
      return []
    }
    room -= 1
    try {
      if (!isRecord(sent)) throw new BadRecord('a record is not an object')
      return [readRecord(sent)]
    } catch (error) {
      if (!(error instanceof BadRecord)) throw error
      batch.rejected.push(error.message)
      return []
    }
  }
  try {
    const request = fieldsOf(parse(body), 'the body')
    for (const one of listOf(request[names.resources], names.resources)) {
      batch.groups.push(...readResourceGroup(fieldsOf(one, names.resources), names, take))
    }
  } catch (error) {
    if (error instanceof BadRecord) throw notReadable('JSON')
    throw error
  }
  return batch
}

/** No body at all is an empty request, as it is in protobuf. V8 parses without recursion. */
function parse(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    throw notReadable('JSON')
  }
}

function readResourceGroup<T>(
  fields: Record<string, unknown>,
  names: Names,
  take: (sent: unknown) => T[],
): SentGroup<T>[] {
  const resource = mapOf(fieldsOf(fields['resource'], 'resource')['attributes'], 'resource')
  return listOf(fields[names.scopes], names.scopes).map((one) => {
    const { scope: sentScope, [names.records]: records } = fieldsOf(one, names.scopes)
    const { name, version, attributes } = fieldsOf(sentScope, 'scope')
    const scope = {
      name: textOf(name, 'scope.name'),
      version: textOf(version, 'scope.version'),
      attributes: mapOf(attributes, 'scope'),
    }
    return { resource, scope, records: listOf(records, names.records).flatMap(take) }
  })
}

function readSpan(fields: Record<string, unknown>): SentSpan {
  const status = fieldsOf(fields['status'], 'status')
  const events = listOf(fields['events'], 'events')
    .slice(0, maxSpanEvents)
    .map((event) => fieldsOf(event, 'an event'))
  const links = listOf(fields['links'], 'links')
    .slice(0, maxSpanLinks)
    .map((link) => fieldsOf(link, 'a link'))
  return {
    traceId: idOf(fields['traceId'], 16),
    spanId: idOf(fields['spanId'], 8),
    parentSpanId: idOf(fields['parentSpanId'], 8),
    kind: integerOf(fields['kind'], 'kind'),
    startNanos: nanosOf(fields['startTimeUnixNano'], 'startTimeUnixNano'),
    endNanos: nanosOf(fields['endTimeUnixNano'], 'endTimeUnixNano'),
    statusCode: integerOf(status['code'], 'status.code'),
    flags: flagsOf(fields['flags']),
    eventNanos: events.map(({ timeUnixNano }) => nanosOf(timeUnixNano, 'timeUnixNano of an event')),
    linked: links.map(({ traceId, spanId }) => ({ traceId: idOf(traceId, 16), spanId: idOf(spanId, 8) })),
    text: {
      name: textOf(fields['name'], 'name'),
      statusMessage: textOf(status['message'], 'status.message'),
      attributes: mapOf(fields['attributes'], 'attributes'),
      events: events.map(({ name, attributes }) => ({
        name: textOf(name, 'name of an event'),
        attributes: mapOf(attributes, 'attributes of an event'),
      })),
      links: links.map(({ attributes }) => ({ attributes: mapOf(attributes, 'attributes of a link') })),
    },
  }
}

function readLog(fields: Record<string, unknown>): SentLog {
  return {
    timeNanos: nanosOf(fields['timeUnixNano'], 'timeUnixNano'),
    observedNanos: nanosOf(fields['observedTimeUnixNano'], 'observedTimeUnixNano'),
    severityNumber: integerOf(fields['severityNumber'], 'severityNumber'),
    traceId: idOf(fields['traceId'], 16),
    spanId: idOf(fields['spanId'], 8),
    text: {
      severityText: textOf(fields['severityText'], 'severityText'),
      eventName: textOf(fields['eventName'], 'eventName'),
      body: anyValueOf(fields['body'], 'body'),
      attributes: mapOf(fields['attributes'], 'attributes'),
    },
  }
}
