/**
 * What was in a deleted project goes, in slices, until there is nothing left; then its row, and with it the slug is
 * free. Runs as a job: whatever interrupts it, the next run goes on with what is still there.
 */
import { recordAudit } from '#modules/audit'
import { findDeletedProject, removeProjectRow } from '#modules/workspaces'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, inTransaction } from '#platform/database'
import { addTombstones } from '../tombstones.ts'
import { isWorkspaceHeld } from '../workspace-deletions.ts'
import { eraseRows } from './erase-rows.ts'
import { countProject } from './count-project.ts'
import type { ProjectPlaces } from './places.ts'
import * as repo from './repo.ts'

export const eraseProjectJobName = 'privacy.eraseProject'

/**
 * Whoever was let in before the deletion may still be writing: a request, a batch of events, a job. So the last look
 * comes after every statement and transaction of that time has ended; with a stream also after its backlog, which a
 * worker took over when another one died.
 */
const settleMs = 60_000
const settleWithStreamMs = 3_600_000

const heldRetryMs = 3_600_000

/** Of a project that lives, or that is gone already, nothing is touched. */
export async function eraseProject(ctx: Context, places: ProjectPlaces, projectId: string): Promise<void> {
  const found = await inTransaction(ctx, (tx) => findDeletedProject(tx, projectId))
  if (!found) return
  const held = await inPlatformTransaction(ctx, (tx) => isWorkspaceHeld(tx, ctx.workspaceId))
  // It is closed, and nothing of it goes until the hold is released.
  if (held) return again(ctx, projectId, new Date(ctx.now().getTime() + heldRetryMs))
  // Before anything goes: a backup that is restored from now on brings nothing back.
  const tombstone = { kind: 'project', value: projectId, erasedAt: found.deletedAt } as const
  await inPlatformTransaction(ctx, (tx) => addTombstones(tx, [tombstone]))
  const whose = { workspaceId: ctx.workspaceId, projectId }
  if (found.toErase === null) {
    const { total } = await countProject(ctx, places, projectId)
    await inPrivacyTransaction(ctx, (tx) => repo.setToErase(tx, whose, total))
  }
  const nextLookAt = nextLook(ctx, found.deletedAt)
  const { count, isDone } = await eraseRows(ctx, places, { projectId, isLast: nextLookAt === undefined })
  ctx.log.info('removed what was in a deleted project', { workspaceId: ctx.workspaceId, count })
  if (!isDone) await again(ctx, projectId)
  else if (nextLookAt !== undefined) await again(ctx, projectId, nextLookAt)
  else await removeProject(ctx, places, projectId)
}

/** Undefined: this one is the last. */
function nextLook({ config, now }: Context, deletedAt: Date): Date | undefined {
  const looks = [settleMs, ...(config.natsUrl === null ? [] : [settleWithStreamMs])]
  return looks.map((ms) => new Date(deletedAt.getTime() + ms)).find((at) => now() < at)
}

async function again(ctx: Context, projectId: string, startAfter?: Date): Promise<void> {
  const { workspaceId } = ctx
  const when = startAfter === undefined ? {} : { startAfter }
  await inTransaction(ctx, (tx) => tx.jobs.enqueue(tx, eraseProjectJobName, { workspaceId, projectId }, when))
}

/** Throws, so that the job runs again, when something is left. */
async function removeProject(ctx: Context, places: ProjectPlaces, projectId: string): Promise<void> {
  const { counts } = await countProject(ctx, places, projectId)
  const left = Object.keys(counts).filter((place) => counts[place] !== 0)
  if (left.length > 0) throw new Error(`rows of a deleted project are left in ${left.join(', ')}`)
  await inTransaction(ctx, async (tx) => {
    const found = await findDeletedProject(tx, projectId)
    // Somebody was faster.
    if (!found) return
    await removeProjectRow(tx, projectId)
    await recordAudit(tx, 'project.erased', { targetId: projectId, after: { records: found.erased } })
  })
  ctx.log.info('a deleted project is gone', { workspaceId: ctx.workspaceId })
}

/** After a restore: nobody is at work in it, so that one look is the last one. */
export async function eraseProjectNow(ctx: Context, places: ProjectPlaces, projectId: string): Promise<void> {
  for (;;) {
    const left = await inTransaction(ctx, (tx) => findDeletedProject(tx, projectId))
    if (!left || (await inPlatformTransaction(ctx, (tx) => isWorkspaceHeld(tx, ctx.workspaceId)))) return
    const later = new Date(left.deletedAt.getTime() + 2 * settleWithStreamMs)
    const now = ctx.now()
    await eraseProject({ ...ctx, now: () => (now > later ? now : later) }, places, projectId)
  }
}
