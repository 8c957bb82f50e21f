/** How often maps were used and which were missed: counted in memory, written now and then beside the events. */
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { maxMissesPerProject } from './limits.ts'
import * as maps from './map-repo.ts'
import type { Target } from './source-map.ts'

const flushMs = 10_000
/** Of one process between two writings; what comes beyond is not counted. */
const maxCounted = 5_000

type Counted = {
  sinceMs: number
  /** By workspace. */
  uses: Map<string, Map<string, number>>
  misses: Map<string, Map<string, maps.NewMiss>>
  size: number
}

const counts = new WeakMap<object, Counted>()

export type Miss = { debugId: string; url: string | null; release: string | null }

/** Costs no wait: what is due is written in the background, and what cannot be written is lost. */
export function countUses(
  services: Services,
  { workspaceId, projectId }: Target,
  { mapIds, misses }: { mapIds: readonly string[]; misses: readonly Miss[] },
): void {
  const counted = countsOf(services)
  for (const id of mapIds) {
    const uses = counted.uses.get(workspaceId) ?? new Map<string, number>()
    if (!uses.has(id) && counted.size++ >= maxCounted) continue
    counted.uses.set(workspaceId, uses.set(id, (uses.get(id) ?? 0) + 1))
  }
  for (const miss of misses) {
    const missed = counted.misses.get(workspaceId) ?? new Map<string, maps.NewMiss>()
    const key = `${projectId} ${miss.debugId}`
    const events = missed.get(key)?.events ?? 0
    if (events === 0 && counted.size++ >= maxCounted) continue
    counted.misses.set(workspaceId, missed.set(key, { ...miss, projectId, events: events + 1 }))
  }
  if (services.now().getTime() - counted.sinceMs >= flushMs) {
    flushUses(services).catch((error: unknown) => services.log.warn('uses of source maps were not counted', { error }))
  }
}

/** Writes what this process has counted. */
export async function flushUses(services: Services): Promise<void> {
  const { uses, misses, size } = countsOf(services)
  counts.set(services.database, fresh(services))
  if (size === 0) return
  for (const workspaceId of new Set([...uses.keys(), ...misses.keys()])) {
    const ctx = systemContext(services, workspaceId, newId('run', services.now()))
    await inTransaction(ctx, async (tx) => {
      const used = uses.get(workspaceId)
      if (used) await maps.addUses(tx, used)
      await maps.addMisses(tx, [...(misses.get(workspaceId)?.values() ?? [])], maxMissesPerProject)
    })
  }
}

function countsOf(services: Services): Counted {
  const found = counts.get(services.database) ?? fresh(services)
  counts.set(services.database, found)
  return found
}

const fresh = ({ now }: Services): Counted => ({
  sinceMs: now().getTime(),
  uses: new Map(),
  misses: new Map(),
  size: 0,
})
