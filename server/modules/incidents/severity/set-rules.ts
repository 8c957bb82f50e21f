import { recordAudit } from '#modules/audit'
import { listProjects } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError } from '#platform/errors'
import * as repo from './repo.ts'
import type { SeverityRule } from './severity.ts'

export const maxSeverityRules = 50

export async function listSeverityRules(ctx: Context): Promise<SeverityRule[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, (tx) => repo.listRules(tx))
}

/**
 * Replaces the workspace's rules, and gives incidents that nobody resolved their severity by them at once, but for
 * those whose severity somebody set.
 */
export async function setSeverityRules(
  ctx: Context,
  rules: readonly SeverityRule[],
): Promise<{ rules: readonly SeverityRule[]; changed: number }> {
  requirePermission(ctx, 'workspace.write')
  const known = new Set((await listProjects(ctx)).map(({ id }) => id))
  if (rules.some(({ projectId }) => projectId !== null && !known.has(projectId))) {
    throw new AppError('unprocessable', 'a rule names a project that the workspace does not have')
  }
  return inTransaction(ctx, async (tx) => {
    await repo.lockRules(tx)
    const before = await repo.listRules(tx)
    await repo.replaceRules(tx, rules)
    const changed = await repo.applyRules(tx, rules)
    await recordActivity(tx, 'severityRules.set', { subjectId: tx.workspaceId, data: { changed } })
    await recordAudit(tx, 'severityRules.set', {
      targetId: tx.workspaceId,
      before: { rules: before },
      after: { rules },
    })
    return { rules, changed }
  })
}
