/** What workspaces chose, ready for each request. */
import { systemContext, type Context, type Services } from '#platform/context'
import { inTransaction } from '#platform/database'
import { maximaOf, type FindPlan } from './ceilings.ts'
import * as repo from './repo.ts'
import { limitsOf, type WorkspaceLimits } from './workspace-limits.ts'

/** How long another process may go on by what was chosen before. */
const cacheMs = 2_000
const cacheLimit = 10_000

type Cached = { untilMs: number; limits: Promise<WorkspaceLimits> }

/** By workspace; of a database handle, so that whoever changes a limit in this process can have it read again. */
const caches = new WeakMap<object, Map<string, Cached>>()

export function readLimits(services: Services, findPlan: FindPlan, workspaceId: string): Promise<WorkspaceLimits> {
  const cache = cacheOf(services)
  const nowMs = services.now().getTime()
  const cached = cache.get(workspaceId)
  if (cached && cached.untilMs > nowMs) return cached.limits
  if (cache.size >= cacheLimit) cache.clear()
  const ctx = systemContext(services, workspaceId, 'metricLimits')
  const limits = read(ctx, findPlan)
  const entry = { untilMs: nowMs + cacheMs, limits }
  cache.set(workspaceId, entry)
  // A failure is told to those who wait and not remembered.
  limits.catch(() => {
    if (cache.get(workspaceId) === entry) cache.delete(workspaceId)
  })
  return limits
}

async function read(ctx: Context, findPlan: FindPlan): Promise<WorkspaceLimits> {
  const plan = await findPlan(ctx, ctx.workspaceId)
  return limitsOf(await inTransaction(ctx, repo.findLimits), maximaOf(ctx.config.metricCeilings, plan))
}

/** After a change that was committed; other processes follow within two seconds. */
export function forgetLimits(services: Pick<Services, 'database'>, workspaceId: string): void {
  cacheOf(services).delete(workspaceId)
}

function cacheOf({ database }: Pick<Services, 'database'>): Map<string, Cached> {
  const cache = caches.get(database) ?? new Map<string, Cached>()
  caches.set(database, cache)
  return cache
}
