import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { describeMonitors, type MonitorInDetail } from './list-monitors.ts'
import { expectNext, type Monitor } from './monitor.ts'
import * as repo from './repo.ts'
import { requireSchedule, type Schedule } from './schedule.ts'

export type MonitorChanges = {
  name?: string | undefined
  schedule?: Schedule | null | undefined
  marginMinutes?: number | undefined
  maxRunMinutes?: number | undefined
  failuresToOpen?: number | undefined
  successesToResolve?: number | undefined
  paused?: boolean | undefined
}

/**
 * What is left out stays. What is expected is counted from now on; a check-in that brings a schedule of its own changes
 * it again. Throws invalid_request for a schedule that never comes.
 */
export async function updateMonitor(ctx: Context, id: string, changes: MonitorChanges): Promise<MonitorInDetail> {
  requirePermission(ctx, 'projects.write')
  const { paused, schedule } = changes
  requireSchedule(schedule)
  return inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    const monitor: Monitor = {
      ...before,
      name: changes.name ?? before.name,
      schedule: schedule === undefined ? before.schedule : schedule,
      marginMinutes: changes.marginMinutes ?? before.marginMinutes,
      maxRunMinutes: changes.maxRunMinutes ?? before.maxRunMinutes,
      failuresToOpen: changes.failuresToOpen ?? before.failuresToOpen,
      successesToResolve: changes.successesToResolve ?? before.successesToResolve,
      pausedAt: paused === undefined ? before.pausedAt : paused ? (before.pausedAt ?? tx.now()) : null,
      updatedAt: tx.now(),
    }
    await repo.update(tx, monitor)
    for (const status of await repo.listStatuses(tx, [id])) {
      const { monitorId: _, ...own } = status
      await repo.saveStatus(tx, id, expectNext(monitor, own, tx.now()))
    }
    await recordActivity(tx, 'monitor.updated', { subjectId: id, data: { name: monitor.name, slug: monitor.slug } })
    await recordAudit(tx, 'monitor.updated', { targetId: id, before, after: monitor })
    const [described] = await describeMonitors(tx, [monitor])
    if (!described) throw new Error('one monitor gives one description')
    return described
  })
}
