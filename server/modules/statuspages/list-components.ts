import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Component } from './component.ts'
import * as repo from './repo.ts'

/** All components of a page in their order; there are at most 200. */
export function listComponents(ctx: Context, pageId: string): Promise<Component[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getPage(tx, pageId)
    return repo.listComponents(tx, [pageId])
  })
}
