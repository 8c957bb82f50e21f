import { sql, type PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import type { Position } from '../position.ts'
import type { MinorReport } from './minor-report.ts'

declare module '#platform/database' {
  interface Tables {
    minorReports: MinorReport
  }
}

/** Nothing happens when an open one is about the same address. */
export async function insertReport(tx: PlatformTx, report: MinorReport): Promise<void> {
  const query = tx.db.insertInto('minorReports').values(report)
  await query.onConflict((row) => row.doNothing()).execute()
}

export async function listReports(
  tx: PlatformTx,
  { before, limit }: { before: Position | undefined; limit: number },
): Promise<MinorReport[]> {
  let query = tx.db.selectFrom('minorReports').selectAll()
  if (before) query = query.where(sql<boolean>`(received_at, id) < (${before.at}::timestamptz, ${before.id})`)
  return query
    .orderBy('receivedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute()
}

/** Locks the row, so that it is decided once. Throws not_found. */
export async function getReportForUpdate(tx: PlatformTx, id: string): Promise<MinorReport> {
  const report = await tx.db.selectFrom('minorReports').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!report) throw notFound('report')
  return report
}

export async function updateReport(tx: PlatformTx, id: string, change: Partial<MinorReport>): Promise<void> {
  await tx.db.updateTable('minorReports').set(change).where('id', '=', id).execute()
}

/** Confirmed, and not erased yet. */
export async function listConfirmed(tx: PlatformTx): Promise<MinorReport[]> {
  const query = tx.db.selectFrom('minorReports').selectAll().where('decision', '=', 'confirmed')
  return query.where('erasedAt', 'is', null).orderBy('decidedAt').execute()
}

/** No report says any more who it was; those that came meanwhile are done with it. */
export async function forgetAddress(
  tx: PlatformTx,
  { email, decidedBy, except }: { email: string; decidedBy: string | null; except: string },
): Promise<void> {
  const now = tx.now()
  await sql`
    update minor_reports set email = null, message = null, user_id = null,
      decision = coalesce(decision, 'confirmed'), decided_at = coalesce(decided_at, ${now}::timestamptz),
      decided_by = case when decision is null then ${decidedBy}::text else decided_by end,
      erased_at = coalesce(erased_at, ${now}::timestamptz)
    where lower(email) = ${email.toLowerCase()} and id <> ${except}`.execute(tx.db)
}
