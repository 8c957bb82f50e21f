/** Finds monitors of which nothing was heard for too long, and incidents that were not told what is the case. */
import { systemContext, type Services } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import type { Downstream } from '../follow-up.ts'
import { afterSilence } from './check-state.ts'
import { followChecks } from './follow-checks.ts'
import { listWorkspacesToFollow } from './follow-repo.ts'
import { saveMoved } from './judge-results.ts'
import * as repo from './state-repo.ts'

export const sweepEverySeconds = 30
const sliceRows = 500
const maxSlices = 40
const maxWorkspaces = 1000

/** Safe to run in several processes at once: each monitor is judged under its lock. */
export async function sweepChecks(services: Services, downstream: Downstream): Promise<void> {
  await sweepSilent(services)
  const workspaces = await inPlatformTransaction(services, (tx) =>
    listWorkspacesToFollow(tx, services.now(), maxWorkspaces),
  )
  for (const workspaceId of workspaces) {
    try {
      await followChecks(systemContext(services, workspaceId, 'checks'), downstream)
    } catch (error) {
      services.log.warn('incidents of monitors could not be told', { component: 'checks', error })
    }
  }
}

async function sweepSilent(services: Services): Promise<void> {
  for (let slice = 0; slice < maxSlices; slice++) {
    const silent = await listSilent(services)
    let moved = 0
    for (const [workspaceId, rows] of Map.groupBy(silent, (row) => row.workspaceId)) {
      const ids = rows.map(({ monitorId }) => monitorId)
      moved += await inTransaction(systemContext(services, workspaceId, 'checks'), async (tx) => {
        const monitors = await repo.listForUpdate(tx, ids)
        const quiet = [...monitors.values()].flatMap((monitor) => {
          const next = afterSilence(monitor.rules, monitor.state, tx.now())
          return next ? [{ monitor: { ...monitor, state: next.state }, changes: next.changes }] : []
        })
        await saveMoved(tx, monitors, quiet)
        return quiet.length
      })
    }
    if (silent.length < sliceRows || moved === 0) return
  }
}

/** The bound is that of `staleMs`, in SQL. */
async function listSilent(services: Services): Promise<{ workspaceId: string; monitorId: string }[]> {
  return inPlatformTransaction(services, async (tx) => {
    const { rows } = await sql<{ workspaceId: string; monitorId: string }>`
      select s.workspace_id, s.monitor_id from check_states s
      join monitors m on m.workspace_id = s.workspace_id and m.id = s.monitor_id
      where m.type <> 'heartbeat' and m.paused_at is null and s.state not in ('waiting', 'unknown')
        and s.checked_at < ${services.now()}::timestamptz
          - (greatest(2 * m.interval_seconds, 60) + 60) * interval '1 second'
      limit ${sliceRows}`.execute(tx.db)
    return rows
  })
}
