import type { Tx } from '#platform/context'
import type { Attempt } from './delivery.ts'
import './tables.ts'

export async function insert(tx: Tx, deliveryId: string, attempt: Attempt): Promise<void> {
  await tx.db
    .insertInto('deliveryAttempts')
    .values({ ...attempt, deliveryId, workspaceId: tx.workspaceId })
    .execute()
}

export async function update(
  tx: Tx,
  deliveryId: string,
  { number, ...changes }: Pick<Attempt, 'number' | 'outcome'> & Partial<Attempt>,
): Promise<void> {
  await tx.db
    .updateTable('deliveryAttempts')
    .set(changes)
    .where('workspaceId', '=', tx.workspaceId)
    .where('deliveryId', '=', deliveryId)
    .where('number', '=', number)
    .execute()
}

export async function list(tx: Tx, deliveryIds: readonly string[]): Promise<(Attempt & { deliveryId: string })[]> {
  if (deliveryIds.length === 0) return []
  return tx.db
    .selectFrom('deliveryAttempts')
    .select(['deliveryId', 'number', 'startedAt', 'durationMs', 'outcome', 'status', 'response'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('deliveryId', 'in', deliveryIds)
    .orderBy('number')
    .execute()
}
