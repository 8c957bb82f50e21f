import { listMonitorSayings, type MonitorSaying } from '#modules/monitors'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import * as pageRepo from '../repo.ts'
import * as repo from './repo.ts'
import { defaults, type FollowingMode, type Verdict } from './verdict.ts'

export type FollowingView = {
  monitors: MonitorSaying[]
  mode: FollowingMode
  afterSeconds: number
  automatic: boolean
  /** What the monitors come to; null: nothing could be said yet, or there are none. */
  says: Verdict | null
}

/** Of a component that follows none: no monitors, and what it would begin with. */
export async function getFollowing(ctx: Context, componentId: string): Promise<FollowingView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pageRepo.getComponent(tx, componentId)
    return describeFollowing(tx, componentId)
  })
}

export async function describeFollowing(tx: Tx, componentId: string): Promise<FollowingView> {
  const following = await repo.findFollowing(tx, componentId)
  if (!following) return { monitors: [], ...defaults, says: null }
  const { mode, afterSeconds, automatic, verdict } = following
  const monitors = await listMonitorSayings(tx, await repo.listMonitorIds(tx, componentId))
  return { monitors: monitors.toSorted(byName), mode, afterSeconds, automatic, says: verdict }
}

const byName = (one: MonitorSaying, other: MonitorSaying): number =>
  one.name.localeCompare(other.name, 'en') || (one.id < other.id ? -1 : 1)

/** As many as are shown; a monitor is rarely on more. */
const maxShownOn = 200

/** Where a monitor is shown to the public. Throws not_found for another workspace's, in the same words as for none. */
export async function listComponentsOfMonitor(ctx: Context, monitorId: string): Promise<repo.ShownOn[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    if ((await listMonitorSayings(tx, [monitorId])).length === 0) throw notFound('monitor')
    return repo.listShownOn(tx, monitorId, maxShownOn)
  })
}
