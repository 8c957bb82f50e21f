/** `seriesKeyOf` of labels that lie in a buffer, to the last bit, without making a text of each of them. */
import { hash } from 'node:crypto'
import { maxLabels, maxSeriesLength } from '../limits.ts'
import type { ByteRange } from './byte-keys.ts'
import { forEachLabel } from './label-bytes.ts'
import type { PlainLabels } from './plain-labels.ts'
import { besideTarget, instanceName, seriesKeyOf, targetOf, type SeriesKey } from './series-id.ts'

export type PlainKeys = {
  /** Of labels that `readPlainLabels` found to be plain. */
  keyOf(projectId: string, labels: ByteRange, plain: PlainLabels): SeriesKey
}

/** Metrics are few; who sends other ones all the time has them hashed all the time. */
const maxMetrics = 20_000

export function createPlainKeys(): PlainKeys {
  const metrics = new Map<string, number>()
  const metricHashOf = (metric: string): number => {
    let known = metrics.get(metric)
    if (known !== undefined) return known
    if (metrics.size >= maxMetrics) metrics.clear()
    known = seriesKeyOf('', metric, []).metricHash
    metrics.set(metric, known)
    return known
  }
  let project = ''
  let projectLength = 0
  let input = Buffer.allocUnsafeSlow(0)
  const begin = (projectId: string): void => {
    const head = `${projectId.length}:${projectId}`
    project = projectId
    projectLength = Buffer.byteLength(head)
    input = Buffer.allocUnsafeSlow(projectLength + maxSeriesLength + maxLabels * 2 * maxHead)
    input.write(head)
  }
  return {
    keyOf: (projectId, labels, { metric, metricEnd }) => {
      if (project !== projectId || input.length === 0) begin(projectId)
      let to = projectLength
      let target = 0
      const { bytes } = labels
      forEachLabel(labels, (name, nameEnd, value, valueEnd) => {
        if (isInstance(bytes, name, nameEnd)) target = targetOf(bytes, value, valueEnd)
        to = putPart(input, to, bytes, name, nameEnd)
        to = putPart(input, to, bytes, value, valueEnd)
      })
      // As a text of hex digits: a buffer for each costs more than the hash.
      const digest = hash('sha256', input.subarray(0, to), 'hex')
      const metricHash = metricHashOf(bytes.toString('latin1', metric, metricEnd))
      return { metricHash, idLow: wordAt(digest, 0), idHigh: besideTarget(wordAt(digest, 8), target) }
    },
  }
}

const instance = Buffer.from(instanceName)

const isInstance = (bytes: Buffer, start: number, end: number): boolean =>
  end - start === instance.length && bytes.compare(instance, 0, instance.length, start, end) === 0

/** Of a length in digits and the colon. */
const maxHead = 6

function putPart(target: Buffer, at: number, bytes: Buffer, start: number, end: number): number {
  const length = end - start
  if (length >= 1000) target[at++] = 0x30 + Math.floor(length / 1000)
  if (length >= 100) target[at++] = 0x30 + (Math.floor(length / 100) % 10)
  if (length >= 10) target[at++] = 0x30 + (Math.floor(length / 10) % 10)
  target[at++] = 0x30 + (length % 10)
  target[at++] = 0x3a
  for (let from = start; from < end; from++) target[at++] = bytes[from] ?? 0
  return at
}

/** Four bytes, the lowest first, as eight hex digits in lower case. */
function wordAt(hex: string, at: number): number {
  let word = 0
  for (let byte = 3; byte >= 0; byte--) {
    word = (word << 8) | (nibble(hex.charCodeAt(at + byte * 2)) << 4) | nibble(hex.charCodeAt(at + byte * 2 + 1))
  }
  return word >>> 0
}

const nibble = (code: number): number => (code < 0x40 ? code - 0x30 : code - 0x57)
