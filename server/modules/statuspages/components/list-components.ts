import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as repo from '../repo.ts'
import type { ComponentGroup } from './component.ts'
import { describeComponents, type ComponentView } from './describe-components.ts'
import * as groupRepo from './group-repo.ts'

/** All components of a page in their order; there are at most 200. */
export function listComponents(ctx: Context, pageId: string): Promise<ComponentView[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getPage(tx, pageId)
    return describeComponents(tx, pageId)
  })
}

/** All groups of a page in their order; there are at most 50. */
export function listComponentGroups(ctx: Context, pageId: string): Promise<ComponentGroup[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getPage(tx, pageId)
    return groupRepo.listGroups(tx, [pageId])
  })
}
