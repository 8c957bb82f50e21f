import { findReleases, releaseBefore } from '#modules/telemetry'
import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { listKeys } from '../groups/repo.ts'
import type { Incident } from '../incident.ts'
import { listByIds } from '../repo.ts'
import * as repo from './repo.ts'

/** Of each relation. */
export const maxListed = 50

export const releaseRelations = ['new', 'seen', 'resolved'] as const
export type ReleaseRelation = (typeof releaseRelations)[number]

export type ReleaseIncident = {
  incident: Incident
  relations: ReleaseRelation[]
  /** Its events in this release that are still stored. */
  eventsInRelease: number
}

export type ReleaseIncidents = {
  items: ReleaseIncident[]
  /** Also of those that are not listed. */
  counts: Record<ReleaseRelation, number>
}

type Wanted = { projectId: string; version: string; environment?: string | undefined }

/**
 * Incidents that began in a release, that have events in it, and that were resolved by it: at most 50 of each, those
 * seen last first. A release that nobody knows has none.
 */
export async function listReleaseIncidents(ctx: Context, wanted: Wanted): Promise<ReleaseIncidents> {
  requirePermission(ctx, 'incidents.read')
  const { projectId, version } = wanted
  await inTransaction(ctx, (tx) => requireProject(tx, projectId))
  const groups = await repo.countSeen(ctx, wanted)
  return inTransaction(ctx, async (tx) => {
    const [named] = await findReleases(tx, projectId, [version])
    const releases = named ? [...(await findReleases(tx, projectId)), named] : []
    const previous = releaseBefore(version, releases)?.version ?? null
    const begun = await repo.listBegun(tx, wanted, maxListed)
    const fixed = await repo.listFixed(tx, { ...wanted, previous }, maxListed)
    const seen = await countByIncident(tx, projectId, groups)
    const ids = { new: begun.ids, seen: [...seen.keys()].slice(0, maxListed), resolved: fixed.ids }
    const found = await listByIds(tx, [...new Set(Object.values(ids).flat())])
    return {
      items: found
        .sort((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime() || b.number - a.number)
        .map((incident) => ({
          incident,
          relations: releaseRelations.filter((relation) => ids[relation].includes(incident.id)),
          eventsInRelease: seen.get(incident.id) ?? 0,
        })),
      counts: { new: begun.total, seen: seen.size, resolved: fixed.total },
    }
  })
}

/** By the incident that the groups count for now, in their order. */
async function countByIncident(
  tx: Tx,
  projectId: string,
  groups: readonly { key: string; count: number }[],
): Promise<Map<string, number>> {
  const rows = await listKeys(
    tx,
    groups.map(({ key }) => ({ projectId, key })),
  )
  const owners = new Map(rows.map(({ key, incidentId }) => [key, incidentId]))
  const counts = new Map<string, number>()
  for (const { key, count } of groups) {
    const id = owners.get(key)
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + count)
  }
  return counts
}

/** How many incidents began in each of the newest thousand releases of a project; releases without any are left out. */
export async function countReleaseIncidents(
  ctx: Context,
  { projectId, environment }: { projectId: string; environment?: string | undefined },
): Promise<{ version: string; newIncidents: number }[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    const versions = (await findReleases(tx, projectId)).map(({ version }) => version)
    return repo.countBegun(tx, { projectId, environment }, versions)
  })
}
