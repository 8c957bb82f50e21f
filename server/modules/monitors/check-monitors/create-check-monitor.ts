import { recordAudit } from '#modules/audit'
import { requireProject } from '#modules/workspaces'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newId } from '#platform/ids'
import { describeTarget, putSecrets, takeSecrets, type CheckSpec } from '../checks/index.ts'
import { newState } from '../engine/check-state.ts'
import { addIntervals, insertState } from '../engine/state-repo.ts'
import { defaults, defaultTimeoutMs, maxCheckMonitors, requireFitting, type CheckSettings } from './check-monitor.ts'
import { getCheckMonitor, withoutSecrets, type CheckMonitorInDetail } from './get-check-monitor.ts'
import { requirePlaces } from './places.ts'
import * as repo from './repo.ts'
import { sealSecrets } from './secrets.ts'

export type NewCheckMonitor = {
  projectId: string
  name: string
  spec: CheckSpec
  /** Nobody looks until it is taken up. Default: it is checked at once. */
  paused?: boolean | undefined
  /** One of its labels, which no other monitor of the project may have. */
  uniqueLabel?: string | undefined
} & {
  [K in keyof Omit<CheckSettings, 'name'>]?: CheckSettings[K] | undefined
}

/**
 * It is checked within seconds, and waits until then. Throws invalid_request for settings that do not fit each other,
 * not_found for a project or a probe that is none, conflict beyond 10,000 of a workspace and for a label that is taken.
 */
export async function createCheckMonitor(ctx: Context, input: NewCheckMonitor): Promise<CheckMonitorInDetail> {
  requirePermission(ctx, 'projects.write')
  const intervalSeconds = input.intervalSeconds ?? defaults.intervalSeconds
  const settings: CheckSettings = {
    name: input.name,
    intervalSeconds,
    timeoutMs: input.timeoutMs ?? defaultTimeoutMs(intervalSeconds),
    retrySeconds: input.retrySeconds ?? Math.min(defaults.retrySeconds, intervalSeconds),
    failuresToOpen: input.failuresToOpen ?? defaults.failuresToOpen,
    successesToResolve: input.successesToResolve ?? defaults.successesToResolve,
    slowToShow: input.slowToShow ?? defaults.slowToShow,
    quorum: input.quorum ?? defaults.quorum,
    places: input.places ?? [...defaults.places],
    groupName: input.groupName ?? null,
    labels: [...new Set(input.labels)],
  }
  requireFitting(settings)
  // Hidden secrets of a spec that was copied have nothing behind them here.
  const { spec, secrets } = takeSecrets(putSecrets(input.spec, {}))
  const id = newId('mon', ctx.now())
  await inTransaction(ctx, async (tx) => {
    await requireProject(tx, input.projectId)
    await requirePlaces(tx, settings.places)
    if ((await repo.countForUpdate(tx)) >= maxCheckMonitors) {
      throw conflict(`a workspace has ${maxCheckMonitors} monitors that are checked at most`)
    }
    // Behind the lock of the count: of two who add the same one the second is told.
    if (input.uniqueLabel !== undefined && (await repo.hasLabel(tx, input.projectId, input.uniqueLabel))) {
      throw conflict(`the project has a monitor with the label ${input.uniqueLabel}`)
    }
    const now = tx.now()
    const monitor: repo.SealedCheckMonitor = {
      ...settings,
      ...{ id, projectId: input.projectId, type: spec.type, spec, target: describeTarget(spec) },
      secrets: await sealSecrets(tx, id, secrets),
      ...{ pausedAt: input.paused === true ? now : null, createdAt: now, updatedAt: now },
    }
    await repo.insert(tx, monitor)
    await insertState(tx, id, newState(now))
    const state = monitor.pausedAt === null ? 'waiting' : 'paused'
    await addIntervals(tx, id, [{ from: now, state, reason: '', code: '' }])
    const { name, target } = monitor
    await recordActivity(tx, 'monitor.created', { subjectId: id, data: { name, target } })
    await recordAudit(tx, 'monitor.created', { targetId: id, after: withoutSecrets(monitor) })
  })
  return getCheckMonitor(ctx, id)
}
