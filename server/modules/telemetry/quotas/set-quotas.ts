import { recordAudit } from '#modules/audit'
import { requireIngestKey, requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { forgetProjectRules } from '../project-rules.ts'
import { maxQuotas, type Quota } from './quota.ts'
import * as repo from './repo.ts'

export type NewQuota = Pick<Quota, 'scope' | 'scopeId' | 'category' | 'window' | 'limit'>

/** Holds within two seconds on every replica. What was taken in this day or month before counts. */
export async function createQuota(ctx: Context, input: NewQuota): Promise<Quota> {
  requirePermission(ctx, 'projects.write')
  const quota = await inTransaction(ctx, async (tx) => {
    if (input.scope === 'project') await requireProject(tx, input.scopeId ?? '')
    if (input.scope === 'key') await requireIngestKey(tx, input.scopeId ?? '')
    await repo.lockQuotas(tx)
    if ((await repo.listQuotas(tx)).length >= maxQuotas) throw conflict(`a workspace has at most ${maxQuotas} quotas`)
    const created: Quota = { ...input, id: newId('qta', tx.now()), createdAt: tx.now() }
    if (!(await repo.insertQuota(tx, created))) throw conflict('there is a quota of this scope, category and window')
    await recordActivity(tx, 'quota.created', { subjectId: created.id })
    await recordAudit(tx, 'quota.created', { targetId: created.id, after: fieldsOf(created) })
    return created
  })
  forgetProjectRules(ctx)
  return quota
}

export async function updateQuota(ctx: Context, id: string, { limit }: { limit: number }): Promise<Quota> {
  requirePermission(ctx, 'projects.write')
  const quota = await inTransaction(ctx, async (tx) => {
    const old = await repo.getQuota(tx, id)
    const changed = { ...old, limit }
    await repo.setLimit(tx, id, limit)
    await recordActivity(tx, 'quota.updated', { subjectId: id })
    await recordAudit(tx, 'quota.updated', { targetId: id, before: fieldsOf(old), after: fieldsOf(changed) })
    return changed
  })
  forgetProjectRules(ctx)
  return quota
}

export async function deleteQuota(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'projects.write')
  await inTransaction(ctx, async (tx) => {
    const old = await repo.getQuota(tx, id)
    await repo.deleteQuota(tx, id)
    await recordActivity(tx, 'quota.deleted', { subjectId: id })
    await recordAudit(tx, 'quota.deleted', { targetId: id, before: fieldsOf(old) })
  })
  forgetProjectRules(ctx)
}

const fieldsOf = ({ scope, scopeId, category, window, limit }: Quota) => ({ scope, scopeId, category, window, limit })
