import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import type { Attempt, Delivery } from './delivery.ts'
import * as attempts from './attempt-repo.ts'
import * as deliveries from './delivery-repo.ts'

export type DeliveryPage = { items: { delivery: Delivery; attempts: Attempt[] }[]; nextCursor: string | null }

/** What was sent, or not and why, newest first, each with all its attempts. */
export async function listDeliveries(
  ctx: Context,
  input: deliveries.DeliveryFilter & PageQuery,
): Promise<DeliveryPage> {
  requirePermission(ctx, 'channels.read')
  const { cursor, limit, ...filter } = input
  const [after] = decodeCursor(cursor, 1)
  return inTransaction(ctx, async (tx) => {
    const found = await deliveries.list(tx, filter, { after, limit })
    const page = found.slice(0, limit)
    const log = await attempts.list(
      tx,
      page.map(({ id }) => id),
    )
    const last = found.length > limit ? page.at(-1) : undefined
    return {
      items: page.map((delivery) => ({
        delivery,
        attempts: log.filter(({ deliveryId }) => deliveryId === delivery.id),
      })),
      nextCursor: last ? encodeCursor([last.id]) : null,
    }
  })
}
