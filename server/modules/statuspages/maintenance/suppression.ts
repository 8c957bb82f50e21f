/** Monitors that say nothing while somebody works on what they watch. Handed to `monitors` by `app.ts`. */
import './tables.ts'
import type { Tx } from '#platform/context'

/**
 * Whether a window that names the monitor was going on at that moment. It goes by the window's times and not only by
 * its state, so that a failure is not told because the clock's work came some seconds late.
 */
export async function isSuppressed(tx: Tx, monitorId: string, at: Date): Promise<boolean> {
  return (await listSuppressedMonitorIds(tx, [monitorId], at)).has(monitorId)
}

/** Those of the monitors for which that holds. */
export async function listSuppressedMonitorIds(
  tx: Tx,
  monitorIds: readonly string[],
  at: Date,
): Promise<ReadonlySet<string>> {
  if (monitorIds.length === 0) return new Set()
  const rows = await tx.db
    .selectFrom('maintenanceMonitors as n')
    .innerJoin('maintenances as m', (join) =>
      join.onRef('m.workspaceId', '=', 'n.workspaceId').onRef('m.id', '=', 'n.maintenanceId'),
    )
    .select('n.monitorId')
    .distinct()
    .where('n.workspaceId', '=', tx.workspaceId)
    .where('n.monitorId', 'in', monitorIds)
    .where('m.cancelledAt', 'is', null)
    .where((eb) => eb(eb.fn.coalesce('m.startedAt', 'm.scheduledFor'), '<=', at))
    .where((eb) => eb(eb.fn.coalesce('m.completedAt', 'm.scheduledUntil'), '>', at))
    .execute()
  return new Set(rows.map(({ monitorId }) => monitorId))
}
