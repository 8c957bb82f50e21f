/** Requests for tests: written as OTLP's JSON, and as the same in protobuf by a writer that knows nothing of the reader. */
import protobuf from 'protobufjs/minimal.js'

// oxlint-disable typescript/no-explicit-any -- the JSON is what a test writes
type Writer = protobuf.Writer

export const traceId = '5b8efff798038103d269b633813fc60c'
export const spanId = 'eee19b7ec3c1b174'

export const nanosAt = (date: Date, micros = 0): string =>
  String(BigInt(date.getTime()) * 1_000_000n + BigInt(micros) * 1000n)
export const textAttribute = (key: string, stringValue: string) => ({ key, value: { stringValue } })

export function encodeTraces(request: any): Buffer {
  return encode(request.resourceSpans, 'scopeSpans', 'spans', writeSpan)
}

export function encodeLogs(request: any): Buffer {
  return encode(request.resourceLogs, 'scopeLogs', 'logRecords', writeLog)
}

function encode(resources: any[], scopes: string, records: string, write: (w: Writer, record: any) => void): Buffer {
  const writer = protobuf.Writer.create()
  for (const one of resources ?? []) {
    message(writer, 1, (w) => {
      if (one.resource) message(w, 1, (r) => attributes(r, 1, one.resource.attributes))
      for (const scope of one[scopes] ?? []) {
        message(w, 2, (s) => {
          if (scope.scope) {
            message(s, 1, (n) =>
              attributes(text(text(n, 1, scope.scope.name), 2, scope.scope.version), 3, scope.scope.attributes),
            )
          }
          for (const record of scope[records] ?? []) message(s, 2, (r) => write(r, record))
        })
      }
    })
  }
  return Buffer.from(writer.finish())
}

function writeSpan(w: Writer, span: any): void {
  hex(w, 1, span.traceId)
  hex(w, 2, span.spanId)
  hex(w, 4, span.parentSpanId)
  text(w, 5, span.name)
  if (span.kind) w.uint32(6 << 3).int32(span.kind)
  nanos(w, 7, span.startTimeUnixNano)
  nanos(w, 8, span.endTimeUnixNano)
  attributes(w, 9, span.attributes)
  for (const event of span.events ?? []) {
    message(w, 11, (e) => {
      nanos(e, 1, event.timeUnixNano)
      text(e, 2, event.name)
      attributes(e, 3, event.attributes)
    })
  }
  for (const link of span.links ?? []) {
    message(w, 13, (l) => {
      hex(l, 1, link.traceId)
      hex(l, 2, link.spanId)
      attributes(l, 4, link.attributes)
    })
  }
  if (span.status)
    message(
      w,
      15,
      (s) =>
        void text(s, 2, span.status.message)
          .uint32(3 << 3)
          .int32(span.status.code ?? 0),
    )
  if (span.flags) w.uint32((16 << 3) | 5).fixed32(span.flags)
}

function writeLog(w: Writer, log: any): void {
  nanos(w, 1, log.timeUnixNano)
  if (log.severityNumber) w.uint32(2 << 3).int32(log.severityNumber)
  text(w, 3, log.severityText)
  if (log.body) message(w, 5, (b) => value(b, log.body))
  attributes(w, 6, log.attributes)
  if (log.flags) w.uint32((8 << 3) | 5).fixed32(log.flags)
  hex(w, 9, log.traceId)
  hex(w, 10, log.spanId)
  nanos(w, 11, log.observedTimeUnixNano)
  text(w, 12, log.eventName)
}

function attributes(w: Writer, field: number, pairs: any[] = []): void {
  for (const pair of pairs) {
    message(w, field, (p) => {
      text(p, 1, pair.key)
      if (pair.value) message(p, 2, (v) => value(v, pair.value))
    })
  }
}

function value(w: Writer, any: any): void {
  if (any.stringValue !== undefined) w.uint32((1 << 3) | 2).string(any.stringValue)
  if (any.boolValue !== undefined) w.uint32(2 << 3).bool(any.boolValue)
  if (any.intValue !== undefined) w.uint32(3 << 3).int64(String(any.intValue))
  if (any.doubleValue !== undefined) w.uint32((4 << 3) | 1).double(Number(any.doubleValue))
  if (any.arrayValue)
    message(w, 5, (a) => (any.arrayValue.values ?? []).forEach((v: any) => message(a, 1, (i) => value(i, v))))
  if (any.kvlistValue) message(w, 6, (a) => attributes(a, 1, any.kvlistValue.values))
  if (any.bytesValue !== undefined) w.uint32((7 << 3) | 2).bytes(Buffer.from(any.bytesValue, 'base64'))
}

function message(w: Writer, field: number, write: (w: Writer) => void): void {
  w.uint32((field << 3) | 2).fork()
  write(w)
  w.ldelim()
}

const text = (w: Writer, field: number, sent: string | undefined): Writer =>
  sent === undefined ? w : w.uint32((field << 3) | 2).string(sent)
const nanos = (w: Writer, field: number, sent: string | undefined): void => {
  if (sent !== undefined) w.uint32((field << 3) | 1).fixed64(sent)
}
const hex = (w: Writer, field: number, sent: string | undefined): void => {
  if (sent) w.uint32((field << 3) | 2).bytes(Buffer.from(sent, 'hex'))
}
