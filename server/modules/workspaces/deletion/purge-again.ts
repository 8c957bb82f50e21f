/** After a restore: what a backup brought back of workspaces that were deleted goes again, before anyone gets in. */
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { purgeWorkspace, type Places } from './purge-workspace.ts'
import * as repo from './repo.ts'

/** Marks as deleted, without telling anyone, what was deleted at `deletedAt`; false when there is no such workspace. */
export async function endAgain(services: Services, workspaceId: string, deletedAt: Date): Promise<boolean> {
  const found = await inPlatformTransaction(services, (tx) => repo.findDeletedAt(tx, workspaceId))
  if (found === undefined) return false
  const ctx = systemContext(services, workspaceId, newId('run', services.now()))
  if (found === null) await inTransaction(ctx, (tx) => repo.markDeleted(tx, deletedAt))
  return true
}

/** Nobody is at work in it, so that one look is the last one. */
export async function purgeNow(services: Services, workspaceId: string, places: Places): Promise<void> {
  const ctx = systemContext(services, workspaceId, newId('run', services.now()))
  // What is left after a run is what was bounded in it.
  for (;;) {
    const left = await inPlatformTransaction(ctx, (tx) => repo.findDeletedAt(tx, workspaceId))
    if (!left) return
    await purgeWorkspace({ ...ctx, now: () => new Date(left.getTime() + lastLookMs) }, places)
  }
}

/** Longer than anything settles. */
const lastLookMs = 2 * 3_600_000
