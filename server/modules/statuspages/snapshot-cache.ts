/**
 * Snapshots in memory, so that a thousand readers cost one look into the database every two seconds, and so that the
 * page is still there when the database is not. Changes made in this process are seen at once.
 */
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, type Database } from '#platform/database'
import { AppError } from '#platform/errors'
import { loadSnapshot } from './load-snapshot.ts'
import * as repo from './repo.ts'
import type { Snapshot } from './snapshot.ts'

export const maxAgeMs = 2_000
/** Pages kept; the one that was loaded longest ago goes first. */
export const maxCachedPages = 1_000
/** A reader who has a last good snapshot to look at does not wait longer than this for a new one. */
const patienceMs = 500

export type Shown = {
  workspaceId: string
  snapshot: Snapshot
  /** The database could not be asked: the snapshot is the last good one. */
  stale: boolean
}

type Loading = Promise<Shown | undefined>

type Cache = {
  last: Map<string, { shown: Shown; checkedAtMs: number }>
  loading: Map<string, Loading>
}

/** One for each open database; it goes when the database handle goes. */
const caches = new WeakMap<Database, Cache>()

/** What the public sees of the page with this slug now; undefined when there is none. Throws unavailable. */
export async function readSnapshot(services: Services, slug: string): Loading {
  const cache = cacheOf(services)
  const last = cache.last.get(slug)
  if (last && services.now().getTime() - last.checkedAtMs < maxAgeMs) return last.shown
  const loading = cache.loading.get(slug) ?? startLoading(services, cache, slug)
  return last ? withinPatience(loading, { ...last.shown, stale: true }) : loading
}

/** Call after the transaction that changed what the public sees of the page. */
export function forgetSnapshot(services: Services, slug: string): void {
  const cache = cacheOf(services)
  const last = cache.last.get(slug)
  if (last) last.checkedAtMs = 0
  // What is being read at this moment may have been read before the change: nobody else is to get it.
  cache.loading.delete(slug)
}

function cacheOf({ database }: Services): Cache {
  const cache = caches.get(database) ?? { last: new Map(), loading: new Map() }
  caches.set(database, cache)
  return cache
}

function startLoading(services: Services, cache: Cache, slug: string): Loading {
  const isCurrent = (): boolean => cache.loading.get(slug) === loading
  const loading: Loading = find(services, slug)
    .catch((error: unknown) => lastGood(cache, slug, error))
    .then((shown) => {
      if (isCurrent()) remember(cache, slug, shown, services.now().getTime())
      return shown
    })
    .finally(() => {
      if (isCurrent()) cache.loading.delete(slug)
    })
  cache.loading.set(slug, loading)
  return loading
}

async function find(services: Services, slug: string): Loading {
  const found = await inPlatformTransaction(services, (tx) => repo.findPageBySlug(tx, slug))
  if (!found) return undefined
  const { id, workspaceId } = found
  const snapshot = await loadSnapshot(systemContext(services, workspaceId, `snapshot of ${id}`), id)
  return snapshot && { workspaceId, snapshot, stale: false }
}

function lastGood(cache: Cache, slug: string, error: unknown): Shown {
  const last = cache.last.get(slug)
  if (!last || !(error instanceof AppError) || error.code !== 'unavailable') throw error
  return { ...last.shown, stale: true }
}

/** The map keeps the order of insertion, so its first key is the one that was loaded longest ago. */
function remember(cache: Cache, slug: string, shown: Shown | undefined, checkedAtMs: number): void {
  cache.last.delete(slug)
  if (!shown) return
  cache.last.set(slug, { shown, checkedAtMs })
  const oldest = cache.last.size > maxCachedPages ? cache.last.keys().next().value : undefined
  if (oldest !== undefined) cache.last.delete(oldest)
}

async function withinPatience(loading: Loading, otherwise: Shown): Loading {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<Shown>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patienceMs)
  })
  try {
    return await Promise.race([loading, patience])
  } finally {
    clearTimeout(timer)
  }
}
