/** Pieces of bundles that are being uploaded. */
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'

type ChunkRow = {
  workspaceId: string
  id: string
  checksum: string
  sizeBytes: number
  createdAt: Date
  storedAt: Date | null
}

declare module '#platform/database' {
  interface Tables {
    uploadChunks: ChunkRow
  }
}

export type Chunk = { id: string; checksum: string; sizeBytes: number }

/** Makes a row for it, or takes the one that a broken upload left; undefined: it is stored already. */
export async function claimChunk(tx: Tx, chunk: Chunk): Promise<string | undefined> {
  const row = { ...chunk, workspaceId: tx.workspaceId, createdAt: tx.now(), storedAt: null }
  const claimed = await tx.db
    .insertInto('uploadChunks')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['workspaceId', 'checksum'])
        .doUpdateSet({ createdAt: row.createdAt })
        .where('uploadChunks.storedAt', 'is', null),
    )
    .returning('id')
    .executeTakeFirst()
  return claimed?.id
}

export async function markStored(tx: Tx, id: string): Promise<void> {
  const query = tx.db.updateTable('uploadChunks').set({ storedAt: tx.now() })
  await query.where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

export async function waitingBytes(tx: Tx): Promise<number> {
  const { rows } = await sql<{ sizeBytes: number }>`
    select coalesce(sum(size_bytes), 0)::float8 as size_bytes from upload_chunks
    where workspace_id = ${tx.workspaceId}`.execute(tx.db)
  return rows[0]?.sizeBytes ?? 0
}

/** Those that are stored, by checksum. */
export async function findChunks(tx: Tx, checksums: readonly string[]): Promise<Map<string, Chunk>> {
  if (checksums.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('uploadChunks')
    .select(['id', 'checksum', 'sizeBytes'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('checksum', 'in', [...new Set(checksums)])
    .where('storedAt', 'is not', null)
    .execute()
  return new Map(rows.map((chunk) => [chunk.checksum, chunk]))
}

/** Takes chunks out of use that no upload waits for: those of the checksums, or those from before. Gives their ids. */
export async function retireChunks(
  tx: Tx,
  which: { checksums: readonly string[] } | { before: Date },
): Promise<string[]> {
  const chosen =
    'before' in which
      ? sql`created_at < ${which.before}`
      : sql`checksum = any(${[...which.checksums]}::text[]) and not exists (
          select from source_map_uploads u where u.workspace_id = ${tx.workspaceId}
            and u.state in ('created', 'assembling') and upload_chunks.checksum = any(u.chunks))`
  const { rows } = await sql<{ id: string }>`
    update upload_chunks set stored_at = null where workspace_id = ${tx.workspaceId} and ${chosen} returning id`.execute(
    tx.db,
  )
  return rows.map(({ id }) => id)
}

/** Only while it is out of use: somebody may be uploading it again. */
export async function deleteChunk(tx: Tx, id: string): Promise<void> {
  const query = tx.db.deleteFrom('uploadChunks').where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).where('storedAt', 'is', null).execute()
}

export async function workspacesWithChunks(tx: PlatformTx, before: Date): Promise<string[]> {
  const { rows } = await sql<{ workspaceId: string }>`
    select distinct workspace_id from upload_chunks where created_at < ${before}`.execute(tx.db)
  return rows.map(({ workspaceId }) => workspaceId)
}
