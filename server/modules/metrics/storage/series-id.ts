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
 * `labels` sorted by name, with the metric's own. SHA-256 over project, names and values: 64 bits of it, or 54 behind ten
 * of the instance, so that a target's series of a metric lie together and are read together. A million series of a
 * thousand instances have one id twice with a probability below one in ten million, a million of a single one below one
 * in ten thousand; a reader that meets such a pair says so.
 */
export function seriesKeyOf(projectId: string, metric: string, labels: Pairs): SeriesKey {
  const id = digest([projectId, ...labels.flat()])
  const [, instance = ''] = labels.find(([name]) => name === instanceName) ?? []
  return {
    metricHash: digest([metric]).readUInt32LE(0),
    idLow: id.readUInt32LE(0),
    idHigh: besideTarget(id.readUInt32LE(4), targetOf(Buffer.from(instance))),
  }
}

export const instanceName = 'instance'

/** Of the value of `instance`, 32 bits of FNV-1a, 0 for none: it sorts, and tells nothing apart. */
export function targetOf(bytes: Buffer, start = 0, end = bytes.length): number {
  if (start === end) return 0
  let hashed = 0x811c9dc5
  for (let at = start; at < end; at++) hashed = Math.imul(hashed ^ (bytes[at] ?? 0), 0x01000193)
  // Its upper bits alone say little of the last bytes.
  hashed = Math.imul(hashed ^ (hashed >>> 15), 0x85ebca6b)
  return (hashed ^ (hashed >>> 13)) >>> 0
}

const targetBits = 10

/** The upper half of an id, with the target's bits before its own. */
export const besideTarget = (idHigh: number, target: number): number =>
  target === 0 ? idHigh : ((target << (32 - targetBits)) | (idHigh >>> targetBits)) >>> 0

/** With the length of each part, so that no two lists of parts are one text. */
const digest = (parts: readonly string[]): Buffer =>
  hash('sha256', parts.map((part) => `${part.length}:${part}`).join(''), 'buffer')
