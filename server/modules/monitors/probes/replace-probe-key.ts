import { recordAudit } from '#modules/audit'
import { requireFresh, requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { newProbeKey, type Probe } from './probe.ts'
import * as repo from './repo.ts'

/**
 * A new key for the same probe, so that its monitors go on naming it; the old one is refused at once. Throws conflict
 * for one that was revoked.
 */
export async function replaceProbeKey(ctx: Context, id: string): Promise<Probe & { key: string }> {
  requirePermission(ctx, 'keys.write')
  requireFresh(ctx)
  return inTransaction(ctx, async (tx) => {
    const probe = await repo.findForUpdate(tx, id)
    if (!probe) throw notFound('probe')
    if (probe.revokedAt !== null) throw conflict('this probe was revoked; enrol another one')
    const { key, keyHash, prefix } = newProbeKey()
    await repo.update(tx, id, { keyHash, prefix })
    await recordAudit(tx, 'probe.keyReplaced', { targetId: id, before: { prefix: probe.prefix }, after: { prefix } })
    return { ...probe, prefix, key }
  })
}
