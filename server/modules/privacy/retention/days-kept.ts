import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import type { RetentionSetting } from '#platform/policy'
import { findWorkspaceRetention } from './repo.ts'
import { daysOf } from './settings.ts'

/** How long a plan that changed goes unnoticed: what follows from the answer decides about no deletion. */
const cacheMs = 60_000
const cacheLimit = 10_000

/**
 * For how many days what a workspace sends now would be kept by a setting; null: as long as the workspace. For stores
 * that put together what ends together; when something ends is decided by the sweeper alone.
 */
export function createDaysKept(
  services: Services,
  setting: RetentionSetting,
): (workspaceId: string) => Promise<number | null> {
  const cache = new Map<string, { untilMs: number; days: Promise<number | null> }>()
  return (workspaceId) => {
    const now = services.now()
    const cached = cache.get(workspaceId)
    if (cached && cached.untilMs > now.getTime()) return cached.days
    if (cache.size >= cacheLimit) cache.clear()
    const days = inPlatformTransaction(services, async (tx) =>
      daysOf(services.policy.inForce().retention, setting, now, await findWorkspaceRetention(tx, workspaceId)),
    )
    const entry = { untilMs: now.getTime() + cacheMs, days }
    cache.set(workspaceId, entry)
    // A failure is told to those who wait and not remembered.
    days.catch(() => {
      if (cache.get(workspaceId) === entry) cache.delete(workspaceId)
    })
    return days
  }
}
