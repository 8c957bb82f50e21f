/**
 * Which releases there are, written as events and sessions are counted. A release that this process wrote a moment ago
 * costs nothing; who sends ever new ones gets a bounded number of rows a day.
 */
import type { Services, Tx } from '#platform/context'
import * as outcomes from '../repo.ts'
import { isReleaseName } from './release.ts'
import * as repo from './repo.ts'

/** What names a release: an event, a session. */
export type ReleaseSeen = { projectId: string; release: string | null; receivedAt: Date }

/** Far above what a team ships, and a small table for whoever sends a new name each second. */
export const maxReleasesPerDay = 200
/** How far `lastSeenAt` may be behind. */
export const rememberMs = 5 * 60_000
const maxRemembered = 50_000
const dayMs = 24 * 3_600_000

/** When this process last wrote a release; of a database handle. */
const written = new WeakMap<object, Map<string, number>>()

/**
 * To be called inside the transaction that counts. Returns what to call once it has committed: had it failed, the next
 * event would have to write the release.
 */
export async function recordReleases(tx: Tx, seen: readonly ReleaseSeen[]): Promise<() => void> {
  const memory = memoryOf(tx)
  const nowMs = tx.now().getTime()
  const unwritten = sightingsOf(seen).filter(
    (sighting) => nowMs - (memory.get(keyOf(sighting)) ?? -Infinity) >= rememberMs,
  )
  if (unwritten.length === 0) return () => {}
  const accepted = await withinCap(tx, unwritten)
  await repo.upsertSightings(tx, accepted)
  return () => {
    if (memory.size + accepted.length > maxRemembered) memory.clear()
    for (const sighting of accepted) memory.set(keyOf(sighting), nowMs)
  }
}

/** Known ones, and of new ones as many as the day still has room for; the others become an outcome. */
async function withinCap(tx: Tx, sightings: readonly repo.Sighting[]): Promise<repo.Sighting[]> {
  const known = await repo.listKnown(tx, sightings)
  const fresh = sightings.filter((sighting) => !known.has(keyOf(sighting)))
  if (fresh.length === 0) return [...sightings]
  const projectIds = [...new Set(fresh.map(({ projectId }) => projectId))]
  const day = new Date(Math.floor(tx.now().getTime() / dayMs) * dayMs)
  const heardOf = await repo.countHeardOf(tx, projectIds, day)
  const refused = new Set<string>()
  for (const projectId of projectIds.sort()) {
    const room = Math.max(0, maxReleasesPerDay - (heardOf.get(projectId) ?? 0))
    const over = fresh.filter((sighting) => sighting.projectId === projectId).slice(room)
    for (const sighting of over) refused.add(keyOf(sighting))
    if (over.length === 0) continue
    const outcome = { category: 'release', reason: 'too_many_releases', quantity: over.length, by: 'server' } as const
    await outcomes.addOutcomes(tx, projectId, [outcome])
  }
  return sightings.filter((sighting) => !refused.has(keyOf(sighting)))
}

function sightingsOf(seen: readonly ReleaseSeen[]): repo.Sighting[] {
  const sightings = new Map<string, repo.Sighting>()
  for (const { projectId, release, receivedAt } of seen) {
    if (release === null || !isReleaseName(release)) continue
    const key = `${projectId} ${release}`
    const sighting = sightings.get(key)
    if (!sighting) {
      sightings.set(key, { projectId, version: release, firstSeenAt: receivedAt, lastSeenAt: receivedAt })
      continue
    }
    if (receivedAt < sighting.firstSeenAt) sighting.firstSeenAt = receivedAt
    if (receivedAt > sighting.lastSeenAt) sighting.lastSeenAt = receivedAt
  }
  return [...sightings.values()]
}

const keyOf = ({ projectId, version }: repo.Sighting): string => `${projectId} ${version}`

function memoryOf({ database }: Pick<Services, 'database'>): Map<string, number> {
  const memory = written.get(database) ?? new Map<string, number>()
  written.set(database, memory)
  return memory
}
