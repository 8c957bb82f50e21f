/** What was uploaded into projects, and what came of it. */
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { UploadState } from './source-map.ts'

export type Upload = {
  id: string
  projectId: string
  checksum: string
  release: string | null
  distribution: string | null
  state: UploadState
  detail: string | null
  warnings: string[]
  chunks: string[]
  mapIds: string[]
  createdAt: Date
  changedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    sourceMapUploads: Upload & { workspaceId: string }
  }
}

const columns = [
  ...(['id', 'projectId', 'checksum', 'release', 'distribution', 'state', 'detail', 'warnings'] as const),
  ...(['chunks', 'mapIds', 'createdAt', 'changedAt'] as const),
] as const

export type UploadName = Pick<Upload, 'projectId' | 'checksum' | 'release' | 'distribution'>

/** Locks its row, so that of two who ask at once one begins the work. */
export async function findUpload(tx: Tx, name: UploadName): Promise<Upload | undefined> {
  return tx.db
    .selectFrom('sourceMapUploads')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', name.projectId)
    .where('checksum', '=', name.checksum)
    .where('release', 'is not distinct from', name.release)
    .where('distribution', 'is not distinct from', name.distribution)
    .forUpdate()
    .executeTakeFirst()
}

export async function findUploadById(tx: Tx, id: string): Promise<Upload | undefined> {
  const query = tx.db.selectFrom('sourceMapUploads').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).executeTakeFirst()
}

/** Begins it, or begins it again; undefined when somebody else has at this moment. */
export async function beginUpload(tx: Tx, id: string, name: UploadName, chunks: readonly string[]): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into source_map_uploads (workspace_id, id, project_id, checksum, release, distribution, state, detail,
      warnings, chunks, map_ids, created_at, changed_at)
    values (${tx.workspaceId}, ${id}, ${name.projectId}, ${name.checksum}, ${name.release}, ${name.distribution},
      'created', null, '[]', ${[...chunks]}::text[], '{}', ${tx.now()}, ${tx.now()})
    on conflict (workspace_id, project_id, checksum, coalesce(release, ''), coalesce(distribution, ''))
    do update set state = 'created', detail = null, chunks = excluded.chunks, changed_at = excluded.changed_at
    returning id`.execute(tx.db)
  return rows[0]?.id ?? id
}

export async function changeUpload(
  tx: Tx,
  id: string,
  change: Pick<Upload, 'state'> & Partial<Pick<Upload, 'detail' | 'warnings' | 'mapIds'>>,
): Promise<void> {
  const { warnings, ...plain } = change
  await tx.db
    .updateTable('sourceMapUploads')
    .set({
      ...plain,
      changedAt: tx.now(),
      ...(warnings && { warnings: sql`${JSON.stringify(warnings)}::jsonb` }),
    })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Newest first. */
export async function listUploads(
  tx: Tx,
  projectId: string,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<Upload[]> {
  let query = tx.db.selectFrom('sourceMapUploads').select(columns).where('workspaceId', '=', tx.workspaceId)
  if (after !== undefined) query = query.where('id', '<', after)
  return query
    .where('projectId', '=', projectId)
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}
