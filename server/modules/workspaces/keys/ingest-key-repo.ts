import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { ofLiveProject } from '../project-deletion/repo.ts'
import type { IngestKey, IngestKeyRecord } from './ingest-key.ts'

declare module '#platform/database' {
  interface Tables {
    ingestKeys: IngestKeyRecord & { workspaceId: string }
  }
}

const columns = [
  'id',
  'projectId',
  'publicKey',
  'createdAt',
  'expiresAt',
  'lastUsedAt',
  'revokedAt',
  'replacedBy',
] as const

/** Locks the project's row: of two who change its keys at once the second one sees what the first one did. */
export async function lockProject(tx: Tx, projectId: string): Promise<{ number: number } | undefined> {
  return tx.db
    .selectFrom('projects')
    .select('number')
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', projectId)
    .where('deletedAt', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

export async function findProject(tx: Tx, projectId: string): Promise<{ number: number } | undefined> {
  return tx.db
    .selectFrom('projects')
    .select('number')
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', projectId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
}

export async function countLive(tx: Tx, projectId: string): Promise<number> {
  const { count } = await tx.db
    .selectFrom('ingestKeys')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', tx.now())]))
    .executeTakeFirstOrThrow()
  return count
}

export async function insert(tx: Tx, key: IngestKeyRecord): Promise<void> {
  await tx.db
    .insertInto('ingestKeys')
    .values({ ...key, workspaceId: tx.workspaceId })
    .execute()
}

export async function find(tx: Tx, projectId: string, id: string): Promise<IngestKeyRecord | undefined> {
  return tx.db
    .selectFrom('ingestKeys')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Newest first; `after` is the id of the last one before. */
export async function list(
  tx: Tx,
  projectId: string,
  page: { after: string | undefined; limit: number },
): Promise<IngestKeyRecord[]> {
  let query = tx.db
    .selectFrom('ingestKeys')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
  if (page.after !== undefined) query = query.where('id', '<', page.after)
  return query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export async function update(
  tx: Tx,
  id: string,
  change: Partial<Pick<IngestKeyRecord, 'expiresAt' | 'revokedAt' | 'replacedBy'>>,
): Promise<void> {
  await tx.db
    .updateTable('ingestKeys')
    .set(change)
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Of many at once one writes, and none waits: whoever finds the row locked goes on. */
export async function markUsed(tx: Tx, id: string): Promise<void> {
  await sql`
    update ingest_keys set last_used_at = ${tx.now()} where workspace_id = ${tx.workspaceId} and id in (
      select id from ingest_keys where workspace_id = ${tx.workspaceId} and id = ${id} for update skip locked)`.execute(
    tx.db,
  )
}

export type FoundIngestKey = IngestKey & { expiresAt: Date | null; lastUsedAt: Date | null; revokedAt: Date | null }

/** The key of a workspace and a project that are not being deleted; also one that has ended. */
export async function findByPublicKey(tx: PlatformTx, publicKey: string): Promise<FoundIngestKey | undefined> {
  const found = await sql<FoundIngestKey>`
    select k.id, k.workspace_id, k.project_id, k.expires_at, k.last_used_at, k.revoked_at,
      p.number as project_number, p.allowed_origins, p.events_per_minute
    from ingest_keys k
    join projects p on p.workspace_id = k.workspace_id and p.id = k.project_id and p.deleted_at is null
    join workspaces w on w.id = k.workspace_id and w.deleted_at is null
    where k.public_key = ${publicKey}`.execute(tx.db)
  return found.rows[0]
}

/** The project of a key of this workspace, whether it still works or not; none of a project that is being deleted. */
export async function findProjectOfKey(tx: Tx, id: string): Promise<string | undefined> {
  const query = tx.db.selectFrom('ingestKeys').select('projectId').where('workspaceId', '=', tx.workspaceId)
  const found = await query.where('id', '=', id).where(ofLiveProject(tx, 'ingestKeys.projectId')).executeTakeFirst()
  return found?.projectId
}
