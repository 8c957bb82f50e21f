import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import * as repo from './ingest-key-repo.ts'

/** What is sent with the key is refused within a second, by every process. Again changes nothing. */
export async function revokeIngestKey(
  ctx: Context,
  { projectId, keyId }: { projectId: string; keyId: string },
): Promise<void> {
  requirePermission(ctx, 'keys.write')
  await inTransaction(ctx, async (tx) => {
    if (!(await repo.lockProject(tx, projectId))) throw notFound('project')
    const key = await repo.find(tx, projectId, keyId)
    if (!key) throw notFound('ingest key')
    if (key.revokedAt !== null) return
    const revokedAt = tx.now()
    await repo.update(tx, keyId, { revokedAt })
    await announceRevocation(tx, keyId)
    await recordAudit(tx, 'ingestKey.revoked', {
      targetId: keyId,
      before: { revokedAt: null },
      after: { revokedAt: revokedAt.toISOString() },
    })
  })
}
