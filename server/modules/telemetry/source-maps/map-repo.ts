/** The source maps of projects, how often they were used, and which are missing. */
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { SourceMap } from './source-map.ts'

type MapRow = SourceMap & { workspaceId: string; mapFileId: string; scriptFileId: string | null }
export type Miss = {
  debugId: string
  url: string | null
  release: string | null
  firstSeenAt: Date
  lastSeenAt: Date
  eventCount: number
}

declare module '#platform/database' {
  interface Tables {
    sourceMaps: MapRow
    sourceMapMisses: Miss & { workspaceId: string; projectId: string }
  }
}

const columns = [
  ...(['id', 'projectId', 'debugId', 'release', 'distribution', 'url', 'sizeBytes'] as const),
  ...(['createdAt', 'usedAt', 'useCount'] as const),
] as const

export type NewMap = Pick<
  MapRow,
  'id' | 'projectId' | 'debugId' | 'release' | 'distribution' | 'url' | 'mapFileId' | 'scriptFileId' | 'sizeBytes'
>

/** The same map for the same release and address is one; gives its id. */
export async function addMap(tx: Tx, map: NewMap): Promise<string> {
  const same = await tx.db
    .selectFrom('sourceMaps')
    .select('id')
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', map.projectId)
    .where('debugId', 'is not distinct from', map.debugId)
    .where('release', 'is not distinct from', map.release)
    .where('distribution', 'is not distinct from', map.distribution)
    .where('url', '=', map.url)
    .where('mapFileId', '=', map.mapFileId)
    .where('scriptFileId', 'is not distinct from', map.scriptFileId)
    .executeTakeFirst()
  if (same) return same.id
  const now = tx.now()
  await tx.db
    .insertInto('sourceMaps')
    .values({ ...map, workspaceId: tx.workspaceId, createdAt: now, usedAt: now, useCount: 0 })
    .execute()
  return map.id
}

export async function countMaps(tx: Tx, ids: readonly string[]): Promise<number> {
  const { rows } = await sql<{ maps: number }>`
    select count(*)::integer as maps from source_maps
    where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::text[])`.execute(tx.db)
  return rows[0]?.maps ?? 0
}

/** Newest first. */
export async function listMaps(
  tx: Tx,
  projectId: string,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<SourceMap[]> {
  let query = tx.db.selectFrom('sourceMaps').select(columns).where('workspaceId', '=', tx.workspaceId)
  if (after !== undefined) query = query.where('id', '<', after)
  return query
    .where('projectId', '=', projectId)
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

export async function deleteMap(tx: Tx, projectId: string, id: string): Promise<SourceMap | undefined> {
  const query = tx.db.deleteFrom('sourceMaps').where('workspaceId', '=', tx.workspaceId)
  return query.where('projectId', '=', projectId).where('id', '=', id).returning(columns).executeTakeFirst()
}

export async function deleteUnusedMaps(tx: Tx, before: Date): Promise<void> {
  const query = tx.db.deleteFrom('sourceMaps').where('workspaceId', '=', tx.workspaceId)
  await query.where('usedAt', '<', before).execute()
}

/** Which files to read for a frame. */
export type MapFiles = { id: string; mapFileId: string; scriptFileId: string | null }
type Found = MapFiles & { debugId: string | null; url: string; distribution: string | null }

/** Of each debug id the newest. */
export async function findByDebugId(
  tx: Tx,
  projectId: string,
  debugIds: readonly string[],
): Promise<Map<string, MapFiles>> {
  const { rows } = await sql<Found & { debugId: string }>`
    select distinct on (debug_id) id, debug_id, url, distribution, map_file_id, script_file_id from source_maps
    where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and debug_id = any(${[...debugIds]}::text[])
    order by debug_id, id desc`.execute(tx.db)
  return new Map(rows.map((found) => [found.debugId, found]))
}

/** Of each address the newest of the distribution, else of none. */
export async function findByUrl(
  tx: Tx,
  projectId: string,
  { release, distribution, urls }: { release: string; distribution: string | null; urls: readonly string[] },
): Promise<Map<string, MapFiles>> {
  const { rows } = await sql<Found>`
    select distinct on (url) id, debug_id, url, distribution, map_file_id, script_file_id from source_maps
    where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and release = ${release}
      and url = any(${[...urls]}::text[])
      and (distribution is null or distribution = ${distribution ?? null}::text)
    order by url, (distribution is null), id desc`.execute(tx.db)
  return new Map(rows.map((found) => [found.url, found]))
}

/** Whether any map is found by release and address. */
export async function hasReleaseMaps(tx: Tx, projectId: string): Promise<boolean> {
  const query = tx.db.selectFrom('sourceMaps').select('id').where('workspaceId', '=', tx.workspaceId)
  const found = query.where('projectId', '=', projectId).where('release', 'is not', null).limit(1)
  return (await found.executeTakeFirst()) !== undefined
}

export async function addUses(tx: Tx, uses: ReadonlyMap<string, number>): Promise<void> {
  const ids = [...uses.keys()].sort()
  await sql`
    update source_maps m set use_count = use_count + used.times, used_at = greatest(used_at, ${tx.now()})
    from unnest(${ids}::text[], ${ids.map((id) => uses.get(id) ?? 0)}::bigint[]) as used (id, times)
    where m.workspace_id = ${tx.workspaceId} and m.id = used.id`.execute(tx.db)
}

export type NewMiss = { projectId: string; debugId: string; url: string | null; release: string | null; events: number }

/** Known ones are counted; new ones only as long as the project has room for them. */
export async function addMisses(tx: Tx, misses: readonly NewMiss[], maxPerProject: number): Promise<void> {
  for (const { projectId, debugId, url, release, events } of misses) {
    await sql`
      insert into source_map_misses as m
        (workspace_id, project_id, debug_id, url, release, first_seen_at, last_seen_at, event_count)
      select ${tx.workspaceId}, p.id, ${debugId}::text, ${url}::text, ${release}::text, ${tx.now()}::timestamptz,
        ${tx.now()}::timestamptz, ${events}::bigint from projects p
      where p.workspace_id = ${tx.workspaceId} and p.id = ${projectId} and (
        exists (select from source_map_misses k where k.workspace_id = p.workspace_id and k.project_id = p.id
          and k.debug_id = ${debugId})
        or ${maxPerProject} > (select count(*) from source_map_misses k where k.workspace_id = p.workspace_id
          and k.project_id = p.id))
      on conflict (workspace_id, project_id, debug_id) do update set url = excluded.url, release = excluded.release,
        last_seen_at = excluded.last_seen_at, event_count = m.event_count + excluded.event_count`.execute(tx.db)
  }
}

/** The latest first; without those that have a map by now. */
export async function listMisses(tx: Tx, projectId: string, limit: number): Promise<Miss[]> {
  const { rows } = await sql<Miss>`
    select debug_id, url, release, first_seen_at, last_seen_at, event_count
    from source_map_misses k where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and not exists (
      select from source_maps m where m.workspace_id = k.workspace_id and m.project_id = k.project_id
        and m.debug_id = k.debug_id)
    order by last_seen_at desc, debug_id limit ${limit}`.execute(tx.db)
  return rows
}
