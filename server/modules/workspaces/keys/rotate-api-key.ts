import { recordAudit } from '#modules/audit'
import { requireFresh, requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { announceRevocation } from '#platform/live'
import { overlapEnd, requireOwnScopes, requireRotatable, successorExpiry } from './api-key.ts'
import * as repo from './api-key-repo.ts'
import { insertApiKey, type CreatedApiKey } from './create-api-key.ts'

/**
 * A new key with the same name and scopes. Both work until the overlap is over; then the old one ends by its own
 * expiry, without anything that would have to run. Throws forbidden for a key that may do more than whoever rotates it,
 * conflict for one that has ended or was rotated before.
 */
export async function rotateApiKey(ctx: Context, id: string, input: { overlapHours: number }): Promise<CreatedApiKey> {
  requirePermission(ctx, 'keys.write')
  requireFresh(ctx)
  return inTransaction(ctx, async (tx) => {
    const now = tx.now()
    // The list first, as everywhere, so that no two wait for each other in a circle.
    await repo.lockList(tx)
    const old = await repo.findForUpdate(tx, id)
    if (!old) throw notFound('API key')
    requireOwnScopes(old.scopes, ctx.permissions)
    requireRotatable(old, now)
    const endsAt = overlapEnd(old, input.overlapHours, now)
    const { name, scopes } = old
    // First the end of the old one: without an overlap there is room for the new one, however many there are.
    await repo.update(tx, id, { expiresAt: endsAt })
    const made = await insertApiKey(tx, { name, scopes, expiresAt: successorExpiry(old, now) })
    await repo.update(tx, id, { replacedBy: made.id })
    if (endsAt <= now) await announceRevocation(tx, id)
    await recordAudit(tx, 'apiKey.rotated', {
      targetId: id,
      before: { expiresAt: old.expiresAt?.toISOString() ?? null },
      after: { replacedBy: made.id, expiresAt: endsAt.toISOString() },
    })
    return made
  })
}
