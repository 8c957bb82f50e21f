import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import { overlapEnd, requireRotatable, successorExpiry } from './api-key.ts'
import { insertIngestKey } from './create-ingest-key.ts'
import { listed, type ListedIngestKey } from './ingest-key.ts'
import * as repo from './ingest-key-repo.ts'

/**
 * A new key for the same project. Both take events until the overlap is over; then the old one ends by itself. Throws
 * conflict for one that has ended or was rotated before.
 */
export async function rotateIngestKey(
  ctx: Context,
  { projectId, keyId }: { projectId: string; keyId: string },
  input: { overlapHours: number },
): Promise<ListedIngestKey> {
  requirePermission(ctx, 'keys.write')
  return inTransaction(ctx, async (tx) => {
    const now = tx.now()
    const project = await repo.lockProject(tx, projectId)
    if (!project) throw notFound('project')
    const old = await repo.find(tx, projectId, keyId)
    if (!old) throw notFound('ingest key')
    requireRotatable(old, now)
    const endsAt = overlapEnd(old, input.overlapHours, now)
    // First the end of the old one: without an overlap there is room for the new one, however many there are.
    await repo.update(tx, keyId, { expiresAt: endsAt })
    const made = await insertIngestKey(tx, projectId, successorExpiry(old, now))
    await repo.update(tx, keyId, { replacedBy: made.id })
    // Lookups that are remembered do not know the end yet.
    await announceRevocation(tx, keyId)
    await recordAudit(tx, 'ingestKey.rotated', {
      targetId: keyId,
      before: { expiresAt: old.expiresAt?.toISOString() ?? null },
      after: { replacedBy: made.id, expiresAt: endsAt.toISOString() },
    })
    return listed(made, tx.config.appUrl, project.number)
  })
}
