import type { PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import type { EvidenceRecord, RecordKind } from './record.ts'

declare module '#platform/database' {
  interface Tables {
    evidenceRecords: EvidenceRecord
  }
}

export async function insertRecord({ db }: PlatformTx, record: EvidenceRecord): Promise<void> {
  await db.insertInto('evidenceRecords').values(record).execute()
}

/** A house has some dozens a year. */
const maxRecords = 2_000

/** Newest first. */
export async function listRecords(
  { db }: PlatformTx,
  { kind, about }: { kind?: RecordKind | undefined; about?: string | undefined },
): Promise<EvidenceRecord[]> {
  let query = db.selectFrom('evidenceRecords').selectAll()
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (about !== undefined) query = query.where('about', '=', about)
  return query.orderBy('recordedAt', 'desc').orderBy('id', 'desc').limit(maxRecords).execute()
}

/** Once. */
export async function withdrawRecord(
  { db }: PlatformTx,
  id: string,
  { at, reason, by }: { at: Date; reason: string; by: string },
): Promise<EvidenceRecord | undefined> {
  return db
    .updateTable('evidenceRecords')
    .set({ withdrawnAt: at, withdrawnReason: reason, withdrawnBy: by })
    .where('id', '=', id)
    .where('withdrawnAt', 'is', null)
    .returningAll()
    .executeTakeFirst()
}

export async function getRecord({ db }: PlatformTx, id: string): Promise<EvidenceRecord> {
  const record = await db.selectFrom('evidenceRecords').selectAll().where('id', '=', id).executeTakeFirst()
  if (!record) throw notFound('record')
  return record
}
