import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction, sql } from '#platform/database'
import { conflict, invalidRequest } from '#platform/errors'
import { newId } from '#platform/ids'
import { findReleases, toDeploy } from './find-releases.ts'
import { maxDeploysPerDay, type Commit, type Deploy, type Release } from './release.ts'
import * as repo from './repo.ts'

export type Announcement = {
  projectId: string
  version: string
  url?: string | undefined
  /** With it a deploy is recorded; without it only that the release exists. */
  environment?: string | undefined
  /** Default: now. */
  deployedAt?: Date | undefined
  commits?: Commit[] | undefined
}

const dayMs = 24 * 3_600_000
/** A pipeline's clock may be a little ahead; what is said of next week is no deploy. */
const maxAheadMs = 3_600_000

/**
 * Says that a release exists, and with an environment that it was brought there. The same deploy told twice is one.
 * Throws conflict beyond 500 deploys of a project in a day.
 */
export async function announceRelease(
  ctx: Context,
  input: Announcement,
): Promise<{ release: Release; deploy: Deploy | null }> {
  requirePermission(ctx, 'events.write')
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, input.projectId)
    const { projectId, version } = input
    await repo.upsertAnnounced(tx, { projectId, version, url: input.url ?? null })
    const deploy = input.environment === undefined ? null : await recordDeploy(tx, input, input.environment)
    const [release] = await findReleases(tx, projectId, [version])
    if (!release) throw new Error('a release that was just written is not there')
    await recordAudit(tx, deploy ? 'release.deployed' : 'release.announced', {
      targetId: deploy?.id ?? projectId,
      after: { projectId, version, ...(deploy && { environment: deploy.environment, deployedAt: deploy.deployedAt }) },
    })
    return { release, deploy }
  })
}

async function recordDeploy(tx: Tx, input: Announcement, environment: string): Promise<Deploy> {
  const { projectId, version, url = null, commits = [] } = input
  const deployedAt = input.deployedAt ?? tx.now()
  if (deployedAt.getTime() > tx.now().getTime() + maxAheadMs) {
    throw invalidRequest('deployedAt: must not be in the future', [{ path: 'deployedAt', message: 'is in the future' }])
  }
  const today = await repo.countDeploys(tx, projectId, new Date(tx.now().getTime() - dayMs))
  if (today >= maxDeploysPerDay) throw conflict(`a project has at most ${maxDeploysPerDay} deploys a day`)
  const id = newId('dep', tx.now())
  const row = { id, projectId, version, environment, deployedAt, url }
  const inserted = await tx.db
    .insertInto('deploys')
    .values({
      ...row,
      workspaceId: tx.workspaceId,
      commits: sql`${JSON.stringify(commits)}::jsonb`,
      createdAt: tx.now(),
      createdBy: tx.actor.id,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  if (!inserted.numInsertedOrUpdatedRows) return toDeploy(await repo.getSameDeploy(tx, row))
  await recordActivity(tx, 'release.deployed', { subjectId: id, data: { projectId, version, environment } })
  return { ...row, commits }
}
