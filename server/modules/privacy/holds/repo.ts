import { sql, type PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import type { Hold } from './hold.ts'

declare module '#platform/database' {
  interface Tables {
    legalHolds: Hold & { remindedFor: string | null }
  }
}

const columns = [
  'id',
  'workspaceId',
  'userId',
  'address',
  'categories',
  'reason',
  'owner',
  'reviewOn',
  'createdAt',
  'createdBy',
  'releasedAt',
  'releasedBy',
  'releaseReason',
] as const satisfies (keyof Hold)[]

export async function insertHold(tx: PlatformTx, hold: Hold): Promise<void> {
  await tx.db
    .insertInto('legalHolds')
    .values({ ...hold, remindedFor: null })
    .execute()
}

export function listActiveHolds(tx: PlatformTx): Promise<Hold[]> {
  return tx.db.selectFrom('legalHolds').select(columns).where('releasedAt', 'is', null).orderBy('id').execute()
}

/** Newest first, active and released ones, one more than `limit` when there are more. */
export function listHolds(tx: PlatformTx, page: { before: string | undefined; limit: number }): Promise<Hold[]> {
  let query = tx.db.selectFrom('legalHolds').select(columns)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  return query
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .execute()
}

export async function getHoldForUpdate(tx: PlatformTx, id: string): Promise<Hold> {
  const query = tx.db.selectFrom('legalHolds').select(columns).where('id', '=', id).forUpdate()
  const hold = await query.executeTakeFirst()
  if (!hold) throw notFound('legal hold')
  return hold
}

export async function updateHold(tx: PlatformTx, { id, ...hold }: Hold): Promise<void> {
  await tx.db.updateTable('legalHolds').set(hold).where('id', '=', id).execute()
}

/** Active ones whose review is due and of which nobody was reminded for this date; marks them. */
export async function takeDueReviews(tx: PlatformTx, today: string): Promise<string[]> {
  const marked = await sql<{ id: string }>`
    update legal_holds set reminded_for = review_on
    where released_at is null and review_on <= ${today}::date and reminded_for is distinct from review_on
    returning id`.execute(tx.db)
  return marked.rows.map(({ id }) => id)
}

export async function findHold(tx: PlatformTx, id: string): Promise<Hold | undefined> {
  return tx.db.selectFrom('legalHolds').select(columns).where('id', '=', id).executeTakeFirst()
}
