/** Files of source maps: each content once in a project. */
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'

type FileRow = {
  workspaceId: string
  id: string
  projectId: string
  digest: string
  sizeBytes: number
  createdAt: Date
  storedAt: Date | null
  endedAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    sourceMapFiles: FileRow
  }
}

export type NewFile = Pick<FileRow, 'id' | 'projectId' | 'digest' | 'sizeBytes'>

/** Makes counting and adding one step for the project, until the transaction ends. */
export async function lockFiles(tx: Tx, projectId: string): Promise<void> {
  const name = `source_map_files ${tx.workspaceId} ${projectId}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx.db)
}

export async function usage(tx: Tx, projectId: string): Promise<{ files: number; sizeBytes: number }> {
  const { rows } = await sql<{ files: number; sizeBytes: number }>`
    select count(*)::integer as files, coalesce(sum(size_bytes), 0)::float8 as size_bytes from source_map_files
    where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and ended_at is null`.execute(tx.db)
  return rows[0] ?? { files: 0, sizeBytes: 0 }
}

export async function findFile(
  tx: Tx,
  { projectId, digest }: Pick<NewFile, 'projectId' | 'digest'>,
): Promise<Pick<FileRow, 'id' | 'storedAt'> | undefined> {
  return tx.db
    .selectFrom('sourceMapFiles')
    .select(['id', 'storedAt'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('digest', '=', digest)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
}

export async function insertFile(tx: Tx, file: NewFile): Promise<void> {
  const row = { ...file, workspaceId: tx.workspaceId, createdAt: tx.now(), storedAt: null, endedAt: null }
  await tx.db.insertInto('sourceMapFiles').values(row).execute()
}

export async function markFileStored(tx: Tx, id: string): Promise<void> {
  const query = tx.db.updateTable('sourceMapFiles').set({ storedAt: tx.now() })
  await query.where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** Ends those that no source map refers to and that no upload is about to use; gives all that are ended. */
export async function endUnused(tx: Tx, before: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update source_map_files f set ended_at = coalesce(ended_at, ${tx.now()})
    where workspace_id = ${tx.workspaceId} and (ended_at is not null or (
      greatest(created_at, stored_at) < ${before} and not exists (
        select from source_maps m where m.workspace_id = f.workspace_id
          and (m.map_file_id = f.id or m.script_file_id = f.id))))
    returning id`.execute(tx.db)
  return rows.map(({ id }) => id)
}

export async function deleteFile(tx: Tx, id: string): Promise<void> {
  const query = tx.db.deleteFrom('sourceMapFiles').where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).where('endedAt', 'is not', null).execute()
}

export async function workspacesToSweep(tx: PlatformTx, before: { used: Date; unused: Date }): Promise<string[]> {
  const { rows } = await sql<{ workspaceId: string }>`
    select distinct workspace_id from source_maps where used_at < ${before.used}
    union
    select distinct workspace_id from source_map_files f where ended_at is not null or (
      greatest(created_at, stored_at) < ${before.unused} and not exists (
        select from source_maps m where m.workspace_id = f.workspace_id
          and (m.map_file_id = f.id or m.script_file_id = f.id)))`.execute(tx.db)
  return rows.map(({ workspaceId }) => workspaceId)
}
