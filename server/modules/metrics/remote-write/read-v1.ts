/** `prometheus.WriteRequest`, remote write 1.0: field numbers of prompb/remote.proto and prompb/types.proto. */
import { seriesText } from '../labels.ts'
import { maxExemplarLabels, maxLabels } from '../limits.ts'
import type { Collector } from '../storage/collector.ts'
import type { Series } from '../storage/series-cache.ts'
import { takeDescription, takeExemplar } from '../storage/take.ts'
import { takeHistogram } from './read-histogram.ts'
import { readValidText, takeSample } from './read-samples.ts'
import {
  cursorOf,
  readDouble,
  readEnd,
  readInt64,
  readMessage,
  readText,
  readUint32,
  skipField,
  type Cursor,
} from './wire.ts'

/** Throws RangeError for what is no such message. */
export function readV1(body: Buffer, collector: Collector): void {
  const cursor = cursorOf(body)
  readMessage(cursor, body.length, (tag) => {
    if (tag === 0x0a) takeSeries(cursor, readEnd(cursor, body.length), collector)
    else if (tag === 0x1a) takeMetadata(cursor, readEnd(cursor, body.length), collector)
    else return false
    return true
  })
}

/**
 * TimeSeries: 1 labels, 2 samples, 3 exemplars, 4 histograms. Senders write the labels first, and their bytes as they
 * lie are the key by which the series is known.
 */
function takeSeries(cursor: Cursor, end: number, collector: Collector): void {
  collector.countSeries()
  const { bytes, at: start } = cursor
  const next = collector.findNext(bytes, start, end)
  if (next) cursor.at += collector.foundLength()
  // Unless another label follows: then it is only the beginning of a name.
  const isNext = next !== undefined && (cursor.at === end || bytes[cursor.at] !== 0x0a)
  while (cursor.at < end && bytes[cursor.at] === 0x0a) {
    cursor.at += 1
    cursor.at = readEnd(cursor, end)
  }
  const labelsEnd = cursor.at
  const series = hasLabelsBehind(cursor, labelsEnd, end)
    ? newSeries(cursor, { start, labelsEnd, end }, collector)
    : isNext
      ? next
      : (collector.findBytes(bytes, start, labelsEnd) ??
        collector.plainSeries({ bytes, start, end: labelsEnd }) ??
        newSeries(cursor, { start, labelsEnd, end }, collector))
  cursor.at = series ? labelsEnd : end
  if (!series) return
  while (cursor.at < end) {
    const tag = readUint32(cursor, end)
    if (tag === 0x12) takeSample(cursor, readEnd(cursor, end), series, collector)
    else if (tag === 0x1a) readExemplar(cursor, readEnd(cursor, end), series, collector)
    else if (tag === 0x22) takeHistogram(cursor, readEnd(cursor, end), series, collector)
    else if (tag >>> 3 === 0) throw new RangeError('a field without a number')
    else skipField(cursor, end, tag & 7)
  }
}

/** Protobuf allows it, and then the first ones are not all there are. */
function hasLabelsBehind(cursor: Cursor, labelsEnd: number, end: number): boolean {
  const { bytes } = cursor
  // One sample and nothing else, as nearly all are.
  const size = bytes[labelsEnd + 1] ?? 0x80
  if (bytes[labelsEnd] === 0x12 && size < 0x80 && labelsEnd + 2 + size === end) return false
  cursor.at = labelsEnd
  let found = false
  readMessage(cursor, end, (tag) => {
    if (tag === 0x0a) found = true
    return false
  })
  return found
}

type Range = { start: number; labelsEnd: number; end: number }

/** Labels that come later than the first sample make the series one that is known by nothing. */
function newSeries(cursor: Cursor, { start, end, labelsEnd }: Range, collector: Collector): Series | undefined {
  cursor.at = start
  const labels: [string, string][] = []
  let samples = 0
  let isValid = true
  let isLate = false
  readMessage(cursor, end, (tag) => {
    if (tag === 0x12 || tag === 0x22) samples += 1
    if (tag !== 0x0a) return false
    isLate ||= cursor.at > labelsEnd
    const label = readLabel(cursor, readEnd(cursor, end))
    // More than there may be are refused for it, and need not be kept.
    if (label && labels.length <= maxLabels) labels.push(label)
    else if (!label) isValid = false
    return true
  })
  const name = isLate ? undefined : { bytes: cursor.bytes, start, end: labelsEnd }
  if (isValid) return collector.seriesOf(name, labels, 'classic', samples)
  collector.refusals.add('invalid_labels', samples, () => `${seriesText(labels)}: a label is not valid UTF-8`)
  return undefined
}

/** Label: 1 name, 2 value. Undefined: not UTF-8. */
function readLabel(cursor: Cursor, end: number): [string, string] | undefined {
  let name: string | undefined = ''
  let value: string | undefined = ''
  readMessage(cursor, end, (tag) => {
    if (tag === 0x0a) name = readValidText(cursor, end)
    else if (tag === 0x12) value = readValidText(cursor, end)
    else return false
    return true
  })
  return name === undefined || value === undefined ? undefined : [name, value]
}

/** Exemplar: 1 labels, 2 value, 3 time. */
function readExemplar(cursor: Cursor, end: number, series: Series, collector: Collector): void {
  const labels: [string, string][] = []
  let [value, atMs, isValid] = [0, 0, true]
  readMessage(cursor, end, (tag) => {
    if (tag === 0x0a) {
      const label = readLabel(cursor, readEnd(cursor, end))
      if (label && labels.length <= maxExemplarLabels) labels.push(label)
      else if (!label) isValid = false
    } else if (tag === 0x11) value = readDouble(cursor, end)
    else if (tag === 0x18) atMs = readInt64(cursor, end)
    else return false
    return true
  })
  takeExemplar(collector, { series, atMs, value, labels: isValid ? labels : undefined })
}

/** In the order of their numbers, which 2.0 shares. */
export const kinds = ['unknown', 'counter', 'gauge', 'histogram', 'gaugehistogram', 'summary', 'info', 'stateset']

/** MetricMetadata: 1 type, 2 name of the family, 4 help, 5 unit. */
function takeMetadata(cursor: Cursor, end: number, collector: Collector): void {
  collector.countSeries()
  const description = { metric: '', kind: 'unknown', unit: '', help: '' }
  readMessage(cursor, end, (tag) => {
    if (tag === 0x08) description.kind = kinds[readUint32(cursor, end)] ?? 'unknown'
    else if (tag === 0x12) description.metric = readText(cursor, end)
    else if (tag === 0x22) description.help = readText(cursor, end)
    else if (tag === 0x2a) description.unit = readText(cursor, end)
    else return false
    return true
  })
  takeDescription(collector, description)
}
