import { isUniqueViolation, sql, type PlatformTx } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import type { Position } from '../position.ts'
import { enteredEveryMs, type Grant } from './grant.ts'

declare module '#platform/database' {
  interface Tables {
    staffGrants: Grant
  }
}

/** Throws conflict when the person has an open one for the workspace. */
export async function insertGrant(tx: PlatformTx, grant: Grant): Promise<void> {
  try {
    await tx.db.insertInto('staffGrants').values(grant).execute()
  } catch (error) {
    if (isUniqueViolation(error, 'staff_grants_open')) throw conflict('you have opened this workspace already')
    throw error
  }
}

export async function listGrants(
  tx: PlatformTx,
  { before, limit }: { before: Position | undefined; limit: number },
): Promise<Grant[]> {
  let query = tx.db.selectFrom('staffGrants').selectAll()
  if (before) query = query.where(sql<boolean>`(opened_at, id) < (${before.at}::timestamptz, ${before.id})`)
  return query
    .orderBy('openedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Locks the row, so that it ends once. */
export async function getGrantForUpdate(tx: PlatformTx, id: string): Promise<Grant> {
  const grant = await tx.db.selectFrom('staffGrants').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!grant) throw notFound('grant')
  return grant
}

export async function findGrant(tx: PlatformTx, id: string): Promise<Grant | undefined> {
  return tx.db.selectFrom('staffGrants').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function listOpenGrants(tx: PlatformTx, userId: string): Promise<Grant[]> {
  const query = tx.db.selectFrom('staffGrants').selectAll().where('userId', '=', userId)
  return query.where('endedAt', 'is', null).where('endsAt', '>', tx.now()).orderBy('openedAt').execute()
}

/** The person's open grant for the live workspace with this id or slug. */
export async function findOpenGrant(tx: PlatformTx, userId: string, wanted: string): Promise<Grant | undefined> {
  return tx.db
    .selectFrom('staffGrants')
    .innerJoin('workspaces', 'workspaces.id', 'staffGrants.workspaceId')
    .selectAll('staffGrants')
    .where('staffGrants.userId', '=', userId)
    .where('staffGrants.endedAt', 'is', null)
    .where('staffGrants.endsAt', '>', tx.now())
    .where('workspaces.deletedAt', 'is', null)
    .where((eb) => eb.or([eb('workspaces.id', '=', wanted), eb('workspaces.slug', '=', wanted)]))
    .executeTakeFirst()
}

/** Those whose time is over and that nobody has ended; of one workspace and person, or of all. */
export async function listOverdueGrants(
  tx: PlatformTx,
  of: { workspaceId?: string; userId?: string } = {},
): Promise<Grant[]> {
  let query = tx.db.selectFrom('staffGrants').selectAll().where('endedAt', 'is', null).where('endsAt', '<=', tx.now())
  if (of.workspaceId !== undefined) query = query.where('workspaceId', '=', of.workspaceId)
  if (of.userId !== undefined) query = query.where('userId', '=', of.userId)
  return query.orderBy('endsAt').limit(100).execute()
}

/** True once: of two who end it at the same moment one has. */
export async function markEnded(tx: PlatformTx, id: string, at: Date): Promise<boolean> {
  const query = tx.db.updateTable('staffGrants').set({ endedAt: at }).where('id', '=', id).where('endedAt', 'is', null)
  return (await query.executeTakeFirst()).numUpdatedRows > 0n
}

/** True when its use is to be written down: of two requests at the same moment for one. */
export async function markEntered(tx: PlatformTx, id: string): Promise<boolean> {
  const now = tx.now()
  const query = tx.db
    .updateTable('staffGrants')
    .set({ enteredAt: now })
    .where('id', '=', id)
    .where((eb) =>
      eb.or([eb('enteredAt', 'is', null), eb('enteredAt', '<=', new Date(now.getTime() - enteredEveryMs))]),
    )
  return (await query.executeTakeFirst()).numUpdatedRows > 0n
}
