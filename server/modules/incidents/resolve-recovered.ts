import { recordActivity } from '#platform/activity'
import type { Tx } from '#platform/context'
import * as groups from './groups/repo.ts'
import * as repo from './repo.ts'
import { resolve } from './resolution.ts'

/**
 * What was missing is there again: resolves the incident of the group, unless it is resolved or muted, or was merged
 * with others, which have not recovered. `tx` is of the system. Returns the incident if it changed.
 */
export async function resolveRecovered(
  tx: Tx,
  { projectId, key, at, causedBy }: { projectId: string; key: string; at: Date; causedBy: string },
): Promise<{ id: string } | undefined> {
  const [group] = await groups.listKeys(tx, [{ projectId, key }])
  if (!group) return undefined
  const [before] = await repo.listForUpdate(tx, [group.incidentId])
  if (!before || before.mergedInto !== null || before.status === 'resolved' || before.status === 'muted') {
    return undefined
  }
  if ((await groups.countGroupsOf(tx, [before.id])) > 1) return undefined
  const incident = resolve(before, tx.actor.id, at)
  await repo.update(tx, incident)
  const { id, title, number } = incident
  await recordActivity(tx, 'incident.resolved', { subjectId: id, causedBy, data: { title, number } })
  return { id }
}
