import { sql, type JsonValue, type PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Position } from '../position.ts'
import type { Breach, BreachActType } from './breach.ts'

export type BreachAct = {
  id: string
  breachId: string
  at: Date
  /** `system` for what the clock did. */
  userId: string
  type: BreachActType
  data: JsonValue
}
export type BreachNotice = { breachId: string; userId: string; actId: string; createdAt: Date; sentAt: Date | null }

declare module '#platform/database' {
  interface Tables {
    breaches: Breach
    breachActs: BreachAct
    breachNotices: BreachNotice
    breachReminders: { breachId: string; hours: number; createdAt: Date }
  }
}

export async function insertBreach(tx: PlatformTx, breach: Breach): Promise<void> {
  await tx.db.insertInto('breaches').values(breach).execute()
}

/** Locks the row. Throws not_found. */
export async function getBreachForUpdate(tx: PlatformTx, id: string): Promise<Breach> {
  const breach = await tx.db.selectFrom('breaches').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!breach) throw notFound('breach')
  return breach
}

export async function findBreach(tx: PlatformTx, id: string): Promise<Breach | undefined> {
  return tx.db.selectFrom('breaches').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function updateBreach(tx: PlatformTx, id: string, change: Partial<Omit<Breach, 'id'>>): Promise<void> {
  await tx.db.updateTable('breaches').set(change).where('id', '=', id).execute()
}

export async function listBreaches(
  tx: PlatformTx,
  { before, limit }: { before: Position | undefined; limit: number },
): Promise<Breach[]> {
  let query = tx.db.selectFrom('breaches').selectAll()
  if (before) query = query.where(sql<boolean>`(opened_at, id) < (${before.at}::timestamptz, ${before.id})`)
  return query
    .orderBy('openedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Of which the authority may still have to be notified. */
export async function listPendingBreaches(tx: PlatformTx): Promise<Breach[]> {
  const query = tx.db.selectFrom('breaches').selectAll().where('authorityNotifiedAt', 'is', null)
  return query.where('closedAt', 'is', null).orderBy('id').execute()
}

/** Returns the act's id. */
export async function appendAct(
  tx: PlatformTx,
  act: Pick<BreachAct, 'breachId' | 'userId' | 'type'> & { data?: JsonValue },
): Promise<string> {
  const id = newId('bac', tx.now())
  const data = sql<JsonValue>`${JSON.stringify(act.data ?? {})}::jsonb`
  await tx.db
    .insertInto('breachActs')
    .values({ ...act, id, at: tx.now(), data })
    .execute()
  return id
}

export async function listActs(tx: PlatformTx, breachId: string) {
  return tx.db
    .selectFrom('breachActs')
    .selectAll()
    .where('breachId', '=', breachId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}

export async function findAct(tx: PlatformTx, id: string) {
  return tx.db.selectFrom('breachActs').selectAll().where('id', '=', id).executeTakeFirst()
}

/** False for an owner who was told before. */
export async function insertNotice(tx: PlatformTx, notice: BreachNotice): Promise<boolean> {
  const query = tx.db.insertInto('breachNotices').values(notice)
  return (await query.onConflict((row) => row.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}

export async function listNotices(tx: PlatformTx, breachId: string): Promise<BreachNotice[]> {
  return tx.db.selectFrom('breachNotices').selectAll().where('breachId', '=', breachId).orderBy('userId').execute()
}

export async function findNotice(tx: PlatformTx, breachId: string, userId: string): Promise<BreachNotice | undefined> {
  const query = tx.db.selectFrom('breachNotices').selectAll().where('breachId', '=', breachId)
  return query.where('userId', '=', userId).executeTakeFirst()
}

export async function markSent(tx: PlatformTx, { breachId, userId }: BreachNotice): Promise<void> {
  const query = tx.db.updateTable('breachNotices').set({ sentAt: tx.now() }).where('breachId', '=', breachId)
  await query.where('userId', '=', userId).execute()
}

/** False when it was recorded before. */
export async function insertReminder(tx: PlatformTx, breachId: string, hours: number): Promise<boolean> {
  const query = tx.db.insertInto('breachReminders').values({ breachId, hours, createdAt: tx.now() })
  return (await query.onConflict((row) => row.doNothing()).executeTakeFirst()).numInsertedOrUpdatedRows === 1n
}
