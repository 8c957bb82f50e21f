import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { requireProject } from '#modules/workspaces'
import { findReleases, toDeploy } from './find-releases.ts'
import {
  countHealth,
  countHealthInDetail,
  listSessionEnvironments,
  type HealthInDetail,
  type HealthRange,
} from './health-columns.ts'
import type { Health } from './health.ts'
import type { Deploy, Release } from './release.ts'
import { releaseBefore } from './release-order.ts'
import * as repo from './repo.ts'

const environmentDaysMs = 90 * 24 * 3_600_000
/** Deploys that are shown with a release. */
const deploysShown = 20

export type ReleaseWithHealth = Release & {
  health: Health
  /** The last one to each environment, newest first. */
  deploys: Pick<Deploy, 'environment' | 'deployedAt'>[]
}

/** First seen last comes first. `environments`: those of its sessions in the range, and of its deploys in 90 days. */
export async function listReleases(
  ctx: Context,
  input: PageQuery & HealthRange & { projectId: string },
): Promise<{ items: ReleaseWithHealth[]; nextCursor: string | null; environments: string[] }> {
  requirePermission(ctx, 'incidents.read')
  const { projectId, limit } = input
  const [at, version] = decodeCursor(input.cursor, 2)
  const after = at === undefined || version === undefined ? undefined : { firstSeenAt: timeOf(at), version }
  const { page, next, deploys, deployedTo } = await inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const found = await repo.listPage(tx, projectId, { after, limit })
    const rows = found.slice(0, limit)
    return {
      page: rows,
      next: found.length > limit ? rows.at(-1) : undefined,
      deploys: await repo.listLastDeploys(tx, projectId, versionsOf(rows)),
      deployedTo: await repo.listDeployEnvironments(tx, projectId, new Date(ctx.now().getTime() - environmentDaysMs)),
    }
  })
  const [health, heardFrom] = await Promise.all([
    countHealth(ctx, projectId, input, versionsOf(page)),
    listSessionEnvironments(ctx, projectId, input),
  ])
  return {
    items: page.map((release) => ({
      ...release,
      health: health(release.version),
      deploys: deploys
        .filter(({ version: deployed }) => deployed === release.version)
        .map(({ environment, deployedAt }) => ({ environment, deployedAt })),
    })),
    nextCursor: next ? encodeCursor([next.firstSeenAt.toISOString(), next.version]) : null,
    environments: [...new Set([...heardFrom, ...deployedTo])].sort(),
  }
}

/** `previous`: the version of the release before it, by the order of releases; null: it is the first. */
export type ReleaseInDetail = Release & { deploys: Deploy[]; previous: string | null }

/** Throws not_found for a release that the project never had, and for another workspace's project. */
export async function getRelease(
  ctx: Context,
  { projectId, version }: { projectId: string; version: string },
): Promise<ReleaseInDetail> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const [release] = await findReleases(tx, projectId, [version])
    if (!release) throw notFound('release')
    const deploys = await repo.listDeployRows(tx, { projectId, version, limit: deploysShown })
    const previous = releaseBefore(version, [...(await findReleases(tx, projectId)), release])?.version ?? null
    return { ...release, deploys: deploys.map(toDeploy), previous }
  })
}

/** Throws not_found for a release that the project never had. */
export async function getReleaseHealth(
  ctx: Context,
  { projectId, version, ...range }: HealthRange & { projectId: string; version: string },
): Promise<HealthInDetail> {
  await getRelease(ctx, { projectId, version })
  return countHealthInDetail(ctx, projectId, version, range)
}

function timeOf(text: string): Date {
  const time = new Date(text)
  if (Number.isNaN(time.getTime())) throw invalidRequest('cursor: not one that this list gave')
  return time
}

function versionsOf(releases: readonly Release[]): string[] {
  return releases.map(({ version }) => version)
}
