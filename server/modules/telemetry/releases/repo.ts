import { ofLiveProject } from '#modules/workspaces'
import { sql, type JsonValue } from '#platform/database'
import type { Tx } from '#platform/context'
import type { Deploy, Release } from './release.ts'

type ReleaseRow = Release & { workspaceId: string; createdAt: Date }

declare module '#platform/database' {
  interface Tables {
    releases: ReleaseRow
    deploys: {
      id: string
      workspaceId: string
      projectId: string
      version: string
      environment: string
      deployedAt: Date
      url: string | null
      commits: JsonValue
      createdAt: Date
      createdBy: string | null
    }
  }
}

export const releaseColumns = ['projectId', 'version', 'firstSeenAt', 'lastSeenAt', 'announcedAt', 'url'] as const

export type Sighting = { projectId: string; version: string; firstSeenAt: Date; lastSeenAt: Date }

const positionOf = ({ projectId, version }: { projectId: string; version: string }): string => `${projectId} ${version}`

/** `<project id> <version>` of those that have a row. */
export async function listKnown(tx: Tx, wanted: readonly Sighting[]): Promise<Set<string>> {
  const { rows } = await sql<{ projectId: string; version: string }>`
    select project_id, version from releases where workspace_id = ${tx.workspaceId}
      and (project_id, version) in (select * from unnest(
        ${wanted.map(({ projectId }) => projectId)}::text[], ${wanted.map(({ version }) => version)}::text[]))`.execute(
    tx.db,
  )
  return new Set(rows.map(positionOf))
}

/** How many each project got from its telemetry since. */
export async function countHeardOf(tx: Tx, projectIds: readonly string[], since: Date): Promise<Map<string, number>> {
  const rows = await tx.db
    .selectFrom('releases')
    .select(['projectId', (eb) => eb.fn.countAll<number>().as('count')])
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', 'in', projectIds)
    .where('createdAt', '>=', since)
    .where('announcedAt', 'is', null)
    .groupBy('projectId')
    .execute()
  return new Map(rows.map(({ projectId, count }) => [projectId, count]))
}

/** Writes new ones and widens the times of the others; rows are locked in the order of their names. */
export async function upsertSightings(tx: Tx, sightings: readonly Sighting[]): Promise<void> {
  if (sightings.length === 0) return
  const rows = sightings
    .map((sighting) => ({
      ...sighting,
      workspaceId: tx.workspaceId,
      createdAt: tx.now(),
      announcedAt: null,
      url: null,
    }))
    .toSorted((a, b) => (positionOf(a) < positionOf(b) ? -1 : 1))
  await tx.db
    .insertInto('releases')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'projectId', 'version']).doUpdateSet({
        firstSeenAt: sql`least(releases.first_seen_at, excluded.first_seen_at)`,
        lastSeenAt: sql`greatest(releases.last_seen_at, excluded.last_seen_at)`,
      }),
    )
    .execute()
}

/** A release that somebody told us of; what its telemetry said of its times stays. */
export async function upsertAnnounced(
  tx: Tx,
  { projectId, version, url }: { projectId: string; version: string; url: string | null },
): Promise<void> {
  const now = tx.now()
  const times = { firstSeenAt: now, lastSeenAt: now, createdAt: now, announcedAt: now }
  await tx.db
    .insertInto('releases')
    .values({ workspaceId: tx.workspaceId, projectId, version, url, ...times })
    .onConflict((conflict) =>
      conflict.columns(['workspaceId', 'projectId', 'version']).doUpdateSet({
        announcedAt: sql`coalesce(releases.announced_at, excluded.announced_at)`,
        url: sql`coalesce(excluded.url, releases.url)`,
      }),
    )
    .execute()
}

const deployColumns = ['id', 'projectId', 'version', 'environment', 'deployedAt', 'url', 'commits'] as const

export async function countDeploys(tx: Tx, projectId: string, since: Date): Promise<number> {
  const { count } = await tx.db
    .selectFrom('deploys')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('createdAt', '>', since)
    .executeTakeFirstOrThrow()
  return count
}

export async function getSameDeploy(
  tx: Tx,
  { projectId, version, environment, deployedAt }: Omit<Deploy, 'id' | 'url' | 'commits'>,
) {
  return tx.db
    .selectFrom('deploys')
    .select(deployColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('version', '=', version)
    .where('environment', '=', environment)
    .where('deployedAt', '=', deployedAt)
    .executeTakeFirstOrThrow()
}

/** Newest first. */
export async function listDeployRows(
  tx: Tx,
  filter: { projectId: string; version?: string; from?: Date; to?: Date; limit: number },
) {
  let query = tx.db
    .selectFrom('deploys')
    .select(deployColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', filter.projectId)
  if (filter.version !== undefined) query = query.where('version', '=', filter.version)
  if (filter.from) query = query.where('deployedAt', '>=', filter.from)
  if (filter.to) query = query.where('deployedAt', '<', filter.to)
  return query.orderBy('deployedAt', 'desc').orderBy('id', 'desc').limit(filter.limit).execute()
}

export async function listAllDeployRows(
  tx: Tx,
  { projectId, from, to, limit }: { projectId: string | undefined; from: Date; to: Date; limit: number },
) {
  if (projectId !== undefined) return listDeployRows(tx, { projectId, from, to, limit })
  const query = tx.db.selectFrom('deploys').select(deployColumns).where('workspaceId', '=', tx.workspaceId)
  return query
    .where('deployedAt', '>=', from)
    .where('deployedAt', '<', to)
    .where(ofLiveProject(tx, 'deploys.projectId'))
    .orderBy('deployedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Of each of these versions the last deploy to each environment, newest first. */
export async function listLastDeploys(
  tx: Tx,
  projectId: string,
  versions: readonly string[],
): Promise<Pick<Deploy, 'version' | 'environment' | 'deployedAt'>[]> {
  if (versions.length === 0) return []
  return tx.db
    .selectFrom('deploys')
    .select(['version', 'environment', (eb) => eb.fn.max('deployedAt').as('deployedAt')])
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('version', 'in', versions)
    .groupBy(['version', 'environment'])
    .orderBy('deployedAt', 'desc')
    .orderBy('environment')
    .execute()
}

/** Where the project was deployed to since; at most 50 names. */
export async function listDeployEnvironments(tx: Tx, projectId: string, since: Date): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('deploys')
    .select('environment')
    .distinct()
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('deployedAt', '>=', since)
    .orderBy('environment')
    .limit(50)
    .execute()
  return rows.map(({ environment }) => environment)
}

/** Newest first; one more than `limit` when there are more. */
export async function listPage(
  tx: Tx,
  projectId: string,
  page: { after: { firstSeenAt: Date; version: string } | undefined; limit: number },
): Promise<Release[]> {
  const { after, limit } = page
  let query = tx.db
    .selectFrom('releases')
    .select(releaseColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
  if (after) {
    query = query.where((eb) =>
      eb.or([
        eb('firstSeenAt', '<', after.firstSeenAt),
        eb.and([eb('firstSeenAt', '=', after.firstSeenAt), eb('version', '<', after.version)]),
      ]),
    )
  }
  return query
    .orderBy('firstSeenAt', 'desc')
    .orderBy('version', 'desc')
    .limit(limit + 1)
    .execute()
}
