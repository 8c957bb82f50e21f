/** How series are told apart in the column store. */
import { hash } from 'node:crypto'
import type { Pairs } from './native-block.ts'

export type SeriesKey = {
  /** Of the metric's name: series of one metric lie together. */
  metricHash: number
  /** 64 bits, in halves because they never have to be one number. */
  idLow: number
  idHigh: number
}

/**
 * `labels` sorted by name, with the metric's own. 64 bits of SHA-256 over project, names and values: a million series
 * of a workspace have the same id with a probability below one in ten million, and a reader that meets such a pair
 * says so.
 */
export function seriesKeyOf(projectId: string, metric: string, labels: Pairs): SeriesKey {
  const id = digest([projectId, ...labels.flat()])
  return { metricHash: digest([metric]).readUInt32LE(0), idLow: id.readUInt32LE(0), idHigh: id.readUInt32LE(4) }
}

/** With the length of each part, so that no two lists of parts are one text. */
const digest = (parts: readonly string[]): Buffer =>
  hash('sha256', parts.map((part) => `${part.length}:${part}`).join(''), 'buffer')
