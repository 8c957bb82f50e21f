import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { withKnownMonitors } from '../maintenance/repo.ts'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { describeFollowing, type FollowingView } from './describe-following.ts'
import { stopFollowing } from './follow-component.ts'
import { follow } from './follow-monitors.ts'
import * as repo from './repo.ts'
import { defaults, type FollowingMode } from './verdict.ts'

export type FollowingInput = {
  /** Of checks and heartbeats of the workspace; none ends it. */
  monitorIds: string[]
  mode?: FollowingMode | undefined
  afterSeconds?: number | undefined
  automatic?: boolean | undefined
}

/**
 * Says which monitors a component follows, and how; what is left out takes its default. What they say now counts at once,
 * whoever set the state before. Throws invalid_request for a monitor that this workspace has not.
 */
export async function setFollowing(ctx: Context, componentId: string, input: FollowingInput): Promise<FollowingView> {
  requirePermission(ctx, 'statuspages.write')
  const { page, view } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await pageRepo.getComponent(tx, componentId)
    const found = await pageRepo.getPageForUpdate(tx, pageId)
    const component = await pageRepo.getComponent(tx, componentId)
    const before = await settingsOf(tx, componentId)
    const after = asked(input)
    if (JSON.stringify(before) === JSON.stringify(after))
      return { page: found, view: await describeFollowing(tx, componentId) }
    if (after.monitorIds.length === 0) await stopFollowing(tx, component, { kind: 'person', id: null })
    else await begin(tx, componentId, after)
    await pageRepo.touchPage(tx, pageId)
    const { name, status } = component
    const data = { name, pageId, status, changed: ['following'] }
    await recordActivity(tx, 'component.updated', { subjectId: componentId, data })
    await recordAudit(tx, 'component.updated', {
      targetId: componentId,
      before: { following: before },
      after: { following: after },
    })
    return { page: found, view: await describeFollowing(tx, componentId) }
  })
  forgetSnapshot(ctx, page.slug)
  return view
}

type Settings = { monitorIds: string[]; mode: FollowingMode; afterSeconds: number; automatic: boolean }

async function begin(tx: Tx, componentId: string, { monitorIds, ...settings }: Settings): Promise<void> {
  const nothing = { verdict: null, seen: '', lookAt: null }
  await repo.saveFollowing(tx, { componentId, ...settings, ...nothing, updatedAt: tx.now() })
  await withKnownMonitors(repo.replaceMonitors(tx, componentId, monitorIds))
  await follow(tx, componentId, { asked: true })
}

async function settingsOf(tx: Tx, componentId: string): Promise<Settings> {
  const following = await repo.findFollowing(tx, componentId)
  const monitorIds = (await repo.listMonitorIds(tx, componentId)).toSorted()
  return ordered({ ...defaults, ...following, monitorIds })
}

function ordered({ monitorIds, mode, afterSeconds, automatic }: Settings): Settings {
  return { monitorIds, mode, afterSeconds, automatic }
}

/** How monitors are followed says nothing where there are none. */
function asked({ monitorIds, mode, afterSeconds, automatic }: FollowingInput): Settings {
  if (monitorIds.length === 0) return ordered({ ...defaults, monitorIds })
  return {
    monitorIds: monitorIds.toSorted(),
    mode: mode ?? defaults.mode,
    afterSeconds: afterSeconds ?? defaults.afterSeconds,
    automatic: automatic ?? defaults.automatic,
  }
}
