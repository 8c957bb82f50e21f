/** Moves the states of monitors by what was found. What follows for incidents is a job's: it finds the truth here. */
import { recordActivity } from '#platform/activity'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { CheckReport } from '../record-results.ts'
import { afterReport, here, type Change, type CheckState } from './check-state.ts'
import { wakeFollowing } from './wake.ts'
import * as repo from './state-repo.ts'

/** The monitors whose reports were accepted. */
export async function judgeResults(
  ctx: Context,
  reports: readonly CheckReport[],
): Promise<Pick<repo.Judged, 'id' | 'projectId'>[]> {
  if (reports.length === 0) return []
  return inTransaction(ctx, async (tx) => {
    const monitors = await repo.listForUpdate(tx, [...new Set(reports.map(({ monitorId }) => monitorId))])
    const moved = new Map<string, { monitor: repo.Judged; changes: Change[] }>()
    const accepted = new Map<string, repo.Judged>()
    for (const report of reports.toSorted((one, other) => one.scheduledAt.getTime() - other.scheduledAt.getTime())) {
      const place = report.probeId ?? here
      const monitor = moved.get(report.monitorId)?.monitor ?? monitors.get(report.monitorId)
      if (!monitor || !monitor.rules.places.includes(place)) continue
      accepted.set(monitor.id, monitor)
      // What was on its way when it was paused is stored, and moves nothing.
      if (monitor.pausedAt !== null) continue
      const { scheduledAt, result } = report
      const next = afterReport(monitor.rules, monitor.state, { place, scheduledAt, result }, tx.now())
      if (!next) continue
      const changes = [...(moved.get(monitor.id)?.changes ?? []), ...next.changes]
      moved.set(monitor.id, { monitor: { ...monitor, state: next.state }, changes })
    }
    await saveMoved(tx, monitors, [...moved.values()])
    return [...accepted.values()]
  })
}

/** `before`: as they were. */
export async function saveMoved(
  tx: Tx,
  before: ReadonlyMap<string, repo.Judged>,
  moved: readonly { monitor: repo.Judged; changes: readonly Change[] }[],
): Promise<void> {
  await repo.saveStates(
    tx,
    moved.map(({ monitor: { id, state } }) => ({ ...state, monitorId: id })),
  )
  let follows = false
  for (const { monitor, changes } of moved) {
    await repo.addIntervals(tx, monitor.id, changes)
    const was = before.get(monitor.id)?.state
    if (was && was.state !== monitor.state.state) await recordChange(tx, monitor, was)
    follows ||= was?.failingSince?.getTime() !== monitor.state.failingSince?.getTime()
  }
  if (follows) await wakeFollowing(tx)
}

async function recordChange(tx: Tx, { id, name, target, state }: repo.Judged, was: CheckState): Promise<void> {
  await recordActivity(tx, 'monitor.changed', {
    subjectId: id,
    data: { name, target, from: was.state, to: state.state, reason: state.reason },
  })
}
