import { sql, type PlatformTx } from '#platform/database'
import type { Tx } from '#platform/context'
import type { CheckpointRow } from './repo.ts'

export type Checkpoint = Omit<CheckpointRow, 'workspaceId'>

const columns = ['number', 'hash', 'at', 'publicKey', 'keyId', 'signature'] as const satisfies (keyof Checkpoint)[]

/** Workspaces whose chain has grown since its last checkpoint, or its first entry, which lies before `due`. */
export async function listDue(tx: PlatformTx, due: Date): Promise<string[]> {
  const found = await sql<{ workspaceId: string }>`
    select head.workspace_id from audit_heads head
    left join lateral (
      select number, at from audit_checkpoints kept where kept.workspace_id = head.workspace_id
      order by number desc limit 1
    ) last on true
    where head.number > coalesce(last.number, 0)
      and coalesce(last.at, (select first.at from audit_entries first
        where first.workspace_id = head.workspace_id order by first.number limit 1)) <= ${due}
    order by head.workspace_id`.execute(tx.db)
  return found.rows.map(({ workspaceId }) => workspaceId)
}

export async function insert(tx: Tx, checkpoint: Checkpoint): Promise<void> {
  await tx.db
    .insertInto('auditCheckpoints')
    .values({ ...checkpoint, workspaceId: tx.workspaceId })
    .execute()
}

export function findLast(tx: Tx): Promise<Checkpoint | undefined> {
  return checkpoints(tx).orderBy('number', 'desc').limit(1).executeTakeFirst()
}

export function find(tx: Tx, number: number): Promise<Checkpoint | undefined> {
  return checkpoints(tx).where('number', '=', number).executeTakeFirst()
}

/** Newest first, one more than `limit` when there are more. */
export function list(tx: Tx, page: { before: number | undefined; limit: number }): Promise<Checkpoint[]> {
  let query = checkpoints(tx)
  if (page.before !== undefined) query = query.where('number', '<', page.before)
  return query
    .orderBy('number', 'desc')
    .limit(page.limit + 1)
    .execute()
}

/** Oldest first. */
export function listBetween(tx: Tx, from: number, to: number): Promise<Checkpoint[]> {
  return checkpoints(tx).where('number', '>=', from).where('number', '<=', to).orderBy('number').execute()
}

function checkpoints(tx: Tx) {
  return tx.db.selectFrom('auditCheckpoints').select(columns).where('workspaceId', '=', tx.workspaceId)
}
