import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import * as repo from './delivery-repo.ts'
import type { Delivery } from './delivery.ts'

export type DeliveriesView = {
  /** How many ended how, or still wait, through each channel. */
  counts: repo.DeliveryCount[]
  items: Delivery[]
  nextCursor: string | null
}

/** Who got an update, who did not, and why. Throws not_found for an update of which nobody was to be told. */
export function listUpdateDeliveries(
  ctx: Context,
  updateId: string,
  { cursor, limit, ...filter }: PageQuery & repo.DeliveryFilter,
): Promise<DeliveriesView> {
  requirePermission(ctx, 'statuspages.write')
  const [after] = decodeCursor(cursor, 1)
  return inTransaction(ctx, async (tx) => {
    if (!(await repo.findTelling(tx, updateId))) throw notFound('update')
    const counts = await repo.countDeliveries(tx, updateId)
    const found = await repo.listDeliveries(tx, updateId, { ...filter, after, limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return { counts, items, nextCursor: last ? encodeCursor([last.subscriberId]) : null }
  })
}
