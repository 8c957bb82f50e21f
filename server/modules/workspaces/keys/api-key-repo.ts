import type { Permission, Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { ApiKey } from './api-key.ts'

type ApiKeyRow = ApiKey & { workspaceId: string; keyHash: Buffer }

declare module '#platform/database' {
  interface Tables {
    apiKeys: ApiKeyRow
  }
}

const columns = [
  'id',
  'name',
  'prefix',
  'scopes',
  'createdBy',
  'createdAt',
  'expiresAt',
  'lastUsedAt',
  'revokedAt',
  'replacedBy',
] as const

/** Makes counting and inserting one step for the workspace, until the transaction ends. */
export async function lockList(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`api_keys ${tx.workspaceId}`}, 0))`.execute(tx.db)
}

export async function countLive(tx: Tx): Promise<number> {
  const { count } = await tx.db
    .selectFrom('apiKeys')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('revokedAt', 'is', null)
    .where((eb) => eb.or([eb('expiresAt', 'is', null), eb('expiresAt', '>', tx.now())]))
    .executeTakeFirstOrThrow()
  return count
}

export async function insert(tx: Tx, key: ApiKey & { keyHash: Buffer }): Promise<void> {
  await tx.db
    .insertInto('apiKeys')
    .values({ ...key, workspaceId: tx.workspaceId })
    .execute()
}

export async function find(tx: Tx, id: string): Promise<ApiKey | undefined> {
  return tx.db
    .selectFrom('apiKeys')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Locks the row, so that of two who change the key at once the second one sees what the first one did. */
export async function findForUpdate(tx: Tx, id: string): Promise<ApiKey | undefined> {
  return tx.db
    .selectFrom('apiKeys')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** Newest first; `after` is the id of the last one before. */
export async function list(tx: Tx, page: { after: string | undefined; limit: number }): Promise<ApiKey[]> {
  let query = tx.db.selectFrom('apiKeys').select(columns).where('workspaceId', '=', tx.workspaceId)
  if (page.after !== undefined) query = query.where('id', '<', page.after)
  return query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export async function update(
  tx: Tx,
  id: string,
  change: Partial<Pick<ApiKey, 'expiresAt' | 'revokedAt' | 'replacedBy'>>,
): Promise<void> {
  await tx.db
    .updateTable('apiKeys')
    .set(change)
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

/** Of many requests at once one writes, and none waits: whoever finds the row locked goes on. */
export async function markUsed(tx: Tx, id: string): Promise<void> {
  await sql`
    update api_keys set last_used_at = ${tx.now()} where workspace_id = ${tx.workspaceId} and id in (
      select id from api_keys where workspace_id = ${tx.workspaceId} and id = ${id} for update skip locked)`.execute(
    tx.db,
  )
}

export type FoundApiKey = Pick<ApiKey, 'id' | 'name' | 'expiresAt' | 'lastUsedAt' | 'revokedAt'> & {
  workspaceId: string
  scopes: Permission[]
  keyHash: Buffer
}

/** The key with this hash, of whichever workspace that is not being deleted; also a key that has ended. */
export async function findByHash(tx: PlatformTx, keyHash: Buffer): Promise<FoundApiKey | undefined> {
  const found = await sql<FoundApiKey>`
    select k.id, k.workspace_id, k.name, k.scopes, k.key_hash, k.expires_at, k.last_used_at, k.revoked_at
    from api_keys k join workspaces w on w.id = k.workspace_id and w.deleted_at is null
    where k.key_hash = ${keyHash}`.execute(tx.db)
  return found.rows[0]
}

/** Names of those who made keys; whoever has left the workspace is not among them (a policy of the table). */
export async function listNames(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const found = await sql<{ id: string; name: string }>`
    select id, name from users where id = any(${[...new Set(ids)]})`.execute(tx.db)
  return new Map(found.rows.map(({ id, name }) => [id, name]))
}
