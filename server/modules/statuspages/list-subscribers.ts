import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { PageQuery } from '#platform/http'
import { cursorAfter, positionOf } from './list-reports.ts'
import * as pages from './repo.ts'
import * as repo from './subscriber-repo.ts'
import type { Subscriber } from './subscriber.ts'

/** Who is subscribed or asked to be, newest first. Addresses are personal data: only for those who may change the page. */
export function listSubscribers(
  ctx: Context,
  pageId: string,
  { cursor, limit }: PageQuery,
): Promise<{ items: Subscriber[]; nextCursor: string | null }> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    await pages.getPage(tx, pageId)
    const found = await repo.listSubscribers(tx, pageId, { before: positionOf(cursor), limit: limit + 1 })
    const items = found.slice(0, limit)
    return { items, nextCursor: found.length > limit ? cursorAfter(items) : null }
  })
}
