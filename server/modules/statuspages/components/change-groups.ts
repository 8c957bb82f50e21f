import { recordAudit } from '#modules/audit'
import { recordActivity } from '#platform/activity'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import { newShortId } from '#platform/ids'
import * as repo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { maxGroups, type ComponentGroup, type UpWhen } from './component.ts'
import * as groupRepo from './group-repo.ts'
import { dissolved, flatten, sameParts, treeOf, type Place } from './order.ts'

export type GroupInput = {
  name?: string | undefined
  description?: string | undefined
  upWhen?: UpWhen | undefined
}

/** A new group is empty and comes last. */
export async function createComponentGroup(
  ctx: Context,
  pageId: string,
  input: GroupInput & { name: string },
): Promise<ComponentGroup> {
  requirePermission(ctx, 'statuspages.write')
  const { page, group } = await inTransaction(ctx, async (tx) => {
    const found = await repo.getPageForUpdate(tx, pageId)
    const groups = await groupRepo.listGroups(tx, [pageId])
    if (groups.length >= maxGroups) throw conflict(`a status page has at most ${maxGroups} groups`)
    const components = await repo.listComponents(tx, [pageId])
    const at = tx.now()
    const added: ComponentGroup = {
      id: newShortId(),
      name: input.name,
      description: input.description ?? '',
      position: components.length + groups.length + 1,
      upWhen: input.upWhen ?? 'all',
      createdAt: at,
      updatedAt: at,
    }
    await groupRepo.insertGroup(tx, pageId, added)
    await repo.touchPage(tx, pageId)
    await recordActivity(tx, 'componentGroup.created', { subjectId: added.id, data: { name: added.name, pageId } })
    await recordAudit(tx, 'componentGroup.created', { targetId: added.id, after: { pageId, ...input } })
    return { page: found, group: added }
  })
  forgetSnapshot(ctx, page.slug)
  return group
}

/** Fields that are not given stay. */
export async function updateComponentGroup(ctx: Context, id: string, input: GroupInput): Promise<ComponentGroup> {
  requirePermission(ctx, 'statuspages.write')
  const { page, group } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await groupRepo.getGroup(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const before = await groupRepo.getGroup(tx, id)
    const name = input.name ?? before.name
    const description = input.description ?? before.description
    const upWhen = input.upWhen ?? before.upWhen
    const isSame = name === before.name && description === before.description && upWhen === before.upWhen
    if (isSame) return { page: found, group: before }
    await groupRepo.updateGroup(tx, id, { name, description, upWhen, updatedAt: tx.now() })
    await repo.touchPage(tx, pageId)
    const after = await groupRepo.getGroup(tx, id)
    await recordActivity(tx, 'componentGroup.updated', { subjectId: id, data: { name, pageId } })
    await recordAudit(tx, 'componentGroup.updated', { targetId: id, before, after })
    return { page: found, group: after }
  })
  forgetSnapshot(ctx, page.slug)
  return group
}

/** Its components stay where they were, without a heading. */
export async function deleteComponentGroup(ctx: Context, id: string): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  const page = await inTransaction(ctx, async (tx) => {
    const { pageId } = await groupRepo.getGroup(tx, id)
    const found = await repo.getPageForUpdate(tx, pageId)
    const { name, description } = await groupRepo.getGroup(tx, id)
    const tree = treeOf(await repo.listComponents(tx, [pageId]), await groupRepo.listGroups(tx, [pageId]))
    await groupRepo.deleteGroup(tx, id)
    await groupRepo.saveTree(tx, dissolved(tree, id))
    await repo.touchPage(tx, pageId)
    await recordActivity(tx, 'componentGroup.deleted', { subjectId: id, data: { name, pageId } })
    await recordAudit(tx, 'componentGroup.deleted', { targetId: id, before: { pageId, name, description } })
    return found
  })
  forgetSnapshot(ctx, page.slug)
}

/**
 * Sets the whole order of a page at once. Throws conflict when the tree does not hold just the page's components and
 * groups, each once: then somebody added or removed one meanwhile.
 */
export async function setComponentOrder(ctx: Context, pageId: string, tree: readonly Place[]): Promise<void> {
  requirePermission(ctx, 'statuspages.write')
  const page = await inTransaction(ctx, async (tx) => {
    const found = await repo.getPageForUpdate(tx, pageId)
    const before = treeOf(await repo.listComponents(tx, [pageId]), await groupRepo.listGroups(tx, [pageId]))
    if (!sameParts(before, tree))
      throw conflict('the components of the page are not those that the order names; load them again')
    await groupRepo.saveTree(tx, tree)
    if (JSON.stringify(before) !== JSON.stringify(tree)) {
      await repo.touchPage(tx, pageId)
      await recordActivity(tx, 'statusPage.reordered', { subjectId: pageId, data: { name: found.name } })
      const change = { before: { order: flatten(before) }, after: { order: flatten(tree) } }
      await recordAudit(tx, 'statusPage.reordered', { targetId: pageId, ...change })
    }
    return found
  })
  forgetSnapshot(ctx, page.slug)
}
