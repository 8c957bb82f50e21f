import type { Services } from '#platform/context'
import { AppError } from '#platform/errors'
import { inPlatformTransaction } from '#platform/database'
import { listBatchEvents, listBatches } from './columns.ts'
import { countBatch, type RecordSignals } from './intake.ts'
import * as repo from './repo.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A batch younger than this may still be on its way into the database. */
const inFlightMs = 60_000
const receiptDays = 3

/**
 * Counts batches that reached the column store and not the database, because the process or the database died in
 * between. Their senders got no answer and may send again: the receipts make either order count once.
 */
export async function recoverBatches(
  services: Services,
  recordSignals: RecordSignals,
  options: { inFlightMs: number } = { inFlightMs },
): Promise<number> {
  const now = services.now().getTime()
  const last = await inPlatformTransaction(services, repo.findLastCommit)
  // What was cut off came after, or just before, the last that was not: however long the program was away.
  const since = new Date(Math.min(now, last?.getTime() ?? now) - hourMs)
  // Everything of another, dead process is settled; what is in flight here has not been answered either way.
  const stored = await listBatches(services.columns, since, new Date(now - options.inFlightMs))
  const known = await inPlatformTransaction(services, (tx) => repo.listKnownBatches(tx, stored))
  const cutOff = stored.filter((id) => !known.has(id))
  for (const batchId of cutOff) {
    await recoverBatch(services, recordSignals, batchId, since)
  }
  return cutOff.length
}

async function recoverBatch(
  services: Services,
  recordSignals: RecordSignals,
  batchId: string,
  since: Date,
): Promise<void> {
  const events = await listBatchEvents(services.columns, batchId, since)
  try {
    const counted = await countBatch(services, recordSignals, batchId, events)
    services.log.info('counted events that had been cut off', { component: 'ingest', count: counted.size })
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') throw error
    // One that cannot be counted must not hold up those behind it.
    services.log.error('a batch that was cut off cannot be counted', { component: 'ingest', error })
  }
}

/** Receipts are kept for three days: longer than any SDK goes on sending the same event again. */
export async function sweepReceipts(services: Services): Promise<void> {
  const now = services.now().getTime()
  let deleted = 1
  while (deleted > 0) {
    deleted = await inPlatformTransaction(services, (tx) =>
      repo.sweep(tx, { receiptsBefore: new Date(now - receiptDays * dayMs), batchesBefore: new Date(now - dayMs) }),
    )
  }
}
