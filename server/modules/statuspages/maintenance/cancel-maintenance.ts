import { recordAudit } from '#modules/audit'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { conflict } from '#platform/errors'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import { describeMaintenance, type MaintenanceView } from './describe.ts'
import { cancel, type Maintenance } from './maintenance.ts'
import { planSeries } from './plan-series.ts'
import * as repo from './repo.ts'
import { say } from './say.ts'
import * as seriesRepo from './series-repo.ts'
import type { Series } from './series.ts'

export type Cancellation = {
  /** Said to the public. */
  reason?: string | undefined
  notifySubscribers?: boolean | undefined
}

/** Cancels one window; its series goes on without it. Throws conflict once it has begun. */
export async function cancelMaintenance(ctx: Context, id: string, input: Cancellation): Promise<MaintenanceView> {
  requirePermission(ctx, 'statuspages.write')
  const { slug, view } = await inTransaction(ctx, async (tx) => {
    const { pageId, seriesId } = await repo.getMaintenance(tx, id)
    const page = await pageRepo.getPageForUpdate(tx, pageId)
    const before = await repo.getMaintenance(tx, id)
    const saved = await cancelOne(tx, before, { ...input, isTold: input.notifySubscribers ?? true })
    const series = seriesId === null ? undefined : await seriesRepo.findSeries(tx, seriesId)
    // There is always a next one to be seen.
    if (series?.planAt) await planSeries(tx, series, { tellsFirst: false })
    const view = await describeMaintenance(tx, saved)
    await recordAudit(tx, 'maintenance.cancelled', { targetId: id, before, after: input })
    return { slug: page.slug, view }
  })
  forgetSnapshot(ctx, slug)
  return view
}

/** No further windows; those that have not begun are cancelled, and the next of them is told of. */
export async function endSeries(ctx: Context, seriesId: string, input: Cancellation): Promise<Series> {
  requirePermission(ctx, 'statuspages.write')
  const { slug, series } = await inTransaction(ctx, async (tx) => {
    const { pageId } = await seriesRepo.getSeries(tx, seriesId)
    const page = await pageRepo.getPageForUpdate(tx, pageId)
    const before = await seriesRepo.getSeries(tx, seriesId)
    if (before.endedAt) throw conflict('the series has already ended')
    const series = { ...before, planAt: null, endedAt: tx.now(), updatedAt: tx.now() }
    await seriesRepo.updateSeries(tx, series)
    const wanted = input.notifySubscribers ?? true
    for (const [index, id] of (await seriesRepo.listScheduledIds(tx, seriesId)).entries()) {
      // One mail says that the series is over; a fortnight of them would say no more.
      await cancelOne(tx, await repo.getMaintenance(tx, id), { ...input, isTold: wanted && index === 0 })
    }
    await pageRepo.touchPage(tx, pageId)
    await recordAudit(tx, 'maintenanceSeries.ended', { targetId: seriesId, before, after: input })
    return { slug: page.slug, series }
  })
  forgetSnapshot(ctx, slug)
  return series
}

/** Under the page's lock. */
export async function cancelOne(
  tx: Tx,
  before: Maintenance,
  { reason, isTold }: { reason?: string | undefined; isTold: boolean },
): Promise<Maintenance> {
  const body = reason ?? 'This maintenance will not take place.'
  const said = await say(tx, cancel(before, tx.now()), { kind: 'cancelled', body, isTold, at: tx.now() })
  return said.maintenance
}
