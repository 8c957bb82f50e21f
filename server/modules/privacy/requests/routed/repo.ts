import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import type { RoutedRequest } from './routed-request.ts'

declare module '#platform/database' {
  interface Tables {
    workspacePrivacyRequests: RoutedRequest
    workspaceRequestReminders: { routedId: string; point: 'week' | 'overdue'; createdAt: Date }
  }
}

/** False when the workspace was asked the same before. */
export async function insertRouted(tx: Tx, routed: RoutedRequest): Promise<boolean> {
  const query = tx.db.insertInto('workspacePrivacyRequests').values(routed)
  return (await query.onConflict((row) => row.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}

/** Open ones first, what is due first at the top. */
export async function listRouted(
  tx: Tx,
  { after, limit }: { after: { open: boolean; at: string; id: string } | undefined; limit: number },
): Promise<RoutedRequest[]> {
  let query = tx.db.selectFrom('workspacePrivacyRequests').selectAll().where('workspaceId', '=', tx.workspaceId)
  if (after) {
    query = query.where(
      sql<boolean>`(answered_at is not null, due_at, id) > (${!after.open}, ${after.at}::timestamptz, ${after.id})`,
    )
  }
  return query
    .orderBy(sql`answered_at is not null`)
    .orderBy('dueAt')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
}

/** Locks the row. Throws not_found. */
export async function getRoutedForUpdate(tx: Tx, id: string): Promise<RoutedRequest> {
  const query = tx.db.selectFrom('workspacePrivacyRequests').selectAll().where('workspaceId', '=', tx.workspaceId)
  const found = await query.where('id', '=', id).forUpdate().executeTakeFirst()
  if (!found) throw notFound('privacy request')
  return found
}

export async function findRouted(tx: Tx, id: string): Promise<RoutedRequest | undefined> {
  const query = tx.db.selectFrom('workspacePrivacyRequests').selectAll().where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).executeTakeFirst()
}

export async function updateRouted(tx: Tx, id: string, change: Partial<RoutedRequest>): Promise<void> {
  const query = tx.db.updateTable('workspacePrivacyRequests').set(change).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

const seenByPlatform = ['id', 'workspaceId', 'requestId', 'type', 'dueAt', 'answeredAt', 'outcome', 'answer'] as const

/** Of one request, in all workspaces that were asked. */
export async function listRoutedOf(tx: PlatformTx, requestId: string) {
  const query = tx.db.selectFrom('workspacePrivacyRequests').select(seenByPlatform).where('requestId', '=', requestId)
  return query.orderBy('id').execute()
}

/** Those whose clock has run so far. */
export async function listDueRouted(tx: PlatformTx, dueBefore: Date) {
  const query = tx.db.selectFrom('workspacePrivacyRequests').select(seenByPlatform).where('answeredAt', 'is', null)
  return query.where('dueAt', '<=', dueBefore).orderBy('dueAt').limit(1_000).execute()
}

export async function findRoutedAnywhere(tx: PlatformTx, id: string) {
  const query = tx.db.selectFrom('workspacePrivacyRequests').select(seenByPlatform).where('id', '=', id)
  return query.executeTakeFirst()
}

/** False when it was recorded before. */
export async function insertReminder(tx: PlatformTx, routedId: string, point: 'week' | 'overdue'): Promise<boolean> {
  const query = tx.db.insertInto('workspaceRequestReminders').values({ routedId, point, createdAt: tx.now() })
  return (await query.onConflict((row) => row.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}
