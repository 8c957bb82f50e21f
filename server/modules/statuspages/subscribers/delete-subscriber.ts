import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import * as repo from './subscriber-repo.ts'

/** The person and all that was sent to them is forgotten. They may subscribe again. */
export async function deleteSubscriber(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  await inTransaction(ctx, async (tx) => {
    const subscriber = await repo.findSubscriber(tx, id)
    if (!subscriber) throw notFound('subscriber')
    await repo.deleteSubscriber(tx, id)
    await recordActivity(tx, 'subscriber.deleted', { subjectId: id, data: { pageId: subscriber.pageId } })
    await recordAudit(tx, 'subscriber.deleted', { targetId: id, before: { pageId: subscriber.pageId } })
  })
}
