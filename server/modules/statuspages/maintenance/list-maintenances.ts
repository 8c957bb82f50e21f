import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import * as pageRepo from '../repo.ts'
import {
  describeMaintenance,
  describeMaintenances,
  nameMonitors,
  type MaintenanceView,
  type NamedMonitor,
} from './describe.ts'
import { describeRule } from './occurrences.ts'
import * as repo from './repo.ts'
import * as seriesRepo from './series-repo.ts'
import type { Series } from './series.ts'

type Listed = { items: MaintenanceView[]; nextCursor: string | null }

/** What goes on and what comes, the next to begin first; there are at most 200. */
export function listOpenMaintenances(ctx: Context, pageId: string): Promise<Listed> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pageRepo.getPage(tx, pageId)
    return { items: await describeMaintenances(tx, await repo.listOpen(tx, pageId)), nextCursor: null }
  })
}

/** Completed and cancelled, the latest start first. */
export function listPastMaintenances(ctx: Context, pageId: string, { cursor, limit }: PageQuery): Promise<Listed> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pageRepo.getPage(tx, pageId)
    const found = await repo.listOver(tx, pageId, { before: positionOf(cursor), limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    const nextCursor = last ? encodeCursor([last.scheduledFor.toISOString(), last.id]) : null
    return { items: await describeMaintenances(tx, items), nextCursor }
  })
}

function positionOf(cursor: string | undefined): { scheduledFor: Date; id: string } | undefined {
  const [at, id] = decodeCursor(cursor, 2)
  if (at === undefined || id === undefined) return undefined
  const scheduledFor = new Date(at)
  return Number.isNaN(scheduledFor.getTime()) ? undefined : { scheduledFor, id }
}

/** Throws not_found for another workspace's, in the same words as for none. */
export function getMaintenance(ctx: Context, id: string): Promise<MaintenanceView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => describeMaintenance(tx, await repo.getMaintenance(tx, id)))
}

/** `words`: the rule as a sentence. */
export type ListedSeries = Series & { words: string; componentIds: string[]; monitors: NamedMonitor[] }

/** Those that go on. */
export function listSeries(ctx: Context, pageId: string): Promise<ListedSeries[]> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await pageRepo.getPage(tx, pageId)
    const found = await seriesRepo.listSeries(tx, pageId)
    const views: ListedSeries[] = []
    for (const series of found) views.push(await describeSeries(tx, series))
    return views
  })
}

/** One of them, also one that has ended. */
export function getSeries(ctx: Context, id: string): Promise<ListedSeries> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => describeSeries(tx, await seriesRepo.getSeries(tx, id)))
}

async function describeSeries(tx: Tx, series: Series): Promise<ListedSeries> {
  const componentIds = await seriesRepo.listComponentIds(tx, series.id)
  const monitorIds = await seriesRepo.listMonitorIds(tx, series.id)
  const monitors = [...(await nameMonitors(tx, monitorIds)).values()]
  return { ...series, words: describeRule(series), componentIds, monitors }
}
