/**
 * Series that this process has met, by the bytes in which senders name them: whoever sends a series every fifteen
 * seconds is looked up, and not decoded, checked and hashed again.
 */
import { randomInt } from 'node:crypto'
import { createByteKeys, type ByteKeys, type ByteRange } from './byte-keys.ts'
import { createPlainKeys, type PlainKeys } from './plain-keys.ts'
import type { SeriesKey } from './series-id.ts'

export type Series = SeriesKey & {
  /** As `labelBytesOf` makes them, with the metric's own. They lie in the cache's memory once it has the series. */
  labels: ByteRange
  readonly labelCount: number
  /** Days since 1970 for which the series is registered in the store, the newest apart because it is asked for most. */
  day: number
  days: Set<number> | undefined
}

/** How a sender names a series: the bytes of its labels as they came, or a text of our own that no two series share. */
export type SentName = string | ByteRange

export type SeriesCache = {
  find(projectId: string, key: string): Series | undefined
  /** The same by bytes, for the protocol that has them in one piece. */
  findBytes(projectId: string, bytes: Buffer, start: number, end: number): Series | undefined
  /** For a name of which only the beginning is known: the one that came after the last one, if it lies here. */
  findNext(projectId: string, bytes: Buffer, start: number, end: number): Series | undefined
  /** How long its name is. */
  foundLength(projectId: string): number
  keep(projectId: string, name: SentName, series: Series): void
  /** Memory for the keys of new series. */
  readonly keys: PlainKeys
}

/** Of a generation; the older one goes when the newer is full. About 200 bytes each, and those of its labels. */
const maxKept = 300_000
/** A longer name is no bargain, and labels that may be taken have no such. */
const maxNameBytes = 64 * 1024
const maxKeyLength = 64 * 1024 * 1024

type Known = { byText: Map<string, Series>; byBytes: ByteKeys<Series> }
/** `length`: characters and bytes of all keys. */
type Generation = { projects: Map<string, Known>; size: number; length: number }
const newGeneration = (): Generation => ({ projects: new Map(), size: 0, length: 0 })

/** `seed`: so that nobody can know which series fall together. */
export function createSeriesCache(seed = randomInt(2 ** 32)): SeriesCache {
  let current = newGeneration()
  let older = newGeneration()

  const keep = (projectId: string, name: SentName, series: Series): void => {
    if (current.size >= maxKept || current.length > maxKeyLength) {
      older = current
      current = newGeneration()
    }
    let own = current.projects.get(projectId)
    if (!own) current.projects.set(projectId, (own = { byText: new Map(), byBytes: createByteKeys(seed) }))
    if (typeof name === 'string') {
      if (own.byText.has(name)) return
      own.byText.set(name, series)
      current.length += name.length
    } else {
      const { bytes, start, end } = name
      const kept = end - start > maxNameBytes ? undefined : own.byBytes.add(bytes, start, end, series)
      if (!kept) return
      // One piece of memory for both, and none of a generation that is gone.
      if (series.labels === name || isSame(series.labels, kept)) series.labels = kept
      current.length += end - start
    }
    current.size += 1
  }

  return {
    find: (projectId, key) => {
      const known = current.projects.get(projectId)?.byText.get(key)
      if (known) return known
      const old = older.projects.get(projectId)?.byText.get(key)
      if (old) keep(projectId, key, old)
      return old
    },
    findBytes: (projectId, bytes, start, end) => {
      const known = current.projects.get(projectId)?.byBytes.find(bytes, start, end)
      if (known) return known
      const old = older.projects.get(projectId)?.byBytes.find(bytes, start, end)
      if (old) keep(projectId, { bytes, start, end }, old)
      return old
    },
    findNext: (projectId, bytes, start, end) => current.projects.get(projectId)?.byBytes.findNext(bytes, start, end),
    foundLength: (projectId) => current.projects.get(projectId)?.byBytes.foundLength() ?? 0,
    keep,
    keys: createPlainKeys(),
  }
}

const isSame = (one: ByteRange, other: ByteRange): boolean =>
  one.bytes.compare(other.bytes, other.start, other.end, one.start, one.end) === 0

export const isRegistered = (series: Series, day: number): boolean =>
  series.day === day || (series.days?.has(day) ?? false)

const maxDays = 64

export function markRegistered(series: Series, day: number): void {
  if (day > series.day) {
    if (series.day >= 0) addDay(series, series.day)
    series.day = day
  } else if (day !== series.day) addDay(series, day)
}

function addDay(series: Series, day: number): void {
  // What is forgotten is registered again, which changes nothing.
  if (!series.days || series.days.size >= maxDays) series.days = new Set()
  series.days.add(day)
}
