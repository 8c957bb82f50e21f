import type { Services } from '#platform/context'
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
  const since = new Date(now - hourMs)
  // Everything of another, dead process is settled; what is in flight here has not been answered either way.
  const stored = await listBatches(services.columns, since, new Date(now - options.inFlightMs))
  const known = await inPlatformTransaction(services, (tx) => repo.listKnownBatches(tx, stored))
  const cutOff = stored.filter((id) => !known.has(id))
  for (const batchId of cutOff) {
    const events = await listBatchEvents(services.columns, batchId, since)
    const counted = await countBatch(services, recordSignals, batchId, events)
    services.log.info('counted events that had been cut off', { component: 'ingest', count: counted.size })
  }
  return cutOff.length
}

/** Receipts are kept for three days: longer than any SDK goes on sending the same event again. */
export async function sweepReceipts(services: Services): Promise<void> {
  const now = services.now().getTime()
  let deleted = 1
  while (deleted > 0) {
    deleted = await inPlatformTransaction(services, (tx) =>
      repo.sweep(tx, new Date(now - receiptDays * dayMs), new Date(now - dayMs)),
    )
  }
}
