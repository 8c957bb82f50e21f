import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { nextSlot } from '../slots.ts'
import * as repo from './repo.ts'

/** With its rules and what is known of them. Incidents that they opened stay, as do the series that they recorded. */
export async function deleteGroup(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'projects.write')
  await inTransaction(ctx, async (tx) => {
    const before = await repo.getGroupForUpdate(tx, id)
    await repo.removeGroup(tx, id)
    await recordActivity(tx, 'alertRules.deleted', { subjectId: id, data: { name: before.name } })
    const { projectId, name, intervalMs } = before
    await recordAudit(tx, 'alertRules.deleted', { targetId: id, before: { projectId, name, intervalMs } })
  })
}

/** Its rules are not evaluated, and what they were in stays. Idempotent. */
export async function pauseGroup(ctx: Context, id: string): Promise<void> {
  await setPaused(ctx, id, (pausedAt, now) => pausedAt ?? now)
}

/** From its next slot on; the time in between counts neither for an alert nor against it. Idempotent. */
export async function resumeGroup(ctx: Context, id: string): Promise<void> {
  await setPaused(ctx, id, () => null)
}

async function setPaused(
  ctx: Context,
  id: string,
  change: (pausedAt: Date | null, now: Date) => Date | null,
): Promise<void> {
  requirePermission(ctx, 'projects.write')
  await inTransaction(ctx, async (tx) => {
    const before = await repo.getGroupForUpdate(tx, id)
    const now = tx.now()
    const pausedAt = change(before.pausedAt, now)
    const version = before.version + (pausedAt === before.pausedAt ? 0 : 1)
    // Slots of the time in which nobody wanted it evaluated are not missed.
    const nextAt = pausedAt === null && before.pausedAt !== null ? nextSlot(id, before.intervalMs, now) : before.nextAt
    await repo.updateGroup(tx, { ...before, pausedAt, version, nextAt, begunAt: null, updatedAt: now })
    const type = pausedAt === null ? 'alertRules.resumed' : 'alertRules.paused'
    await recordActivity(tx, type, { subjectId: id, data: { name: before.name } })
    await recordAudit(tx, type, { targetId: id, before: { pausedAt: before.pausedAt }, after: { pausedAt } })
  })
}
