/**
 * Pages in memory, so that a hit costs no query, and so that a page is still there when the database is not. What this
 * process changes is seen at once; what another one changes, when its transaction is announced (ADR 0035). In case an
 * announcement is lost, one query each two seconds asks for all pages that are being read whether they changed.
 */
import { monotonicMs } from '#platform/clock'
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, type Database } from '#platform/database'
import { AppError } from '#platform/errors'
import { publicAccess, type PageAccess } from './access/access.ts'
import { loadSnapshot } from './load-snapshot.ts'
import { findPagesBySlugs } from './public/history-repo.ts'
import { dropPage, findKept, keepPage } from './public/keep-pages.ts'
import { createRender, type Render } from './public/render.ts'
import type { Snapshot } from './snapshot.ts'

export const maxAgeMs = 2_000
/** Pages kept; the one that was loaded longest ago goes first. */
export const maxCachedPages = 1_000
/** Of all renders of a process; when they are more, those of the pages that were loaded longest ago go. */
const maxRenderBytes = 256 * 1024 * 1024
/** Also a page on which nothing was changed has another day, and another uptime, now and then. */
const maxSnapshotAgeMs = 60_000
/** A reader who has a last good snapshot to look at does not wait longer than this for a new one. */
const patienceMs = 500
/** The same when the last attempt failed. */
const shortPatienceMs = 50
/** Announcements of one workspace within this time are one. */
const announcedMs = 50

export type Shown = {
  workspaceId: string
  access: PageAccess
  snapshot: Snapshot
  render: Render
  /** The database could not be asked: the snapshot is the last good one. */
  stale: boolean
}

type Entry = {
  shown: Shown
  /** By the clock of the services; 0: is to be asked for again. */
  checkedAtMs: number
  loadedAtMs: number
  /** What is shown as text, without the time of the look: the same text, the same renders. */
  text: string
  /** Read from the database whatever the page's time of change says. */
  isForgotten: boolean
}

type Checking = { done: Promise<Shown | undefined>; startedMs: number }

type Cache = {
  last: Map<string, Entry>
  checking: Map<string, Checking>
  /** Slugs that the next query asks for, and its answer. */
  asking: { slugs: Set<string>; found: Promise<Map<string, Found>> } | undefined
  /** Per workspace, what ends the subscription to its announcements. */
  listening: Map<string, { stop: () => void; timer: NodeJS.Timeout | undefined }>
}

type Found = { id: string; workspaceId: string; updatedAt: Date }

/** One for each open database; it goes when the database handle goes. */
const caches = new WeakMap<Database, Cache>()

/** What the public sees of the page with this slug now; undefined when there is none. Throws unavailable. */
export async function readSnapshot(services: Services, slug: string): Promise<Shown | undefined> {
  const cache = cacheOf(services)
  const entry = cache.last.get(slug)
  if (entry && isFresh(services, entry)) return entry.shown
  const checking = cache.checking.get(slug) ?? startCheck(services, cache, slug)
  if (!entry) return checking.done
  const patience = (entry.shown.stale ? shortPatienceMs : patienceMs) - (monotonicMs() - checking.startedMs)
  if (patience > 0) return withinPatience(checking.done, { ...entry.shown, stale: true }, patience)
  // A database that says nothing is as good as none; whoever comes next does not even wait.
  entry.shown = { ...entry.shown, stale: true }
  return entry.shown
}

/** The same for who cannot wait: undefined also when the page is there and has to be asked for. */
export function peekShown(services: Services, slug: string): Shown | undefined {
  const cache = caches.get(services.database)
  const entry = cache?.last.get(slug)
  if (!cache || !entry || entry.isForgotten || entry.checkedAtMs === 0) return undefined
  if (isFresh(services, entry)) return entry.shown
  // Of a thousand readers at once one asks, and the others are answered meanwhile; not for long, but without a database.
  const checking = cache.checking.get(slug)
  if (!checking) refresh(services, cache, slug)
  return entry.shown.stale || services.now().getTime() - entry.checkedAtMs < maxAgeMs + patienceMs
    ? entry.shown
    : undefined
}

