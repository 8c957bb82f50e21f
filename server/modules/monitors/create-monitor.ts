import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { AppError, conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import type { MonitorInDetail } from './list-monitors.ts'
import { defaults, maxMonitors, type Monitor } from './monitor.ts'
import * as repo from './repo.ts'
import { requireSchedule, type Schedule } from './schedule.ts'

export type NewMonitor = {
  projectId: string
  /** As it stands in the URL of its heartbeats. */
  slug: string
  /** Default: the slug. */
  name?: string | undefined
  /** Default: none, so that nothing is missed. */
  schedule?: Schedule | null | undefined
  /** Nothing is expected until it is taken up. Default: it is. */
  paused?: boolean | undefined
} & Partial<Record<keyof typeof defaults, number | undefined>>

/**
 * A monitor before its program has said anything. Nothing is missed of it until the first check-in says in which
 * environment it runs. Throws invalid_request for a schedule that never comes, conflict for a slug that the project has,
 * and beyond 500 monitors of a workspace.
 */
export async function createMonitor(ctx: Context, input: NewMonitor): Promise<MonitorInDetail> {
  requirePermission(ctx, 'projects.write')
  const { projectId, slug, name = slug, schedule = null } = input
  requireSchedule(schedule)
  return inTransaction(ctx, async (tx) => {
    await requireProject(tx, projectId)
    // Behind its lock a check-in of the same name waits, or has made the monitor already.
    if ((await repo.countForUpdate(tx)) >= maxMonitors)
      throw conflict(`a workspace has ${maxMonitors} monitors at most`)
    if (await repo.findBySlugForUpdate(tx, projectId, slug)) throw taken(slug)
    const now = tx.now()
    const monitor: Monitor = {
      ...{ id: newId('mon', now), projectId, slug, name, schedule },
      marginMinutes: input.marginMinutes ?? defaults.marginMinutes,
      maxRunMinutes: input.maxRunMinutes ?? defaults.maxRunMinutes,
      failuresToOpen: input.failuresToOpen ?? defaults.failuresToOpen,
      successesToResolve: input.successesToResolve ?? defaults.successesToResolve,
      ...{ pausedAt: input.paused === true ? now : null, createdAt: now, updatedAt: now },
    }
    await repo.insert(tx, monitor)
    await recordActivity(tx, 'monitor.created', { subjectId: monitor.id, data: { name, slug } })
    await recordAudit(tx, 'monitor.created', { targetId: monitor.id, after: monitor })
    return { ...monitor, environments: [], recent: [] }
  })
}

function taken(slug: string): AppError {
  const message = 'the project has a monitor of this name'
  return new AppError('conflict', `${message}: ${slug}`, { fields: [{ path: 'slug', message }] })
}
