import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Commit, Deploy, Release } from './release.ts'
import { listAllDeployRows, listDeployRows, releaseColumns } from './repo.ts'

/** The newest ones of a project; who needs one for certain names it. */
const releaseLimit = 1_000
const deployLimit = 500

/**
 * Releases of a project, first seen first: those named, or the newest thousand. For `isAfter` name both versions, so
 * that an old one is not taken for one that was never seen.
 */
export async function findReleases(tx: Tx, projectId: string, versions?: readonly string[]): Promise<Release[]> {
  if (versions?.length === 0) return []
  let query = tx.db
    .selectFrom('releases')
    .select(releaseColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
  if (versions) query = query.where('version', 'in', versions)
  const newestFirst = await query
    .orderBy('firstSeenAt', 'desc')
    .orderBy('version', 'desc')
    .limit(releaseLimit)
    .execute()
  return newestFirst.toReversed()
}

/** What was brought anywhere from `from` on and before `to`, newest first; at most 500. */
export async function listDeploys(tx: Tx, projectId: string, from: Date, to: Date): Promise<Deploy[]> {
  const rows = await listDeployRows(tx, { projectId, from, to, limit: deployLimit })
  return rows.map(toDeploy)
}

/** The same of all projects, or of one; newest first. */
export async function listDeploysWithin(
  ctx: Context,
  range: { from: Date; to: Date; projectId: string | undefined; limit: number },
): Promise<Deploy[]> {
  requirePermission(ctx, 'incidents.read')
  const rows = await inTransaction(ctx, (tx) => listAllDeployRows(tx, range))
  return rows.map(toDeploy)
}

export function toDeploy(row: Omit<Deploy, 'commits'> & { commits: unknown }): Deploy {
  // Trusted: our own JSON, written by record-deploy.ts.
  return { ...row, commits: row.commits as Commit[] }
}
