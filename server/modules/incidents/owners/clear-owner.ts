/** Whoever leaves the workspace owns nothing in it any more; what they did stays. */
import { listMemberships } from '#modules/workspaces'
import { recordActivity, subscription, type Activity } from '#platform/activity'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { removePersonal } from '../views/repo.ts'

const sliceSize = 200

export const ownerSubscription = subscription({
  name: 'incidents.clearOwner',
  purpose: 'incidents',
  reads: ['C14'],
  on: ['member.left', 'member.removed'],
  handle: clearOwner,
})

/** A second run finds nothing left. Somebody who came back in the meantime keeps what they were given since. */
export async function clearOwner(ctx: Context, activity: Pick<Activity, 'id' | 'subjectId'>): Promise<void> {
  let cleared = sliceSize
  while (cleared === sliceSize) cleared = await inTransaction(ctx, (tx) => clearSlice(tx, activity))
}

async function clearSlice(tx: Tx, { id: causedBy, subjectId: userId }: Pick<Activity, 'id' | 'subjectId'>) {
  if ((await listMemberships(tx)).some((member) => member.userId === userId)) return 0
  await removePersonal(tx, userId)
  const found = await tx.db
    .selectFrom('incidents')
    .select(['id', 'title', 'number'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('ownerId', '=', userId)
    .orderBy('id')
    .limit(sliceSize)
    .forUpdate()
    .execute()
  if (found.length === 0) return 0
  const ids = found.map(({ id }) => id)
  await tx.db
    .updateTable('incidents')
    .set({ ownerId: null })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', 'in', ids)
    .execute()
  for (const { id, title, number } of found) {
    await recordActivity(tx, 'incident.ownerSet', { subjectId: id, causedBy, data: { title, number, ownerId: null } })
  }
  return found.length
}
