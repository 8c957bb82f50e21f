/** Exports of all of a workspace: asked for by its owners, written by a job, fetched for a week. */
import { recordAudit } from '#modules/audit'
import { requireFresh, requirePermission, type Context } from '#platform/context'
import { inTransaction, isUniqueViolation } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import { enqueue } from '#platform/jobs'
import { newExport, stateAt, type StoredExport } from './export-state.ts'
import type { WorkspaceExportJob } from './run-workspace-export.ts'
import * as repo from './workspace-export-repo.ts'

/** Throws conflict while another one of the workspace is under way. */
export async function startWorkspaceExport(ctx: Context, job: WorkspaceExportJob): Promise<StoredExport> {
  requirePermission(ctx, 'workspace.admin')
  requireFresh(ctx)
  try {
    return await inTransaction(ctx, async (tx) => {
      const stored = newExport(newId('exp', tx.now()), tx.now(), tx.policy.version().version)
      await repo.insert(tx, { ...stored, requestedBy: tx.actor.id, plan: null, position: null })
      await enqueue(tx, job, { exportId: stored.id })
      await recordAudit(tx, 'workspace.exportRequested', { targetId: stored.id })
      return stored
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw conflict('an export of this workspace is under way already')
  }
}

export async function listWorkspaceExports(ctx: Context): Promise<StoredExport[]> {
  requirePermission(ctx, 'workspace.admin')
  return inTransaction(ctx, repo.list)
}

export async function getWorkspaceExport(ctx: Context, id: string): Promise<StoredExport> {
  requirePermission(ctx, 'workspace.admin')
  return inTransaction(ctx, async (tx) => {
    const found = await repo.find(tx, id)
    if (!found) throw notFound('export')
    return found
  })
}

/** Its parts, in their order. Who fetched it stands in the audit log. */
export async function openWorkspaceExport(ctx: Context, id: string): Promise<repo.Part[]> {
  requirePermission(ctx, 'workspace.admin')
  return inTransaction(ctx, async (tx) => {
    const found = await repo.find(tx, id)
    if (!found?.position || stateAt(found, tx.now()) !== 'ready') throw notFound('export')
    await recordAudit(tx, 'workspace.exportFetched', { targetId: id })
    return found.position.parts
  })
}