/** Call after the transaction that changed what the public sees of the page. */
export function forgetSnapshot(services: Services, slug: string): void {
  const cache = cacheOf(services)
  const entry = cache.last.get(slug)
  if (entry) {
    entry.checkedAtMs = 0
    entry.isForgotten = true
  }
  // What is being read at this moment may have been read before the change: nobody else is to get it.
  cache.checking.delete(slug)
  cache.asking = undefined
  // Not for the sake of a reader: the copy on the disk is the present one, also when nobody reads before the end.
  if (entry) refresh(services, cache, slug)
}

function cacheOf({ database }: Services): Cache {
  const cache = caches.get(database) ?? {
    last: new Map(),
    checking: new Map(),
    asking: undefined,
    listening: new Map(),
  }
  caches.set(database, cache)
  return cache
}

function isFresh(services: Services, { checkedAtMs }: Entry): boolean {
  const ageMs = services.now().getTime() - checkedAtMs
  // A clock that was set back makes nothing fresh for ever.
  return ageMs >= 0 && ageMs < maxAgeMs
}

function refresh(services: Services, cache: Cache, slug: string): void {
  startCheck(services, cache, slug).done.catch((error: unknown) =>
    services.log.warn('a status page could not be brought up to date', { component: 'statuspages', error }),
  )
}

function startCheck(services: Services, cache: Cache, slug: string): Checking {
  const isCurrent = (): boolean => cache.checking.get(slug) === checking
  const done = check(services, cache, slug, isCurrent).finally(() => {
    if (isCurrent()) cache.checking.delete(slug)
  })
  const checking: Checking = { done, startedMs: monotonicMs() }
  cache.checking.set(slug, checking)
  return checking
}

async function check(
  services: Services,
  cache: Cache,
  slug: string,
  isCurrent: () => boolean,
): Promise<Shown | undefined> {
  let next: Entry | undefined
  try {
    next = await ask(services, cache, slug)
  } catch (error) {
    return lastGood(services, cache, slug, error)
  }
  if (!isCurrent()) return next?.shown
  if (next) remember(services, cache, slug, next)
  else forgetPage(services, cache, slug)
  return next?.shown
}

async function ask(services: Services, cache: Cache, slug: string): Promise<Entry | undefined> {
  // Before the question: what changes while it is on its way is asked for again.
  const checkedAtMs = services.now().getTime()
  const before = cache.last.get(slug)
  const found = (await askTogether(services, cache, slug)).get(slug)
  if (!found) return undefined
  const isSame =
    before &&
    !before.isForgotten &&
    before.shown.snapshot.page.id === found.id &&
    before.shown.snapshot.page.updatedAt.getTime() === found.updatedAt.getTime() &&
    checkedAtMs - before.loadedAtMs < maxSnapshotAgeMs
  if (isSame) return { ...before, shown: { ...before.shown, stale: false }, checkedAtMs }
  const { id, workspaceId } = found
  const loaded = await loadSnapshot(systemContext(services, workspaceId, `snapshot of ${id}`), id)
  if (!loaded || loaded.snapshot.page.slug !== slug) return undefined
  const { access, snapshot } = loaded
  const text = textOf(snapshot)
  // Renders of the same are kept: a new look at an unchanged page makes no new ETag.
  const render = before?.text === text ? before.shown.render : createRender(snapshot)
  const shown = { workspaceId, access, snapshot, render, stale: false }
  return { shown, checkedAtMs, loadedAtMs: checkedAtMs, text, isForgotten: false }
}

function textOf(snapshot: Snapshot): string {
  const { takenAt: _, ...rest } = snapshot
  // The day is part of what is shown: the list of the past days begins with it.
  return `${snapshot.takenAt.toISOString().slice(0, 13)} ${JSON.stringify(rest)}`
}

/** One query for all pages that are asked for at about the same moment. */
function askTogether(services: Services, cache: Cache, slug: string): Promise<Map<string, Found>> {
  if (cache.asking) {
    cache.asking.slugs.add(slug)
    return cache.asking.found
  }
  const slugs = new Set([slug])
  const found = new Promise<void>((resolve) => setImmediate(resolve)).then(async () => {
    if (cache.asking === asking) cache.asking = undefined
    const rows = await inPlatformTransaction(services, (tx) => findPagesBySlugs(tx, [...slugs]))
    return new Map(rows.map((row) => [row.slug, row]))
  })
  const asking = { slugs, found }
  cache.asking = asking
  return found
}

