import { sql, type JsonValue, type PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import type { ActType, PrivacyRequest, RequestState } from './request.ts'

export type RequestAct = {
  id: string
  requestId: string
  at: Date
  userId: string
  type: ActType
  data: Record<string, JsonValue>
}

declare module '#platform/database' {
  interface Tables {
    privacyRequests: PrivacyRequest
    privacyRequestActs: RequestAct
    privacyRequestReminders: { requestId: string; daysBefore: number; createdAt: Date }
  }
}

export async function insertRequest(tx: PlatformTx, request: PrivacyRequest): Promise<void> {
  await tx.db.insertInto('privacyRequests').values(request).execute()
}

export async function findRequest(tx: PlatformTx, id: string): Promise<PrivacyRequest | undefined> {
  return tx.db.selectFrom('privacyRequests').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Locks the row. Throws not_found. */
export async function getRequestForUpdate(tx: PlatformTx, id: string): Promise<PrivacyRequest> {
  const query = tx.db.selectFrom('privacyRequests').selectAll().where('id', '=', id).forUpdate()
  const request = await query.executeTakeFirst()
  if (!request) throw notFound('privacy request')
  return request
}

export async function updateRequest(
  tx: PlatformTx,
  id: string,
  change: Partial<Omit<PrivacyRequest, 'id'>>,
): Promise<void> {
  await tx.db.updateTable('privacyRequests').set(change).where('id', '=', id).execute()
}

export async function listRequestsOf(tx: PlatformTx, userId: string, limit: number): Promise<PrivacyRequest[]> {
  const query = tx.db.selectFrom('privacyRequests').selectAll().where('userId', '=', userId)
  return query.orderBy('receivedAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

/** Of those who run the installation: what is due first comes first; closed ones newest first. */
export async function listRequests(
  tx: PlatformTx,
  { state, after, limit }: { state: RequestState; after: { at: string; id: string } | undefined; limit: number },
): Promise<PrivacyRequest[]> {
  let query = tx.db.selectFrom('privacyRequests').selectAll().where('state', '=', state)
  if (state === 'open') {
    if (after) query = query.where(sql<boolean>`(due_at, id) > (${after.at}::timestamptz, ${after.id})`)
    query = query.orderBy('dueAt').orderBy('id')
  } else {
    if (after) query = query.where(sql<boolean>`(received_at, id) < (${after.at}::timestamptz, ${after.id})`)
    query = query.orderBy('receivedAt', 'desc').orderBy('id', 'desc')
  }
  return query.limit(limit + 1).execute()
}

/** Returns the act's id. */
export async function appendAct(
  tx: PlatformTx,
  act: Pick<RequestAct, 'requestId' | 'userId' | 'type'> & { data?: Record<string, JsonValue> },
): Promise<string> {
  const id = newId('pra', tx.now())
  const data = sql<Record<string, JsonValue>>`${JSON.stringify(act.data ?? {})}::jsonb`
  await tx.db
    .insertInto('privacyRequestActs')
    .values({ ...act, id, at: tx.now(), data })
    .execute()
  return id
}

export async function listActs(tx: PlatformTx, requestId: string): Promise<RequestAct[]> {
  const query = tx.db.selectFrom('privacyRequestActs').selectAll().where('requestId', '=', requestId)
  return query.orderBy('at').orderBy('id').execute()
}

export async function findAct(tx: PlatformTx, id: string): Promise<RequestAct | undefined> {
  return tx.db.selectFrom('privacyRequestActs').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listOpenIds(tx: PlatformTx): Promise<string[]> {
  const query = tx.db.selectFrom('privacyRequests').select('id').where('state', '=', 'open')
  return (await query.orderBy('dueAt').execute()).map(({ id }) => id)
}

/** Those whose link was not used in time. */
export async function deleteUnconfirmed(tx: PlatformTx, receivedBefore: Date): Promise<void> {
  const query = tx.db.deleteFrom('privacyRequests').where('state', '=', 'unconfirmed')
  await query.where('receivedAt', '<=', receivedBefore).execute()
}

/** False when it was recorded before. */
export async function insertReminder(tx: PlatformTx, requestId: string, daysBefore: number): Promise<boolean> {
  const query = tx.db.insertInto('privacyRequestReminders').values({ requestId, daysBefore, createdAt: tx.now() })
  return (await query.onConflict((row) => row.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}

/** After an extension they begin anew. */
export async function deleteReminders(tx: PlatformTx, requestId: string): Promise<void> {
  await tx.db.deleteFrom('privacyRequestReminders').where('requestId', '=', requestId).execute()
}

/** Whether something that came of the request holds and has no end yet. */
export async function holds(tx: PlatformTx, requestId: string): Promise<boolean> {
  const query = tx.db.selectFrom('processingLimits').select('id').where('requestId', '=', requestId)
  return (await query.where('until', 'is', null).executeTakeFirst()) !== undefined
}
