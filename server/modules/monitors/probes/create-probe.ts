import { recordAudit } from '#modules/audit'
import { requireFresh, requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { maxProbes, newProbeKey, type Probe } from './probe.ts'
import * as repo from './repo.ts'

/** `key` is returned this once; what is kept is its hash. Throws conflict beyond 50 that work. */
export async function createProbe(ctx: Context, { name }: { name: string }): Promise<Probe & { key: string }> {
  requirePermission(ctx, 'keys.write')
  requireFresh(ctx)
  return inTransaction(ctx, async (tx) => {
    if ((await repo.countLiveForUpdate(tx)) >= maxProbes) throw conflict(`a workspace has at most ${maxProbes} probes`)
    const { key, keyHash, prefix } = newProbeKey()
    const createdAt = tx.now()
    const probe: Probe = {
      ...{ id: newId('prb', createdAt), name, prefix, createdBy: tx.actor.id, createdAt },
      ...{ revokedAt: null, lastSeenAt: null, version: null, types: [], clockOffsetMs: null, waitingResults: 0 },
    }
    await repo.insert(tx, { ...probe, keyHash })
    await recordAudit(tx, 'probe.created', { targetId: probe.id, after: { name } })
    return { ...probe, key }
  })
}
