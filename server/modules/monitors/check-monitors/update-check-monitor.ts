import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { describeTarget, putSecrets, takeSecrets, type CheckSpec } from '../checks/index.ts'
import { newState } from '../engine/check-state.ts'
import * as states from '../engine/state-repo.ts'
import { wakeFollowing } from '../engine/wake.ts'
import { requireFitting, type CheckSettings } from './check-monitor.ts'
import { getCheckMonitor, withoutSecrets, type CheckMonitorInDetail } from './get-check-monitor.ts'
import { requirePlaces } from './places.ts'
import * as repo from './repo.ts'
import { openSecrets, sealSecrets } from './secrets.ts'

export type CheckMonitorChanges = { [K in keyof CheckSettings]?: CheckSettings[K] | undefined } & {
  /** A secret that is hidden stays as it was. */
  spec?: CheckSpec | undefined
  paused?: boolean | undefined
}

/** What is left out stays. Throws invalid_request for settings that do not fit each other. */
export async function updateCheckMonitor(
  ctx: Context,
  id: string,
  changes: CheckMonitorChanges,
): Promise<CheckMonitorInDetail> {
  requirePermission(ctx, 'projects.write')
  await inTransaction(ctx, async (tx) => {
    const before = await repo.getForUpdate(tx, id)
    const monitor = await changed(tx, before, changes)
    requireFitting(monitor)
    await requirePlaces(tx, monitor.places)
    await repo.update(tx, monitor)
    if ((before.pausedAt === null) !== (monitor.pausedAt === null)) await startAnew(tx, monitor)
    const { name, target } = monitor
    await recordActivity(tx, 'monitor.updated', { subjectId: id, data: { name, target } })
    await recordAudit(tx, 'monitor.updated', {
      targetId: id,
      before: withoutSecrets(before),
      after: withoutSecrets(monitor),
    })
  })
  return getCheckMonitor(ctx, id)
}

async function changed(
  tx: Tx,
  before: repo.SealedCheckMonitor,
  { spec: given, paused, ...settings }: CheckMonitorChanges,
): Promise<repo.SealedCheckMonitor> {
  const kept = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
  const { pausedAt } = before
  const monitor: repo.SealedCheckMonitor = {
    ...before,
    ...kept,
    pausedAt: paused === undefined ? pausedAt : paused ? (pausedAt ?? tx.now()) : null,
    updatedAt: tx.now(),
  }
  if (given === undefined) return monitor
  const { spec, secrets } = takeSecrets(putSecrets(given, await openSecrets(tx, before)))
  const sealed = await sealSecrets(tx, before.id, secrets)
  return { ...monitor, type: spec.type, spec, target: describeTarget(spec), secrets: sealed }
}

/** Nothing is known of a monitor that is paused, or was until now; its incident is over. */
async function startAnew(tx: Tx, { id, pausedAt }: repo.SealedCheckMonitor): Promise<void> {
  const now = tx.now()
  const known = (await states.listForUpdate(tx, [id])).get(id)
  if (!known) return
  const { recent, turns } = known.state
  await states.saveStates(tx, [{ ...newState(now), recent, turns, monitorId: id }])
  const state = pausedAt === null ? 'waiting' : 'paused'
  await states.addIntervals(tx, id, [{ from: now, state, reason: '', code: '' }])
  await wakeFollowing(tx)
}
