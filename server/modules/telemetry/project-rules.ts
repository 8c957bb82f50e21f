/** What a project's people have decided on how its telemetry is taken in, ready for use on each event. */
import { systemContext, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { loadGroup, type Group } from './grouping-rules/load-group.ts'
import { loadIntakeRules, type IntakeRules } from './quotas/load-intake-rules.ts'
import { loadScrubber, type Scrubber } from './scrubbing/scrubber.ts'

export type ProjectRules = { scrubber: Scrubber; group: Group; intake: IntakeRules }

/** How long another process may go on by what was decided before. */
const cacheMs = 2_000
const cacheLimit = 10_000

type Cached = { untilMs: number; rules: Promise<ProjectRules> }

/** By project; of a database handle, so that whoever changes a rule in this process can have it read again. */
const caches = new WeakMap<object, Map<string, Cached>>()

export function projectRules(
  services: Services,
  { workspaceId, projectId }: { workspaceId: string; projectId: string },
): Promise<ProjectRules> {
  const cache = cacheOf(services)
  const nowMs = services.now().getTime()
  const cached = cache.get(projectId)
  if (cached && cached.untilMs > nowMs) return cached.rules
  if (cache.size >= cacheLimit) cache.clear()
  const rules = inTransaction(systemContext(services, workspaceId, projectId), async (tx) => ({
    scrubber: await loadScrubber(tx, projectId),
    group: await loadGroup(tx, projectId),
    intake: await loadIntakeRules(tx, projectId),
  }))
  const entry = { untilMs: nowMs + cacheMs, rules }
  cache.set(projectId, entry)
  // A failure is told to those who wait and not remembered.
  rules.catch(() => {
    if (cache.get(projectId) === entry) cache.delete(projectId)
  })
  return rules
}

/** After a change that was committed; other processes follow within two seconds. No id: of a whole workspace. */
export function forgetProjectRules(services: Pick<Services, 'database'>, projectId?: string): void {
  if (projectId === undefined) cacheOf(services).clear()
  else cacheOf(services).delete(projectId)
}

function cacheOf({ database }: Pick<Services, 'database'>): Map<string, Cached> {
  const cache = caches.get(database) ?? new Map<string, Cached>()
  caches.set(database, cache)
  return cache
}
