import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import * as groupRepo from './group-repo.ts'
import { treeOf } from './order.ts'

/** With its history. What updates said of it stays in them. */
export async function deleteComponent(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  const page = await inTransaction(ctx, async (tx) => {
    const { pageId } = await repo.getComponent(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const { name, description, status } = await repo.getComponent(tx, id)
    await repo.deleteComponent(tx, id)
    const rest = await repo.listComponents(tx, [pageId])
    await groupRepo.saveTree(tx, treeOf(rest, await groupRepo.listGroups(tx, [pageId])))
    await repo.touchPage(tx, pageId)
    await recordActivity(tx, 'component.deleted', { subjectId: id, data: { name, pageId } })
    await recordAudit(tx, 'component.deleted', { targetId: id, before: { pageId, name, description, status } })
    return found
  })
  forgetSnapshot(ctx, page.slug)
}
