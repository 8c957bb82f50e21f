/** Monitors that say nothing while somebody works on what they watch. Handed to `monitors` by `app.ts`. */
import '../following/tables.ts'
import './tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'

/**
 * Whether a window that names the monitor, or a component that follows it, was going on at that moment. It goes by the window's times and not only by
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
  const { rows } = await sql<{ monitorId: string }>`
    with named as (
      select maintenance_id, monitor_id from maintenance_monitors
      where workspace_id = ${tx.workspaceId} and monitor_id = any (${monitorIds}::text[])
      union
      select n.maintenance_id, x.monitor_id from component_monitors x
      join maintenance_components n on n.workspace_id = x.workspace_id and n.component_id = x.component_id
      where x.workspace_id = ${tx.workspaceId} and x.monitor_id = any (${monitorIds}::text[]))
    select distinct named.monitor_id from named
    join maintenances m on m.workspace_id = ${tx.workspaceId} and m.id = named.maintenance_id
    where m.cancelled_at is null and coalesce(m.started_at, m.scheduled_for) <= ${at}
      and coalesce(m.completed_at, m.scheduled_until) > ${at}`.execute(tx.db)
  return new Set(rows.map(({ monitorId }) => monitorId))
}
