import type { Tx } from '#platform/context'
import { sql } from '#platform/database'

/** Those of the ids that were counted in the last days. */
export async function findReceipts(tx: Tx, projectId: string, ids: readonly string[]): Promise<Set<string>> {
  const found = await sql<{ eventId: string }>`
    select event_id from event_receipts
    where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and event_id = any(${ids}::text[])`.execute(
    tx.db,
  )
  return new Set(found.rows.map(({ eventId }) => eventId))
}
