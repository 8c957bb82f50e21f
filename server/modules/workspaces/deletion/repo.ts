/** SQL of a workspace's end, over all tables whoever's they are. Their names come from the inventory. */
import type { Context, Tx } from '#platform/context'
import { sql, type Generated, type PlatformTx, type Selectable } from '#platform/database'

export type Deletion = {
  workspaceId: string
  requestedAt: Date
  deleteBy: Date
  ownerIds: string[]
  /** Rows by table, and files as `blobs`. */
  counts: Generated<Record<string, number>>
  finishedAt: Date | null
  receiptedAt: Date | null
}

export type FoundDeletion = Selectable<Deletion>

declare module '#platform/database' {
  interface Tables {
    workspaceDeletions: Deletion
  }
}

export async function insertDeletion(
  tx: Tx,
  deletion: Pick<Deletion, 'requestedAt' | 'deleteBy' | 'ownerIds'>,
): Promise<void> {
  const row = { ...deletion, workspaceId: tx.workspaceId, finishedAt: null, receiptedAt: null }
  const query = tx.db.insertInto('workspaceDeletions').values(row)
  // One that a backup brought back is deleted once more.
  await query.onConflict((conflict) => conflict.column('workspaceId').doNothing()).execute()
}

/** In the transaction that deleted them, so that the number is right whatever interrupts. */
export async function countDeleted(tx: Tx, place: string, count: number): Promise<void> {
  if (count === 0) return
  await sql`
    update workspace_deletions set counts = counts || jsonb_build_object(
      ${place}::text, coalesce((counts ->> ${place})::bigint, 0) + ${count}::bigint)
    where workspace_id = ${tx.workspaceId}`.execute(tx.db)
}

/** Of a table that goes as a whole in another transaction: the most that was in it. */
export async function noteAll(tx: Tx, table: string): Promise<void> {
  await sql`
    update workspace_deletions set counts = counts || jsonb_build_object(${table}::text, greatest(
      coalesce((counts ->> ${table})::bigint, 0),
      (select count(*) from ${sql.table(table)} where workspace_id = ${tx.workspaceId})))
    where workspace_id = ${tx.workspaceId}`.execute(tx.db)
}

export async function finishDeletion(tx: Tx): Promise<void> {
  const query = tx.db.updateTable('workspaceDeletions').set({ finishedAt: tx.now() })
  await query.where('workspaceId', '=', tx.workspaceId).execute()
}

/** Oldest first: those of which the owners have no receipt yet. */
export async function listUnreceipted(tx: PlatformTx, limit: number): Promise<FoundDeletion[]> {
  const query = tx.db.selectFrom('workspaceDeletions').selectAll().where('receiptedAt', 'is', null)
  return query.orderBy('requestedAt').limit(limit).execute()
}

/** The owners have it, and are not needed any more. */
export async function markReceipted(tx: PlatformTx, workspaceId: string): Promise<void> {
  const query = tx.db.updateTable('workspaceDeletions').set({ ownerIds: [], receiptedAt: tx.now() })
  await query.where('workspaceId', '=', workspaceId).execute()
}

export async function markDeleted(tx: Tx, at: Date): Promise<void> {
  await tx.db.updateTable('workspaces').set({ deletedAt: at }).where('id', '=', tx.workspaceId).execute()
}

/** Null for a workspace that lives, undefined for one that is gone. */
export async function findDeletedAt(tx: PlatformTx, workspaceId: string): Promise<Date | null | undefined> {
  const query = tx.db.selectFrom('workspaces').select('deletedAt').where('id', '=', workspaceId)
  return (await query.executeTakeFirst())?.deletedAt
}

export async function listDeletedBefore(tx: PlatformTx, before: Date): Promise<string[]> {
  const rows = await tx.db.selectFrom('workspaces').select('id').where('deletedAt', '<', before).limit(100).execute()
  return rows.map(({ id }) => id)
}

/**
 * The tables in an order in which each comes before those that it refers to, so that no delete cascades; without those
 * from which a workspace itself may delete nothing.
 */
export async function inDeletableOrder(tx: Tx, tables: readonly string[]): Promise<string[]> {
  const deletable = await sql<{ name: string }>`
    select name from unnest(${[...tables]}::text[]) as name
    where has_table_privilege('watchword_app', name, 'delete')`.execute(tx.db)
  const references = await sql<{ child: string; parent: string }>`
    select child.relname as child, parent.relname as parent from pg_constraint c
    join pg_class child on child.oid = c.conrelid join pg_class parent on parent.oid = c.confrelid
    where c.contype = 'f' and child.oid <> parent.oid
      and c.connamespace = 'public'::regnamespace`.execute(tx.db)
  const waiting = new Set(deletable.rows.map(({ name }) => name))
  const order: string[] = []
  while (waiting.size > 0) {
    const free = [...waiting].filter(
      (name) => !references.rows.some(({ child, parent }) => parent === name && waiting.has(child)),
    )
    if (free.length === 0) throw new Error(`these tables refer to each other: ${[...waiting].join(', ')}`)
    for (const name of free) {
      waiting.delete(name)
      order.push(name)
    }
  }
  return order
}

/** Deletes some rows; returns how many. Row-level security keeps it to the workspace as well. */
export async function deleteSlice(tx: Tx, table: string, limit: number): Promise<number> {
  const name = sql.table(table)
  const deleted = await sql`
    delete from ${name} where ctid = any(array(
      select ctid from ${name} where workspace_id = ${tx.workspaceId} limit ${limit}))`.execute(tx.db)
  return Number(deleted.numAffectedRows ?? 0)
}

export async function hasRows(tx: Tx, table: string): Promise<boolean> {
  const found = await sql`
    select from ${sql.table(table)} where workspace_id = ${tx.workspaceId} limit 1`.execute(tx.db)
  return found.rows.length > 0
}

export async function deleteWorkspaceRow(tx: Tx): Promise<void> {
  const query = tx.db.deleteFrom('workspaces').where('id', '=', tx.workspaceId)
  await query.where('deletedAt', 'is not', null).execute()
}

/** Deletes a workspace's rows of a table of the column store, on the disk too; returns how many there were. */
export async function deleteColumnRows(ctx: Context, table: string): Promise<number> {
  const [found] = await ctx.columns
    .forWorkspace(ctx.workspaceId)
    .query<{ rows: number }>(
      `select count() as rows from ${plainName(table)} where workspace_id = {workspaceId:String}`,
      {},
    )
  const rows = found?.rows ?? 0
  if (rows > 0) {
    // Rewrites the parts that hold them, and waits for it: afterwards they are gone and not only hidden.
    await ctx.columns.command(
      `alter table ${plainName(table)} delete where workspace_id = {workspaceId:String} settings mutations_sync = 2`,
      { workspaceId: ctx.workspaceId },
    )
  }
  return rows
}

/** It stands in the statement's text. */
function plainName(table: string): string {
  if (!/^\w+$/.test(table)) throw new Error(`not a table's name: ${table}`)
  return table
}
