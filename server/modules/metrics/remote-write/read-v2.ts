/** `io.prometheus.write.v2.Request`, remote write 2.0: field numbers of its types.proto. */
import { isUtf8 } from 'node:buffer'
import { tooLarge } from '#platform/errors'
import { maxLabels, maxSymbols } from '../limits.ts'
import type { Collector } from '../storage/collector.ts'
import { metricOf } from '../storage/label-bytes.ts'
import type { Series } from '../storage/series-cache.ts'
import { takeDescription, takeExemplar } from '../storage/take.ts'
import { takeHistogram } from './read-histogram.ts'
import { takeSample } from './read-samples.ts'
import { kinds } from './read-v1.ts'
import { cursorOf, readDouble, readEnd, readInt64, readMessage, readRepeated, readUint32, type Cursor } from './wire.ts'

/** Undefined: the symbol is not valid UTF-8. */
type Symbols = (string | undefined)[]

/** Throws RangeError for what is no such message. */
export function readV2(body: Buffer, collector: Collector): void {
  const symbols: Symbols = []
  const cursor = cursorOf(body)
  const { length } = body
  // The table may come behind the series that refer to it.
  readMessage(cursor, length, (tag) => {
    if (tag !== 0x22) return false
    const to = readEnd(cursor, length)
    const bytes = body.subarray(cursor.at, to)
    cursor.at = to
    if (symbols.length >= maxSymbols) throw tooLarge(`a request may have ${maxSymbols} symbols; send smaller ones`)
    symbols.push(isUtf8(bytes) ? bytes.toString('utf8') : undefined)
    return true
  })
  if (symbols.length > 0 && symbols[0] !== '') throw new RangeError('the first symbol is not empty')
  cursor.at = 0
  readMessage(cursor, length, (tag) => {
    if (tag !== 0x2a) return false
    takeSeries(cursor, readEnd(cursor, length), symbols, collector)
    return true
  })
}

type Found = { labels: number[]; samples: number; histograms: number; exemplars: number }

/** TimeSeries: 1 references of labels, 2 samples, 3 histograms, 4 exemplars, 5 metadata; in any order, so read twice. */
function takeSeries(cursor: Cursor, end: number, symbols: Symbols, collector: Collector): void {
  collector.countSeries()
  const start = cursor.at
  const found: Found = { labels: [], samples: 0, histograms: 0, exemplars: 0 }
  readMessage(cursor, end, (tag) => {
    if (tag === 0x12) found.samples += 1
    if (tag === 0x1a) found.histograms += 1
    if (tag === 0x22) found.exemplars += 1
    if (tag !== 0x08 && tag !== 0x0a) return false
    readRepeated(cursor, end, tag, found.labels, readUint32)
    return true
  })
  const series = seriesOf(found, symbols, collector)
  if (!series) return
  cursor.at = start
  readMessage(cursor, end, (tag) => {
    if (tag === 0x12) takeSample(cursor, readEnd(cursor, end), series, collector)
    else if (tag === 0x1a) takeHistogram(cursor, readEnd(cursor, end), series, collector)
    else if (tag === 0x22) readExemplar(cursor, readEnd(cursor, end), { series, symbols }, collector)
    else if (tag === 0x2a) readMetadata(cursor, readEnd(cursor, end), { series, symbols }, collector)
    else return false
    return true
  })
}

function seriesOf(
  { labels: refs, samples, histograms, exemplars }: Found,
  symbols: Symbols,
  collector: Collector,
): Series | undefined {
  const count = samples + histograms
  const refuse = (why: string): undefined => {
    collector.refusals.add('invalid_series', count, () => why)
  }
  if (samples > 0 && histograms > 0) return refuse('a series has samples and histograms')
  // Prometheus itself sends exemplars in series of their own, whatever the specification says of those.
  if (count + exemplars === 0) return refuse('a series has neither samples nor histograms')
  const labels = pairsOf(refs, symbols)
  if (typeof labels === 'string') return refuse(labels)
  // With lengths, so that no two sets are one text; the first character keeps it apart from those of other protocols.
  const key = `2${labels.map(([name, value]) => `${name.length}:${name}${value.length}:${value}`).join('')}`
  return collector.find(key) ?? collector.seriesOf(key, labels, 'utf8', count)
}

/** A text: why there are none. */
function pairsOf(refs: readonly number[], symbols: Symbols): [string, string][] | string {
  if (refs.length % 2 !== 0) return 'a series has an odd number of references to labels'
  const pairs: [string, string][] = []
  if (refs.length > 2 * maxLabels) return `more than ${maxLabels} labels`
  for (let at = 0; at < refs.length; at += 2) {
    const [nameAt = 0, valueAt = 0] = [refs[at], refs[at + 1]]
    if (nameAt >= symbols.length || valueAt >= symbols.length) return 'a reference to a label is outside of the symbols'
    const [name, value] = [symbols[nameAt], symbols[valueAt]]
    if (name === undefined || value === undefined) return 'a label is not valid UTF-8'
    pairs.push([name, value])
  }
  return pairs
}

type Of = { series: Series; symbols: Symbols }

/** Exemplar: 1 references of labels, 2 value, 3 time. */
function readExemplar(cursor: Cursor, end: number, { series, symbols }: Of, collector: Collector): void {
  const refs: number[] = []
  let [value, atMs] = [0, 0]
  readMessage(cursor, end, (tag) => {
    if (tag === 0x08 || tag === 0x0a) readRepeated(cursor, end, tag, refs, readUint32)
    else if (tag === 0x11) value = readDouble(cursor, end)
    else if (tag === 0x18) atMs = readInt64(cursor, end)
    else return false
    return true
  })
  const labels = pairsOf(refs, symbols)
  takeExemplar(collector, { series, atMs, value, labels: typeof labels === 'string' ? undefined : labels })
}

/** Metadata: 1 type, 3 reference of the help, 4 of the unit. */
function readMetadata(cursor: Cursor, end: number, { series, symbols }: Of, collector: Collector): void {
  const description = { metric: familyOf(metricOf(series.labels)), kind: 'unknown', unit: '', help: '' }
  readMessage(cursor, end, (tag) => {
    if (tag === 0x08) description.kind = kinds[readUint32(cursor, end)] ?? 'unknown'
    else if (tag === 0x18) description.help = symbols[readUint32(cursor, end)] ?? ''
    else if (tag === 0x20) description.unit = symbols[readUint32(cursor, end)] ?? ''
    else return false
    return true
  })
  const isClassic = /^(histogram|gaugehistogram|summary)$/.test(description.kind)
  if (description.kind === 'unknown' && description.help === '' && description.unit === '') return
  takeDescription(collector, { ...description, metric: isClassic ? description.metric : metricOf(series.labels) })
}

/** 2.0 describes series and not families: those of a histogram or summary have one name before these ends. */
const familyOf = (metric: string): string => metric.replace(/_(?:bucket|count|sum)$/, '')
