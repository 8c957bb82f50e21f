/** Brings a component to what its monitors say. Runs under the page's lock, and does nothing the second time. */
import { listMonitorSayings } from '#modules/monitors'
import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import type { Component, RecordedStatus } from '../components/component.ts'
import { restingStatuses } from '../components/resting.ts'
import { setComponentStatuses, type StateCause } from '../components/set-statuses.ts'
import { tellComponentChange } from '../subscribers/tell-component.ts'
import * as repo from './repo.ts'
import { verdictOf, type Following } from './verdict.ts'

/** Of a component that has just been told what to follow, whose state nobody has set since. */
export type Look = { asked: boolean }

/**
 * True when readers see something new. Open reports keep the worse, and a window in progress wins. What a person set
 * after the monitors last changed holds until they change again; a report or a window that ended meanwhile does not.
 */
export async function followComponent(
  tx: Tx,
  component: Component & { pageId: string },
  { asked }: Look,
): Promise<boolean> {
  const { id } = component
  const following = await repo.findFollowing(tx, id)
  if (!following) return false
  const monitors = await listMonitorSayings(tx, await repo.listMonitorIds(tx, id))
  // All were deleted: there is nothing to go by any more.
  if (monitors.length === 0) return stopFollowing(tx, component, { kind: 'monitor', id: null })
  const { verdict, from, lookAt } = verdictOf(following, monitors, tx.now())
  const next: Following = { ...following, verdict, seen: repo.seenOf(monitors), lookAt }
  await repo.saveFollowing(tx, next)
  if (!next.automatic || verdict === null) return false
  const shown = await repo.findShownCause(tx, id)
  const isNew = asked || verdict !== following.verdict
  if (!isNew && !(verdict === 'unknown' && isRestOf(shown))) return false
  const ids = monitors.map((monitor) => monitor.id)
  const change = await repo.findLatestChange(tx, ids)
  if (isNew && !asked && shown?.causeKind === 'person') {
    const changedAt = Math.max(change?.at.getTime() ?? tx.now().getTime(), following.updatedAt.getTime())
    if (shown.startedAt.getTime() > changedAt) return false
  }
  const newStatus = await targetOf(tx, component, next)
  const cause = { kind: 'monitor', id: change?.subjectId ?? ids[0] ?? null } as const
  return show(tx, component, { newStatus, cause, at: newStatus === verdict ? from : tx.now(), by: change?.id ?? null })
}

/** The component goes back to what is said of it without its monitors, if it was these who said what it shows. */
export async function stopFollowing(
  tx: Tx,
  component: Component & { pageId: string },
  cause: StateCause,
): Promise<boolean> {
  const shown = await repo.findShownCause(tx, component.id)
  await repo.removeFollowing(tx, component.id)
  if (shown?.causeKind !== 'monitor') return false
  const resting = await restingStatuses(tx, component.pageId, [component.id], null)
  const newStatus = resting.get(component.id) ?? 'operational'
  return show(tx, component, { newStatus, cause, at: tx.now(), by: null })
}

const isRestOf = (shown: { causeKind: StateCause['kind'] } | undefined): boolean =>
  shown?.causeKind === 'report' || shown?.causeKind === 'maintenance'

/** What nobody can tell is shown as that unless a report or a window says something; see `restingStatuses`. */
async function targetOf(
  tx: Tx,
  { id, pageId }: Component & { pageId: string },
  { verdict }: Following,
): Promise<RecordedStatus> {
  const resting = (await restingStatuses(tx, pageId, [id], null)).get(id) ?? 'operational'
  return verdict === 'unknown' && resting === 'operational' ? 'unknown' : resting
}

type Showing = { newStatus: RecordedStatus; cause: StateCause; at: Date; by: string | null }

async function show(
  tx: Tx,
  component: Component & { pageId: string },
  { newStatus, cause, at, by }: Showing,
): Promise<boolean> {
  const { id, name, pageId } = component
  const changed = await setComponentStatuses(tx, pageId, [{ id, newStatus }], cause, at)
  if (changed.length === 0) return false
  const updated = await recordActivity(tx, 'component.updated', {
    subjectId: id,
    causedBy: by,
    data: { name, pageId, status: newStatus, changed: ['status'] },
  })
  await tellComponentChange(tx, { component, newStatus, causedBy: updated.id })
  return true
}
