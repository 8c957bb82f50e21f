import type { JsonObject } from '#common/dashboards'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { nameActors, type Person } from '../names.ts'
import * as repo from '../repo.ts'

export type DescribedVersion = { version: number; message: string; createdAt: Date; createdBy: Person }

/** Newest first, the present one too. Throws not_found. */
export async function listVersions(ctx: Context, id: string): Promise<DescribedVersion[]> {
  requirePermission(ctx, 'dashboards.read')
  return inTransaction(ctx, async (tx) => {
    const versions = await repo.listVersions(tx, id)
    // Each dashboard has one from its beginning.
    if (versions.length === 0) throw notFound('dashboard')
    const name = await nameActors(
      tx,
      versions.map(({ createdBy }) => createdBy),
    )
    return versions.map((version) => ({ ...version, createdBy: name(version.createdBy) }))
  })
}

/** Throws not_found. */
export async function getVersion(
  ctx: Context,
  id: string,
  version: number,
): Promise<DescribedVersion & { dashboard: JsonObject }> {
  requirePermission(ctx, 'dashboards.read')
  return inTransaction(ctx, async (tx) => {
    const { json, ...found } = await repo.getVersion(tx, id, version)
    const name = await nameActors(tx, [found.createdBy])
    return { ...found, createdBy: name(found.createdBy), dashboard: json }
  })
}
