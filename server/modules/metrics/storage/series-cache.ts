/**
 * Series that this process has met, by the bytes in which senders name them: whoever sends a series every fifteen
 * seconds is looked up, and not decoded, checked and hashed again.
 */
import { randomInt } from 'node:crypto'
import { createByteKeys, type ByteKeys } from './byte-keys.ts'
import type { Pairs } from './native-block.ts'
import type { SeriesKey } from './series-id.ts'

export type Series = SeriesKey & {
  readonly metric: string
  /** Sorted by name, with the metric's own. */
  readonly labels: Pairs
  /** Days since 1970 for which the series is registered in the store, the newest apart because it is asked for most. */
  day: number
  days: Set<number> | undefined
}

/** How a sender names a series: the bytes of its labels as they came, or a text of our own that no two series share. */
export type SentName = string | { bytes: Buffer; start: number; end: number }

export type SeriesCache = {
  find(projectId: string, key: string): Series | undefined
  /** The same by bytes, for the protocol that has them in one piece. */
  findBytes(projectId: string, bytes: Buffer, start: number, end: number): Series | undefined
  keep(projectId: string, name: SentName, series: Series): void
}

/** Of a generation; the older one goes when the newer is full. About 500 bytes each, and more with long labels. */
const maxKept = 300_000
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
      if (own.byBytes.find(bytes, start, end)) return
      own.byBytes.add(bytes, start, end, series)
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
    keep,
  }
}

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
