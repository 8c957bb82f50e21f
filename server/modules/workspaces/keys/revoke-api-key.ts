import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import * as repo from './api-key-repo.ts'

/**
 * Ends a key at once, with its open streams. Again changes nothing. Needs no fresh factor: whoever finds that a key
 * leaked must not be held up.
 */
export async function revokeApiKey(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'keys.write')
  await inTransaction(ctx, async (tx) => {
    const key = await repo.findForUpdate(tx, id)
    if (!key) throw notFound('API key')
    if (key.revokedAt !== null) return
    const revokedAt = tx.now()
    await repo.update(tx, id, { revokedAt })
    await announceRevocation(tx, id)
    await recordAudit(tx, 'apiKey.revoked', {
      targetId: id,
      before: { revokedAt: null },
      after: { revokedAt: revokedAt.toISOString() },
    })
  })
}
