/**
 * What joins a page and its monitors once both are there: components that follow monitors, windows that keep monitors
 * quiet, and series of windows. Only what is new is joined: what somebody took apart stays apart.
 */
import { recordAudit } from '#modules/audit'
import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import * as followingRepo from '../following/repo.ts'
import { setFollowing } from '../following/set-following.ts'
import { planSeries } from '../maintenance/plan-series.ts'
import * as maintenanceRepo from '../maintenance/repo.ts'
import * as seriesRepo from '../maintenance/series-repo.ts'
import { maxSeries, type Series } from '../maintenance/series.ts'
import * as pageRepo from '../repo.ts'
import { forgetSnapshot } from '../snapshot-cache.ts'
import type { ImportedMonitor } from './import-monitors.ts'
import type { PlannedSeries, Skipped } from './plan.ts'
import type { Placed, PreparedPage } from './prepare-page.ts'

type Ids = ReadonlyMap<string, ImportedMonitor>

/** `ids`: our monitors by how the source numbers them. Each thing in a transaction of its own. */
export async function connectPage(
  ctx: Context,
  prepared: PreparedPage,
  ids: Ids,
): Promise<{ followed: number; series: number; skipped: Skipped[] }> {
  const skipped: Skipped[] = []
  const followed = await followMonitors(ctx, prepared, ids)
  await quietMonitors(ctx, prepared, ids)
  let series = 0
  const componentIdOf = new Map(prepared.components.map(({ sourceId, id }) => [sourceId, id]))
  for (const planned of prepared.series) {
    if (planned.isThere) continue
    const componentIds = planned.componentSourceIds.flatMap((sourceId) => componentIdOf.get(sourceId) ?? [])
    const reason = await addSeries(ctx, prepared.page.id, planned, {
      componentIds,
      monitorIds: monitorIdsOf(planned.monitorSourceIds, ids),
    })
    if (reason === undefined) series += 1
    else skipped.push({ what: 'maintenance', name: planned.title, reason })
  }
  if (series > 0) forgetSnapshot(ctx, prepared.page.slug)
  return { followed, series, skipped }
}

async function followMonitors(ctx: Context, { components }: PreparedPage, ids: Ids): Promise<number> {
  let followed = 0
  for (const { id, isThere, monitorSourceId } of components) {
    const monitor = monitorSourceId === undefined ? undefined : ids.get(monitorSourceId)
    if (!monitor || (isThere && !monitor.isNew)) continue
    const others = isThere ? await inTransaction(ctx, (tx) => followingRepo.listMonitorIds(tx, id)) : []
    if (others.length > 0) continue
    await setFollowing(ctx, id, { monitorIds: [monitor.id] })
    followed += 1
  }
  return followed
}

/** The windows were put on record with their page; whom they silence was not known then. */
async function quietMonitors(ctx: Context, { maintenances }: PreparedPage, ids: Ids): Promise<void> {
  for (const { id, isThere, status, monitorSourceIds = [] } of maintenances) {
    const monitors = monitorSourceIds.flatMap((sourceId) => ids.get(sourceId) ?? [])
    if (status === 'completed' || monitors.length === 0 || (isThere && monitors.every(({ isNew }) => !isNew))) continue
    await inTransaction(ctx, async (tx) => {
      const before = (await maintenanceRepo.listMonitors(tx, [id])).map(({ monitorId }) => monitorId)
      if (before.length > 0) return
      const monitorIds = monitors.map((monitor) => monitor.id)
      await maintenanceRepo.setMonitors(tx, id, monitorIds)
      await recordAudit(tx, 'maintenance.updated', { targetId: id, before: { monitorIds: [] }, after: { monitorIds } })
    })
  }
}

function monitorIdsOf(sourceIds: readonly string[], ids: Ids): string[] {
  return sourceIds.flatMap((sourceId) => ids.get(sourceId)?.id ?? [])
}

type Members = { componentIds: string[]; monitorIds: string[] }

/** A sentence when there is no room for it. Nobody is told, neither now nor when its windows begin and end. */
async function addSeries(
  ctx: Context,
  pageId: string,
  planned: Placed<PlannedSeries>,
  members: Members,
): Promise<string | undefined> {
  return inTransaction(ctx, async (tx) => {
    await pageRepo.getPageForUpdate(tx, pageId)
    const others = await seriesRepo.listSeries(tx, pageId)
    // Another import was quicker.
    if (others.some(({ id }) => id === planned.id)) return undefined
    if (others.length >= maxSeries) return `a status page has at most ${maxSeries} series of maintenances`
    const series = seriesOf(tx, pageId, planned)
    await seriesRepo.insertSeries(tx, series, members)
    await planSeries(tx, series, { tellsFirst: false })
    await pageRepo.touchPage(tx, pageId)
    const { title, rule, startsLocal, timeZone, durationMinutes } = series
    const after = { pageId, title, recurrence: rule, scheduledFor: startsLocal, timeZone, durationMinutes, ...members }
    await recordAudit(tx, 'maintenance.scheduled', { targetId: series.id, after })
    return undefined
  })
}

function seriesOf(tx: Tx, pageId: string, planned: Placed<PlannedSeries>): Series {
  const { id, title, body, startsLocal, timeZone, rule, durationMinutes } = planned
  const now = tx.now()
  return {
    ...{ id, pageId, title, body, startsLocal, timeZone, rule, durationMinutes },
    ...{ verifyMinutes: 0, remindMinutes: null, tellsStart: false, tellsEnd: false, setsComponents: true },
    ...{ plannedThrough: null, planAt: now, endedAt: null, createdAt: now, updatedAt: now },
  }
}
