import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { Probe } from './probe.ts'

declare module '#platform/database' {
  interface Tables {
    probes: Probe & { workspaceId: string; keyHash: Buffer }
  }
}

const columns = [
  ...(['id', 'name', 'prefix', 'createdBy', 'createdAt', 'revokedAt', 'lastSeenAt', 'version', 'types'] as const),
  ...(['clockOffsetMs', 'waitingResults'] as const),
]

/** Makes counting and inserting one step for the workspace, until the transaction ends. */
export async function countLiveForUpdate(tx: Tx): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`probes ${tx.workspaceId}`}, 0))`.execute(tx.db)
  const { count } = await tx.db
    .selectFrom('probes')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('revokedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}

export async function insert(tx: Tx, probe: Probe & { keyHash: Buffer }): Promise<void> {
  await tx.db
    .insertInto('probes')
    .values({ ...probe, workspaceId: tx.workspaceId })
    .execute()
}

/** Those that work, and then those that were revoked, each newest first. */
export async function list(tx: Tx, limit: number): Promise<Probe[]> {
  return tx.db
    .selectFrom('probes')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .orderBy(sql`revoked_at is not null`)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Locks it. */
export async function findForUpdate(tx: Tx, id: string): Promise<Probe | undefined> {
  const query = tx.db.selectFrom('probes').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).forUpdate().executeTakeFirst()
}

export async function update(
  tx: Tx,
  id: string,
  change: Partial<Omit<Probe, 'id' | 'createdBy' | 'createdAt'> & { keyHash: Buffer }>,
): Promise<void> {
  await tx.db.updateTable('probes').set(change).where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** The probe with this key, if it may still come; of a workspace that is not being deleted. */
export async function findByHash(
  tx: PlatformTx,
  keyHash: Buffer,
): Promise<{ id: string; workspaceId: string; name: string } | undefined> {
  const found = await sql<{ id: string; workspaceId: string; name: string }>`
    select p.id, p.workspace_id, p.name
    from probes p join workspaces w on w.id = p.workspace_id and w.deleted_at is null
    where p.key_hash = ${keyHash} and p.revoked_at is null`.execute(tx.db)
  return found.rows[0]
}
