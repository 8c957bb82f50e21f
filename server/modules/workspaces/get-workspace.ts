import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from './repo.ts'
import type { Workspace } from './workspace.ts'

/** The workspace that the context is bound to. Throws not_found for one that is being deleted. */
export function getWorkspace(ctx: Context): Promise<Workspace> {
  return inTransaction(ctx, repo.getWorkspace)
}

export type WorkspaceWithCounts = Workspace & { memberCount: number; projectCount: number }

export async function describeWorkspace(ctx: Context): Promise<WorkspaceWithCounts> {
  requirePermission(ctx, 'workspace.read')
  return inTransaction(ctx, async (tx) => ({
    ...(await repo.getWorkspace(tx)),
    memberCount: await repo.countOf(tx, 'memberships'),
    projectCount: await repo.countOf(tx, 'projects'),
  }))
}
