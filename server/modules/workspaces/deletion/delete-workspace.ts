import { recordAudit } from '#modules/audit'
import { requireFresh, requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import { getWorkspaceForUpdate, listMemberships } from '../repo.ts'
import * as repo from './repo.ts'
import { purgeJobName } from './purge-workspace.ts'

/**
 * From the commit on nobody gets in, neither people nor keys, and open streams end; its status pages are gone. A job
 * then takes away what was in it. `slug` is typed by whoever deletes, so that it is this workspace and no other.
 */
export async function deleteWorkspace(ctx: Context, input: { slug: string }): Promise<void> {
  requirePermission(ctx, 'workspace.admin')
  requireFresh(ctx)
  await inTransaction(ctx, async (tx) => {
    const { slug, name } = await getWorkspaceForUpdate(tx)
    if (input.slug !== slug) {
      const message = 'this is not the slug of the workspace'
      throw invalidRequest(message, [{ path: 'slug', message }])
    }
    await endWorkspace(tx, { name, slug })
  })
}

/** The same for whoever is entitled otherwise; the workspace is locked. */
export async function endWorkspace(tx: Tx, { name, slug }: { name: string; slug: string }): Promise<void> {
  const requestedAt = tx.now()
  const { workspaceDeleteByDays } = tx.policy.inForce().retention
  const deleteBy = new Date(requestedAt.getTime() + workspaceDeleteByDays * 86_400_000)
  const ownerIds = (await listMemberships(tx)).flatMap(({ userId, role }) => (role === 'owner' ? [userId] : []))
  await repo.insertDeletion(tx, { requestedAt, deleteBy, ownerIds })
  await repo.markDeleted(tx, requestedAt)
  await endStreams(tx)
  await tx.jobs.enqueue(tx, purgeJobName, { workspaceId: tx.workspaceId }, {})
  await recordAudit(tx, 'workspace.deleted', { targetId: tx.workspaceId, before: { name, slug } })
}

async function endStreams(tx: Tx): Promise<void> {
  const keys = await sql<{ id: string }>`
    select id from api_keys where workspace_id = ${tx.workspaceId} and revoked_at is null
    union all select id from ingest_keys where workspace_id = ${tx.workspaceId} and revoked_at is null`.execute(tx.db)
  for (const { userId } of await listMemberships(tx)) await announceRevocation(tx, `${tx.workspaceId} ${userId}`)
  for (const { id } of keys.rows) await announceRevocation(tx, id)
}
