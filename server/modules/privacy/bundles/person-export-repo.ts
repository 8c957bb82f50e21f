import { sql, type PlatformTx } from '#platform/database'
import type { Person } from '../person.ts'
import { maxListed, storedColumns, type StoredExport } from './export-state.ts'

/** `userId`: somebody with a sign-in; `address`: somebody who has none. One of them is null. */
export type PersonExport = StoredExport & { userId: string | null; address: string | null }

declare module '#platform/database' {
  interface Tables {
    personExports: PersonExport
  }
}

const columns = [...storedColumns, 'userId', 'address'] as const

export async function insert({ db }: PlatformTx, row: PersonExport): Promise<void> {
  await db.insertInto('personExports').values(row).execute()
}

export function find({ db }: PlatformTx, id: string): Promise<PersonExport | undefined> {
  return db.selectFrom('personExports').select(columns).where('id', '=', id).executeTakeFirst()
}

export function findOwn(tx: PlatformTx, userId: string, id: string): Promise<PersonExport | undefined> {
  return own(tx, userId).where('id', '=', id).executeTakeFirst()
}

export function list(tx: PlatformTx, userId: string): Promise<PersonExport[]> {
  return own(tx, userId).orderBy('createdAt', 'desc').orderBy('id', 'desc').limit(maxListed).execute()
}

function own({ db }: PlatformTx, userId: string) {
  return db.selectFrom('personExports').select(columns).where('userId', '=', userId)
}

export async function begin({ db, now }: PlatformTx, id: string, plannedRows: number): Promise<void> {
  await db
    .updateTable('personExports')
    .set({ state: 'running', plannedRows, doneRows: 0, movedAt: now() })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .execute()
}

export async function saveProgress({ db, now }: PlatformTx, id: string, doneRows: number): Promise<void> {
  await db.updateTable('personExports').set({ doneRows, movedAt: now() }).where('id', '=', id).execute()
}

/** False when it is gone, or another worker was first. */
export async function finish(
  { db, now }: PlatformTx,
  id: string,
  { sizeBytes, doneRows, expiresAt }: { sizeBytes: number; doneRows: number; expiresAt: Date },
): Promise<boolean> {
  const done = await db
    .updateTable('personExports')
    .set({ state: 'ready', readyAt: now(), movedAt: now(), sizeBytes, doneRows, expiresAt })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return done.numUpdatedRows === 1n
}

export async function countAttempt({ db }: PlatformTx, id: string): Promise<number> {
  const { rows } = await sql<{ attempts: number }>`
    update person_exports set attempts = attempts + 1 where id = ${id} returning attempts`.execute(db)
  return rows[0]?.attempts ?? 0
}

export async function fail({ db, now }: PlatformTx, id: string): Promise<void> {
  const query = db.updateTable('personExports').set({ state: 'failed', movedAt: now() }).where('id', '=', id)
  await query.where('state', '<>', 'ready').execute()
}

/** All of a person, whatever became of them. */
export function listOf({ db }: PlatformTx, { userId, addresses }: Person): Promise<PersonExport[]> {
  return db
    .selectFrom('personExports')
    .select(columns)
    .where((eb) =>
      eb.or([
        ...(userId === null ? [] : [eb('userId', '=', userId)]),
        ...(addresses.length === 0 ? [] : [eb(sql<string>`lower(address)`, 'in', [...addresses])]),
      ]),
    )
    .execute()
}

/** Those whose file has not gone yet. */
export function listExpired({ db }: PlatformTx, now: Date): Promise<PersonExport[]> {
  const query = db.selectFrom('personExports').select(columns).where('expiresAt', '<=', now)
  const withFile = query.where((eb) =>
    eb.or([eb('sizeBytes', 'is not', null), eb('state', 'in', ['queued', 'running'])]),
  )
  return withFile.orderBy('expiresAt').limit(1_000).execute()
}

/** Its file has gone; one that never became ready has failed. */
export async function markGone({ db }: PlatformTx, id: string): Promise<void> {
  await sql`
    update person_exports set size_bytes = null, state = case when state = 'ready' then state else 'failed' end
    where id = ${id}`.execute(db)
}

export function listStanding({ db }: PlatformTx, before: Date): Promise<PersonExport[]> {
  const query = db.selectFrom('personExports').select(columns)
  return query.where('state', 'in', ['queued', 'running']).where('movedAt', '<', before).limit(100).execute()
}

export async function deleteExpiredBefore({ db }: PlatformTx, before: Date): Promise<void> {
  await db.deleteFrom('personExports').where('expiresAt', '<', before).execute()
}
