/** OTLP requests with metrics: what a test writes as JSON, and the same in protobuf by a writer that knows no reader. */
import protobuf from 'protobufjs/minimal.js'

// oxlint-disable typescript/no-explicit-any -- the JSON is what a test writes
type Writer = protobuf.Writer

export const cumulative = 2
export const delta = 1
export const text = (key: string, stringValue: string) => ({ key, value: { stringValue } })

export const requestOf = (metrics: object[], resource: object[] = [text('service.name', 'shop')]) => ({
  resourceMetrics: [
    { resource: { attributes: resource }, scopeMetrics: [{ scope: { name: 'lib', version: '2' }, metrics }] },
  ],
})

export function encodeMetrics(request: any): Buffer {
  const writer = protobuf.Writer.create()
  for (const one of request.resourceMetrics) {
    message(writer, 1, (w) => {
      message(w, 1, (r) => attributes(r, 1, one.resource.attributes))
      for (const { scope, metrics } of one.scopeMetrics) {
        message(w, 2, (s) => {
          message(s, 1, (n) => n.uint32(0x0a).string(scope.name).uint32(0x12).string(scope.version))
          for (const metric of metrics) message(s, 2, (m) => writeMetric(m, metric))
        })
      }
    })
  }
  return Buffer.from(writer.finish())
}

function writeMetric(w: Writer, metric: any): void {
  w.uint32(0x0a)
    .string(metric.name)
    .uint32(0x12)
    .string(metric.description ?? '')
    .uint32(0x1a)
    .string(metric.unit ?? '')
  const kinds = [
    ['gauge', 5, writeNumber],
    ['sum', 7, writeNumber],
    ['histogram', 9, writeHistogram],
    ['exponentialHistogram', 10, writeExponential],
    ['summary', 11, writeSummary],
  ] as const
  for (const [kind, field, write] of kinds) {
    const data = metric[kind]
    if (!data) continue
    message(w, field, (d) => {
      for (const point of data.dataPoints) message(d, 1, (p) => write(p, point))
      if (data.aggregationTemporality) d.uint32(0x10).int32(data.aggregationTemporality)
      if (data.isMonotonic) d.uint32(0x18).bool(true)
    })
  }
}

function writeNumber(w: Writer, point: any): void {
  fixed(w, 2, point.startTimeUnixNano)
  fixed(w, 3, point.timeUnixNano)
  if (point.asDouble !== undefined) w.uint32(0x21).double(Number(point.asDouble))
  for (const exemplar of point.exemplars ?? []) message(w, 5, (e) => writeExemplar(e, exemplar))
  if (point.asInt !== undefined) w.uint32(0x31).sfixed64(point.asInt)
  attributes(w, 7, point.attributes)
  if (point.flags) w.uint32(0x40).uint32(point.flags)
}

function writeExemplar(w: Writer, exemplar: any): void {
  fixed(w, 2, exemplar.timeUnixNano)
  w.uint32(0x19).double(exemplar.asDouble)
  w.uint32(0x22).bytes(Buffer.from(exemplar.spanId, 'hex')).uint32(0x2a).bytes(Buffer.from(exemplar.traceId, 'hex'))
  attributes(w, 7, exemplar.filteredAttributes)
}

function writeHistogram(w: Writer, point: any): void {
  fixed(w, 2, point.startTimeUnixNano)
  fixed(w, 3, point.timeUnixNano)
  fixed(w, 4, point.count)
  if (point.sum !== undefined) w.uint32(0x29).double(point.sum)
  message(w, 6, (b) => point.bucketCounts.forEach((count: string) => b.fixed64(count)))
  message(w, 7, (b) => point.explicitBounds.forEach((bound: number) => b.double(bound)))
  for (const exemplar of point.exemplars ?? []) message(w, 8, (e) => writeExemplar(e, exemplar))
  attributes(w, 9, point.attributes)
}

function writeExponential(w: Writer, point: any): void {
  attributes(w, 1, point.attributes)
  fixed(w, 2, point.startTimeUnixNano)
  fixed(w, 3, point.timeUnixNano)
  fixed(w, 4, point.count)
  w.uint32(0x29).double(point.sum).uint32(0x30).sint32(point.scale)
  fixed(w, 7, point.zeroCount)
  message(w, 8, (s) => {
    s.uint32(0x08).sint32(point.positive.offset)
    message(s, 2, (c) => point.positive.bucketCounts.forEach((count: string) => c.uint64(count)))
  })
}

function writeSummary(w: Writer, point: any): void {
  fixed(w, 2, point.startTimeUnixNano)
  fixed(w, 3, point.timeUnixNano)
  fixed(w, 4, point.count)
  w.uint32(0x29).double(point.sum)
  for (const { quantile, value } of point.quantileValues) {
    message(w, 6, (q) => q.uint32(0x09).double(quantile).uint32(0x11).double(value))
  }
  attributes(w, 7, point.attributes)
}

function attributes(w: Writer, field: number, pairs: any[] = []): void {
  for (const { key, value } of pairs) {
    message(w, field, (p) => {
      p.uint32(0x0a).string(key)
      message(p, 2, (v) => {
        if (value.stringValue !== undefined) v.uint32(0x0a).string(value.stringValue)
        if (value.boolValue !== undefined) v.uint32(0x10).bool(value.boolValue)
        if (value.intValue !== undefined) v.uint32(0x18).int64(value.intValue)
      })
    })
  }
}

function fixed(w: Writer, field: number, value: string | undefined): void {
  if (value !== undefined) w.uint32((field << 3) | 1).fixed64(value)
}

function message(w: Writer, field: number, write: (w: Writer) => void): void {
  w.uint32((field << 3) | 2).fork()
  write(w)
  w.ldelim()
}
