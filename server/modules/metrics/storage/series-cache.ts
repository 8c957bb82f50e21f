/**
 * Series that this process has met, by the bytes in which senders name them: whoever sends a series every fifteen
 * seconds is looked up, and not decoded, checked and hashed again.
 */
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

export type SeriesCache = {
  find(projectId: string, key: string): Series | undefined
  keep(projectId: string, key: string, series: Series): void
}

/** Of a generation; the older one goes when the newer is full. About 500 bytes each, and more with long labels. */
const maxKept = 300_000
const maxKeyCharacters = 64 * 1024 * 1024

type Generation = { projects: Map<string, Map<string, Series>>; size: number; characters: number }
const newGeneration = (): Generation => ({ projects: new Map(), size: 0, characters: 0 })

export function createSeriesCache(): SeriesCache {
  let current = newGeneration()
  let older = newGeneration()

  const keep = (projectId: string, key: string, series: Series): void => {
    if (current.size >= maxKept || current.characters > maxKeyCharacters) {
      older = current
      current = newGeneration()
    }
    let own = current.projects.get(projectId)
    if (!own) current.projects.set(projectId, (own = new Map()))
    if (!own.has(key)) {
      current.size += 1
      current.characters += key.length
    }
    own.set(key, series)
  }

  return {
    find: (projectId, key) => {
      const known = current.projects.get(projectId)?.get(key)
      if (known) return known
      const old = older.projects.get(projectId)?.get(key)
      if (old) keep(projectId, key, old)
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
