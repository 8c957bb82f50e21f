/** Lines of text into a collector: one that cannot be read is refused alone, by its number. */
import { invalidRequest } from '#platform/errors'
import type { Collector } from '../storage/collector.ts'
import type { Pairs } from '../storage/native-block.ts'
import type { Series } from '../storage/series-cache.ts'
import { takeDescription, takeExemplar } from '../storage/take.ts'
import { parseExpositionLine, type Comment, type Sample } from './exposition.ts'
import { BadLine, labelsOf, millisOf, parseLine } from './influx.ts'

const bits = new Float64Array(1)
const words = new Uint32Array(bits.buffer)

/** A value that came as text or JSON: its NaN is the ordinary one. */
export function addNumber(collector: Collector, series: Series, atMs: number, value: number, startMs = 0): void {
  bits[0] = value
  if (Number.isNaN(value)) [words[0], words[1]] = [1, 0x7ff80000]
  collector.addSample(series, atMs, words[0] ?? 0, words[1] ?? 0, startMs)
}

/** As `readV2` makes its keys, and apart from them. */
export function knownSeries(
  collector: Collector,
  protocol: string,
  labels: Pairs,
  names: 'classic' | 'utf8',
): Series | undefined {
  const key = `${protocol}${labels.map(([name, value]) => `${name.length}:${name}${value.length}:${value}`).join('')}`
  return collector.find(key) ?? collector.seriesOf(key, labels, names, 1)
}

function eachLine(body: Buffer, collector: Collector, read: (line: string) => void): void {
  const text = body.toString('utf8').replace(/^\uFEFF/, '')
  let number = 0
  for (let from = 0; from < text.length;) {
    const found = text.indexOf('\n', from)
    const to = found === -1 ? text.length : found
    number += 1
    const line = text.slice(from, to)
    from = to + 1
    if (line.trim() === '') continue
    collector.countSeries()
    try {
      read(line)
    } catch (error) {
      if (!(error instanceof BadLine)) throw error
      const at = number
      collector.refusals.add('invalid_line', 1, () => `line ${at}: ${error.message}`)
    }
  }
}

/** `added`: labels of the request, as a push gateway's, which stand for what a line does not say. */
export function takeExposition(
  body: Buffer,
  collector: Collector,
  options: { openMetrics: boolean; added: Pairs },
): void {
  const described = new Map<string, { kind: string; unit: string; help: string }>()
  eachLine(body, collector, (line) => {
    const read = parseExpositionLine(line, options.openMetrics)
    if (read === undefined) return
    if ('comment' in read) describe(described, read.comment)
    else takeSample(read.sample, collector, options.added)
  })
  for (const [metric, description] of described) takeDescription(collector, { metric, ...description })
}

const maxDescribed = 10_000

function describe(described: Map<string, { kind: string; unit: string; help: string }>, comment: Comment): void {
  const { what, metric, text } = comment
  const known = described.get(metric) ?? { kind: 'unknown', unit: '', help: '' }
  if (described.size >= maxDescribed && !described.has(metric)) return
  described.set(metric, { ...known, [what === 'type' ? 'kind' : what]: what === 'type' ? kindOf(text) : text })
}

const kindNames = new Set(['counter', 'gauge', 'histogram', 'gaugehistogram', 'summary', 'info', 'stateset'])
const kindOf = (text: string) => (kindNames.has(text) ? text : 'unknown')

function takeSample({ labels, value, atMs, exemplar }: Sample, collector: Collector, added: Pairs): void {
  const more = added.filter(([name]) => !labels.some(([own]) => own === name))
  const series = knownSeries(collector, 'text', more.length > 0 ? [...labels, ...more] : labels, 'utf8')
  if (!series) return
  const time = atMs ?? collector.nowMs
  addNumber(collector, series, time, value)
  if (exemplar) {
    takeExemplar(collector, { series, atMs: exemplar.atMs ?? time, value: exemplar.value, labels: exemplar.labels })
  }
}

/** Throws invalid_request for a precision that there is not. */
export function takeInflux(body: Buffer, collector: Collector, precision: string): void {
  if (millisOf(0n, precision) === undefined) throw invalidRequest('precision is one of: ns, us, ms, s')
  eachLine(body, collector, (line) => {
    const point = parseLine(line)
    if (!point) return
    const atMs = point.time === undefined ? collector.nowMs : (millisOf(point.time, precision) ?? 0)
    for (const [field, value] of point.fields) {
      const series = knownSeries(collector, 'influx', labelsOf(point, field), 'classic')
      if (series) addNumber(collector, series, atMs, value)
    }
  })
}
