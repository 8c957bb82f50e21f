/** What a page lets people subscribe by, and how many. */
import { recordAudit } from '#modules/audit'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as pages from '../repo.ts'
import * as repo from './subscriber-repo.ts'

export type SubscriberSettings = {
  /** Of all channels, confirmed or not; 0: nobody can subscribe. */
  subscriberLimit: number
  webhooks: boolean
  slack: boolean
}

/** As much as the largest plans of established vendors; the owner may allow more. */
export const defaultSettings: SubscriberSettings = { subscriberLimit: 25_000, webhooks: true, slack: true }
export const maxSubscriberLimit = 500_000

export async function loadSettings(tx: Tx, pageId: string): Promise<SubscriberSettings> {
  const query = tx.db.selectFrom('subscriberSettings').select(['subscriberLimit', 'webhooks', 'slack'])
  const found = await query.where('workspaceId', '=', tx.workspaceId).where('pageId', '=', pageId).executeTakeFirst()
  return found ?? defaultSettings
}

export function getSubscriberSettings(
  ctx: Context,
  pageId: string,
): Promise<SubscriberSettings & { subscriberCount: number }> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pages.getPage(tx, pageId)
    return { ...(await loadSettings(tx, pageId)), subscriberCount: await repo.countPlaces(tx, pageId) }
  })
}

/** Whoever is subscribed stays so, also when the limit is below their number. */
export function updateSubscriberSettings(
  ctx: Context,
  pageId: string,
  change: { [K in keyof SubscriberSettings]?: SubscriberSettings[K] | undefined },
): Promise<SubscriberSettings & { subscriberCount: number }> {
  requirePermission(ctx, 'statuspages.write')
  return inTransaction(ctx, async (tx) => {
    await pages.getPageForUpdate(tx, pageId)
    const before = await loadSettings(tx, pageId)
    const after: SubscriberSettings = {
      subscriberLimit: change.subscriberLimit ?? before.subscriberLimit,
      webhooks: change.webhooks ?? before.webhooks,
      slack: change.slack ?? before.slack,
    }
    await tx.db
      .insertInto('subscriberSettings')
      .values({ ...after, workspaceId: tx.workspaceId, pageId, updatedAt: tx.now() })
      .onConflict((row) => row.columns(['workspaceId', 'pageId']).doUpdateSet({ ...after, updatedAt: tx.now() }))
      .execute()
    await recordAudit(tx, 'subscriberSettings.updated', { targetId: pageId, before, after })
    return { ...after, subscriberCount: await repo.countPlaces(tx, pageId) }
  })
}
