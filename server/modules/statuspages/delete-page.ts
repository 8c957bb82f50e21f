import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from './repo.ts'
import { forgetSnapshot } from './snapshot-cache.ts'

/** With its components, reports and subscribers. The slug is free again. */
export async function deletePage(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  const page = await inTransaction(ctx, async (tx) => {
    const found = await repo.getPageForUpdate(tx, id)
    await repo.deletePage(tx, id)
    await recordActivity(tx, 'statusPage.deleted', { subjectId: id, data: { name: found.name, slug: found.slug } })
    const { slug, name, description, timeZone } = found
    await recordAudit(tx, 'statusPage.deleted', { targetId: id, before: { slug, name, description, timeZone } })
    return found
  })
  forgetSnapshot(ctx, page.slug)
}
