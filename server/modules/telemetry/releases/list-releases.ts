import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import { requireProject } from '#modules/workspaces'
import { findReleases, toDeploy } from './find-releases.ts'
import { countHealth, countHealthInDetail, type HealthInDetail, type HealthRange } from './health-columns.ts'
import type { Health } from './health.ts'
import type { Deploy, Release } from './release.ts'
import * as repo from './repo.ts'

/** Deploys that are shown with a release. */
const deploysShown = 20

export type ReleaseWithHealth = Release & { health: Health }

/** First seen last comes first. */
export async function listReleases(
  ctx: Context,
  input: PageQuery & HealthRange & { projectId: string },
): Promise<{ items: ReleaseWithHealth[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const { projectId, limit } = input
  const [at, version] = decodeCursor(input.cursor, 2)
  const after = at === undefined || version === undefined ? undefined : { firstSeenAt: timeOf(at), version }
  const found = await inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    return repo.listPage(tx, projectId, { after, limit })
  })
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : undefined
  const versions = page.map(({ version: named }) => named)
  const health = await countHealth(ctx, projectId, input, versions)
  return {
    items: page.map((release) => ({ ...release, health: health(release.version) })),
    nextCursor: last ? encodeCursor([last.firstSeenAt.toISOString(), last.version]) : null,
  }
}

/** Throws not_found for a release that the project never had, and for another workspace's project. */
export async function getRelease(
  ctx: Context,
  { projectId, version }: { projectId: string; version: string },
): Promise<Release & { deploys: Deploy[] }> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const [release] = await findReleases(tx, projectId, [version])
    if (!release) throw notFound('release')
    const deploys = await repo.listDeployRows(tx, { projectId, version, limit: deploysShown })
    return { ...release, deploys: deploys.map(toDeploy) }
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
