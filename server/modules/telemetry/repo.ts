import { sql, type PlatformTx } from '#platform/database'
import type { Tx } from '#platform/context'

type ReceiptRow = { workspaceId: string; projectId: string; eventId: string; receivedAt: Date }
type OutcomeRow = {
  workspaceId: string
  projectId: string
  hour: Date
  source: 'server' | 'client'
  category: string
  reason: string
  quantity: number
}

declare module '#platform/database' {
  interface Tables {
    eventReceipts: ReceiptRow
    ingestBatches: { id: string; committedAt: Date }
    ingestOutcomes: OutcomeRow
  }
}

/**
 * Writes a receipt for each event; returns `<project id> <event id>` of those that had none before. In a workspace that
 * was deleted since they were sent no event counts.
 */
export async function insertReceipts(
  tx: Tx,
  events: readonly { projectId: string; eventId: string; receivedAt: Date }[],
): Promise<Set<string>> {
  const inserted = await sql<{ projectId: string; eventId: string }>`
    insert into event_receipts (workspace_id, project_id, event_id, received_at)
    select ${tx.workspaceId}, * from unnest(
      ${events.map(({ projectId }) => projectId)}::text[],
      ${events.map(({ eventId }) => eventId)}::text[],
      ${events.map(({ receivedAt }) => receivedAt)}::timestamptz[])
    where exists (select from workspaces w where w.id = ${tx.workspaceId} and w.deleted_at is null)
    on conflict do nothing returning project_id, event_id`.execute(tx.db)
  return new Set(inserted.rows.map(({ projectId, eventId }) => `${projectId} ${eventId}`))
}

/** Says that the batch is counted; once more does no harm. */
export async function insertBatch(tx: PlatformTx, id: string): Promise<void> {
  await tx.db
    .insertInto('ingestBatches')
    .values({ id, committedAt: tx.now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function listKnownBatches(tx: PlatformTx, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.db.selectFrom('ingestBatches').select('id').where('id', 'in', ids).execute()
  return new Set(rows.map(({ id }) => id))
}

/** When a batch was last committed, or undefined on an empty installation. */
export async function findLastCommit(tx: PlatformTx): Promise<Date | undefined> {
  const query = tx.db.selectFrom('ingestBatches').select('committedAt').orderBy('committedAt', 'desc').limit(1)
  return (await query.executeTakeFirst())?.committedAt
}

/**
 * Deletes the oldest half hour of what is older; returns how many rows it was. A slice is a bounded transaction. The
 * batches of the last two hours before the newest stay, however old: recovery counts from there.
 */
export async function sweep(tx: PlatformTx, limits: { receiptsBefore: Date; batchesBefore: Date }): Promise<number> {
  const receipts = await sql`
    delete from event_receipts where received_at < least(${limits.receiptsBefore}::timestamptz,
      (select min(received_at) from event_receipts) + interval '30 minutes')`.execute(tx.db)
  const batches = await sql`
    delete from ingest_batches where committed_at < least(${limits.batchesBefore}::timestamptz,
      (select min(committed_at) from ingest_batches) + interval '30 minutes',
      (select max(committed_at) from ingest_batches) - interval '2 hours')`.execute(tx.db)
  return Number(receipts.numAffectedRows ?? 0) + Number(batches.numAffectedRows ?? 0)
}

/** Adds up what was not kept, by hour. */
export async function addOutcomes(
  tx: Tx,
  projectId: string,
  outcomes: readonly { category: string; reason: string; quantity: number; by: 'server' | 'client' }[],
): Promise<void> {
  const hour = new Date(Math.floor(tx.now().getTime() / 3_600_000) * 3_600_000)
  for (const { category, reason, quantity, by } of outcomes) {
    await tx.db
      .insertInto('ingestOutcomes')
      .values({ workspaceId: tx.workspaceId, projectId, hour, source: by, category, reason, quantity })
      .onConflict((conflict) =>
        conflict
          .columns(['workspaceId', 'projectId', 'hour', 'source', 'category', 'reason'])
          .doUpdateSet({ quantity: sql`ingest_outcomes.quantity + excluded.quantity` }),
      )
      .execute()
  }
}
