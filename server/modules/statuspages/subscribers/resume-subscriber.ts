import { recordAudit } from '#modules/audit'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict, notFound } from '#platform/errors'
import { withComponents, type SubscriberView } from './list-subscribers.ts'
import * as repo from './subscriber-repo.ts'

/** Sends there again, from the next update on, after it was stopped because nothing arrived. Throws conflict. */
export async function resumeSubscriber(ctx: Context, id: string): Promise<SubscriberView> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    const before = await repo.findSubscriberForUpdate(tx, id)
    if (!before) throw notFound('subscriber')
    if (before.suppressedAt === null) throw conflict('nothing was stopped for this subscriber')
    const running = { suppressedAt: null, suppressedReason: null, bounces: 0 as const }
    await repo.updateSubscriber(tx, id, running)
    const [view] = await withComponents(tx, [{ ...before, ...running }])
    if (!view) throw new Error('a subscriber that was just changed is not there')
    await recordAudit(tx, 'subscriber.resumed', { targetId: id, before: { pageId: before.pageId } })
    return view
  })
}
