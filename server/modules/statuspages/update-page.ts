import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { PageInput } from './create-page.ts'
import { describePages, type PageView } from './describe-pages.ts'
import * as repo from './repo.ts'
import { forgetSnapshot } from './snapshot-cache.ts'

/** Fields that are not given stay. What changes nothing leaves `updatedAt` alone. */
export async function updatePage(
  ctx: Context,
  id: string,
  input: { [K in keyof PageInput]?: PageInput[K] | undefined },
): Promise<PageView> {
  requirePermission(ctx, 'statuspages.write')
  const { before, after } = await inTransaction(ctx, async (tx) => {
    const found = await repo.getPageForUpdate(tx, id)
    const next = {
      ...found,
      slug: input.slug ?? found.slug,
      name: input.name ?? found.name,
      description: input.description ?? found.description,
      timeZone: input.timeZone ?? found.timeZone,
      locale: input.locale ?? found.locale,
    }
    const fields = ['slug', 'name', 'description', 'timeZone', 'locale'] as const
    const changed = fields.filter((key) => next[key] !== found[key])
    if (changed.length > 0) {
      next.updatedAt = tx.now()
      await repo.updatePage(tx, next)
      await recordActivity(tx, 'statusPage.updated', { subjectId: id, data: { name: next.name, changed } })
      await recordAudit(tx, 'statusPage.updated', { targetId: id, before: found, after: next })
    }
    return { before: found, after: (await describePages(tx, [next] as const))[0] }
  })
  forgetSnapshot(ctx, before.slug)
  forgetSnapshot(ctx, after.slug)
  return after
}
