import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { refuseReservedSlug } from './create-workspace.ts'
import * as repo from './repo.ts'
import type { Workspace } from './workspace.ts'

/** Another name or slug. The old slug is free from now on, and links with it lead nowhere. */
export async function updateWorkspace(
  ctx: Context,
  changes: { name?: string | undefined; slug?: string | undefined },
): Promise<Workspace> {
  requirePermission(ctx, 'workspace.write')
  return inTransaction(ctx, async (tx) => {
    const old = await repo.getWorkspaceForUpdate(tx)
    const workspace = { ...old, name: changes.name ?? old.name, slug: changes.slug ?? old.slug }
    if (workspace.slug !== old.slug) refuseReservedSlug(workspace.slug, 'slug')
    await repo.updateWorkspace(tx, workspace)
    await recordActivity(tx, 'workspace.updated', { subjectId: tx.workspaceId })
    await recordAudit(tx, 'workspace.updated', {
      targetId: tx.workspaceId,
      before: { name: old.name, slug: old.slug },
      after: { name: workspace.name, slug: workspace.slug },
    })
    return workspace
  })
}
