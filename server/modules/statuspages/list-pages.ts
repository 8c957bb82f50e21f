import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { describePages, type PageView } from './describe-pages.ts'
import * as repo from './repo.ts'

/** All pages of the workspace, oldest first; there are at most 50. */
export function listPages(ctx: Context): Promise<PageView[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => describePages(tx, await repo.listPages(tx)))
}

/** Throws not_found for another workspace's page, in the same words as for none. */
export function getPage(ctx: Context, id: string): Promise<PageView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => (await describePages(tx, [await repo.getPage(tx, id)] as const))[0])
}
