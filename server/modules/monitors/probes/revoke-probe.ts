import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import * as repo from './repo.ts'

/**
 * Its key is refused from the commit on, and its monitors are unknown from there. Again changes nothing. Needs no fresh
 * factor: whoever finds that a key leaked must not be held up.
 */
export async function revokeProbe(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'keys.write')
  await inTransaction(ctx, async (tx) => {
    const probe = await repo.findForUpdate(tx, id)
    if (!probe) throw notFound('probe')
    if (probe.revokedAt !== null) return
    const revokedAt = tx.now()
    await repo.update(tx, id, { revokedAt })
    await recordAudit(tx, 'probe.revoked', {
      targetId: id,
      before: { revokedAt: null },
      after: { revokedAt: revokedAt.toISOString() },
    })
  })
}
