import type { Tx } from '#platform/context'
import { worstStatus, type Component, type ComponentStatus } from '../components/component.ts'
import { restingStatuses } from '../components/resting.ts'
import * as repo from './repo.ts'
import type { Verdict } from './verdict.ts'

export type Follows = {
  /** How many. */
  monitors: number
  automatic: boolean
  /** What they come to; null: nothing could be said yet. */
  says: Verdict | null
}

/** What monitors say of the components of a page; where they only suggest, what these could be shown as. */
export async function describeFollows(
  tx: Tx,
  pageId: string,
  components: readonly Component[],
): Promise<{ follows: Map<string, Follows>; suggested: Map<string, ComponentStatus> }> {
  const followings = await repo.listFollowings(tx, pageId)
  const counts = followings.length === 0 ? new Map<string, number>() : await repo.countMonitors(tx, pageId)
  const follows = new Map(
    followings.map(({ componentId, automatic, verdict }) => [
      componentId,
      { monitors: counts.get(componentId) ?? 0, automatic, says: verdict },
    ]),
  )
  const suggested = new Map<string, ComponentStatus>()
  const asked = components.filter(({ id }) => follows.get(id)?.automatic === false)
  const resting = asked.length === 0 ? undefined : await restingStatuses(tx, pageId, idsOf(asked), null)
  for (const { id, status } of asked) {
    const says = follows.get(id)?.says ?? 'unknown'
    const others = resting?.get(id) ?? 'operational'
    // During a maintenance nothing is suggested: monitors are expected to fail.
    if (says === 'unknown' || others === 'under_maintenance') continue
    const next = worstStatus([says, others])
    if (next !== status) suggested.set(id, next)
  }
  return { follows, suggested }
}

const idsOf = (components: readonly Component[]): string[] => components.map(({ id }) => id)
