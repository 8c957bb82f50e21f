import type { PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import type { LegalRequest } from './legal-request.ts'

type Notice = { requestId: string; userId: string; createdAt: Date; sentAt: Date | null }

declare module '#platform/database' {
  interface Tables {
    legalRequests: LegalRequest
    legalRequestNotices: Notice
  }
}

export async function insertRequest(tx: PlatformTx, request: LegalRequest): Promise<void> {
  await tx.db.insertInto('legalRequests').values(request).execute()
}

export function findRequest(tx: PlatformTx, id: string): Promise<LegalRequest | undefined> {
  return tx.db.selectFrom('legalRequests').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function getRequestForUpdate(tx: PlatformTx, id: string): Promise<LegalRequest> {
  const query = tx.db.selectFrom('legalRequests').selectAll().where('id', '=', id).forUpdate()
  const request = await query.executeTakeFirst()
  if (!request) throw notFound('request of an authority')
  return request
}

/** Newest first, one more than `limit` when there are more. */
export function listRequests(
  tx: PlatformTx,
  page: { before: string | undefined; limit: number },
): Promise<LegalRequest[]> {
  let query = tx.db.selectFrom('legalRequests').selectAll()
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

/** Those of which nobody was told and about which nothing forbids it any more; whoever looks as well skips them. */
export function lockUntold(tx: PlatformTx, limit: number): Promise<LegalRequest[]> {
  return tx.db
    .selectFrom('legalRequests')
    .selectAll()
    .where('toldAt', 'is', null)
    .where((row) => row.or([row('gagUntil', 'is', null), row('gagUntil', '<=', tx.now())]))
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
}

export async function updateRequest(
  tx: PlatformTx,
  { id, gagUntil, gagGround, toldAt }: Pick<LegalRequest, 'id' | 'gagUntil' | 'gagGround' | 'toldAt'>,
): Promise<void> {
  await tx.db.updateTable('legalRequests').set({ gagUntil, gagGround, toldAt }).where('id', '=', id).execute()
}

export async function insertNotice(tx: PlatformTx, requestId: string, userId: string): Promise<void> {
  const notice = { requestId, userId, createdAt: tx.now(), sentAt: null }
  await tx.db
    .insertInto('legalRequestNotices')
    .values(notice)
    .onConflict((row) => row.doNothing())
    .execute()
}

export function findNotice(tx: PlatformTx, requestId: string, userId: string): Promise<Notice | undefined> {
  const query = tx.db.selectFrom('legalRequestNotices').selectAll().where('requestId', '=', requestId)
  return query.where('userId', '=', userId).executeTakeFirst()
}

export async function markSent(tx: PlatformTx, requestId: string, userId: string): Promise<void> {
  const query = tx.db.updateTable('legalRequestNotices').set({ sentAt: tx.now() }).where('requestId', '=', requestId)
  await query.where('userId', '=', userId).execute()
}
