/** SQL of what updates said before they were corrected. */
import './tables.ts'
import type { Tx } from '#platform/context'

export type Revision = {
  updateId: string
  /** From 1: as it was published. */
  number: number
  body: string
  displayAt: Date
  /** When these words stopped being the ones that are shown. */
  replacedAt: Date
  /** A user; null for a key, and once the person is forgotten. */
  replacedBy: string | null
}

const columns = ['updateId', 'number', 'body', 'displayAt', 'replacedAt', 'replacedBy'] as const

export async function insertRevision(tx: Tx, revision: Revision): Promise<void> {
  await tx.db
    .insertInto('updateRevisions')
    .values({ ...revision, workspaceId: tx.workspaceId })
    .execute()
}

export async function countRevisions(tx: Tx, updateId: string): Promise<number> {
  const row = await tx.db
    .selectFrom('updateRevisions')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('updateId', '=', updateId)
    .executeTakeFirstOrThrow()
  return row.count
}

/** Newest first. */
export async function listRevisions(tx: Tx, updateId: string): Promise<Revision[]> {
  const query = tx.db.selectFrom('updateRevisions').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('updateId', '=', updateId).orderBy('number', 'desc').execute()
}
