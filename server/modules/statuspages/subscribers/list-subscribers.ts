import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { PageQuery } from '#platform/http'
import { cursorAfter, positionOf } from '../reports/list-reports.ts'
import * as pages from '../repo.ts'
import * as repo from './subscriber-repo.ts'
import type { Subscriber } from './subscriber.ts'

export type SubscriberView = Subscriber & {
  /** Null: the whole page. */
  componentIds: string[] | null
  groupIds: string[]
}

/** Who is subscribed or asked to be, newest first. Addresses are personal data: only for those who may change the page. */
export function listSubscribers(
  ctx: Context,
  pageId: string,
  { cursor, limit, ...filter }: PageQuery & repo.SubscriberFilter,
): Promise<{ items: SubscriberView[]; nextCursor: string | null }> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    await pages.getPage(tx, pageId)
    const before = positionOf(cursor)
    const found = await repo.listSubscribers(tx, pageId, { ...filter, before, limit: limit + 1 })
    const subscribers = found.slice(0, limit)
    const items = await withComponents(tx, subscribers)
    return { items, nextCursor: found.length > limit ? cursorAfter(subscribers) : null }
  })
}

export async function withComponents(
  tx: Parameters<typeof repo.listChosenComponents>[0],
  subscribers: readonly Subscriber[],
): Promise<SubscriberView[]> {
  const choosy = subscribers.filter(({ scope }) => scope === 'components').map(({ id }) => id)
  const chosen = await repo.listChosenComponents(tx, choosy)
  const groups = await repo.listChosenGroups(tx, choosy)
  return subscribers.map((each) => ({
    ...each,
    componentIds: each.scope === 'page' ? null : (chosen.get(each.id) ?? []),
    groupIds: groups.get(each.id) ?? [],
  }))
}
