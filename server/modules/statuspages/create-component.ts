import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newShortId } from '#platform/ids'
import type { Component } from './component.ts'
import { maxComponents } from './page.ts'
import * as repo from './repo.ts'
import { forgetSnapshot } from './snapshot-cache.ts'

/** A new component is operational and comes last. */
export async function createComponent(
  ctx: Context,
  pageId: string,
  input: { name: string; description?: string | undefined },
): Promise<Component> {
  requirePermission(ctx, 'statuspages.write')
  const { page, component } = await inTransaction(ctx, async (tx) => {
    const found = await repo.getPageForUpdate(tx, pageId)
    const others = await repo.listComponents(tx, [pageId])
    if (others.length >= maxComponents) throw conflict(`a status page has at most ${maxComponents} components`)
    const added: Component = {
      id: newShortId(),
      name: input.name,
      description: input.description ?? '',
      status: 'operational',
      position: others.length + 1,
      createdAt: tx.now(),
      updatedAt: tx.now(),
    }
    await repo.insertComponent(tx, pageId, added)
    await repo.touchPage(tx, pageId)
    await recordActivity(tx, 'component.created', { subjectId: added.id, data: { name: added.name, pageId } })
    const { name, description } = added
    await recordAudit(tx, 'component.created', { targetId: added.id, after: { pageId, name, description } })
    return { page: found, component: added }
  })
  forgetSnapshot(ctx, page.slug)
  return component
}