/** From memory, else from the disk. Throws what was thrown when there is none, or it was no failure of the database. */
async function lastGood(services: Services, cache: Cache, slug: string, error: unknown): Promise<Shown> {
  if (!(error instanceof AppError) || error.code !== 'unavailable') throw error
  const last = cache.last.get(slug)
  if (last) {
    last.shown = { ...last.shown, stale: true }
    last.checkedAtMs = services.now().getTime()
    return last.shown
  }
  const kept = await findKept(services, slug)
  if (!kept) throw error
  const { workspaceId, snapshot } = kept
  const shown: Shown = { workspaceId, access: publicAccess, snapshot, render: createRender(snapshot), stale: true }
  const checkedAtMs = services.now().getTime()
  cache.last.set(slug, { shown, checkedAtMs, loadedAtMs: 0, text: '', isForgotten: true })
  return shown
}

/** The map keeps the order of insertion, so its first key is the one that was loaded longest ago. */
function remember(services: Services, cache: Cache, slug: string, entry: Entry): void {
  const before = cache.last.get(slug)
  cache.last.delete(slug)
  cache.last.set(slug, entry)
  listen(services, cache, entry.shown.workspaceId)
  const { access, workspaceId, snapshot } = entry.shown
  if (access.kind !== 'public') drop(services, slug)
  else if (before?.text !== entry.text) {
    keepPage(services, slug, { workspaceId, snapshot }).catch((error: unknown) =>
      services.log.error('a status page could not be kept on the disk', { component: 'statuspages', error }),
    )
  }
  let bytes = 0
  for (const { shown } of cache.last.values()) bytes += shown.render.sizeBytes()
  for (const [oldest, { shown }] of cache.last) {
    if (cache.last.size <= maxCachedPages && bytes <= maxRenderBytes) break
    cache.last.delete(oldest)
    bytes -= shown.render.sizeBytes()
    stopListening(cache, shown.workspaceId)
  }
}

function forgetPage(services: Services, cache: Cache, slug: string): void {
  const entry = cache.last.get(slug)
  cache.last.delete(slug)
  if (!entry) return
  stopListening(cache, entry.shown.workspaceId)
  drop(services, slug)
}

function drop(services: Services, slug: string): void {
  dropPage(services, slug).catch((error: unknown) =>
    services.log.error('a status page could not be removed from the disk', { component: 'statuspages', error }),
  )
}

/** Every change of a page is an activity of its workspace, and activities are announced to all processes. */
function listen(services: Services, cache: Cache, workspaceId: string): void {
  if (cache.listening.has(workspaceId)) return
  const look = (): void => {
    const listening = cache.listening.get(workspaceId)
    if (!listening) return
    listening.timer = undefined
    for (const [slug, entry] of cache.last) {
      if (entry.shown.workspaceId !== workspaceId) continue
      // One that is on its way may have been answered before the change.
      if (cache.checking.has(slug)) listening.timer ??= setTimeout(look, announcedMs).unref()
      else refresh(services, cache, slug)
    }
  }
  const stop = services.live.subscribe(workspaceId, () => {
    const listening = cache.listening.get(workspaceId)
    if (listening) listening.timer ??= setTimeout(look, announcedMs).unref()
  })
  cache.listening.set(workspaceId, { stop, timer: undefined })
}

function stopListening(cache: Cache, workspaceId: string): void {
  if ([...cache.last.values()].some(({ shown }) => shown.workspaceId === workspaceId)) return
  const listening = cache.listening.get(workspaceId)
  listening?.stop()
  clearTimeout(listening?.timer)
  cache.listening.delete(workspaceId)
}

async function withinPatience(
  done: Promise<Shown | undefined>,
  otherwise: Shown,
  patience: number,
): Promise<Shown | undefined> {
  let timer: NodeJS.Timeout | undefined
  const waiting = new Promise<Shown>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), patience)
  })
  try {
    return await Promise.race([done, waiting])
  } finally {
    clearTimeout(timer)
  }
}
