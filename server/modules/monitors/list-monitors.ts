import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import * as checkIns from './check-in-repo.ts'
import type { Monitor, Status } from './monitor.ts'
import * as repo from './repo.ts'

export type MonitorWithStatus = Monitor & { environments: Status[] }

/** By slug. */
export async function listMonitors(
  ctx: Context,
  { cursor, limit, projectId }: PageQuery & { projectId?: string | undefined },
): Promise<{ items: MonitorWithStatus[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const [slug, id] = decodeCursor(cursor, 2)
  const after = slug === undefined || id === undefined ? undefined : { slug, id }
  return inTransaction(ctx, async (tx) => {
    if (projectId !== undefined) await requireProject(tx, projectId)
    const found = await repo.list(tx, { projectId }, { after, limit })
    const items = found.slice(0, limit)
    const statuses = await repo.listStatuses(
      tx,
      items.map((monitor) => monitor.id),
    )
    const last = found.length > limit ? items.at(-1) : undefined
    return {
      items: items.map((monitor) => ({
        ...monitor,
        environments: statuses.filter(({ monitorId }) => monitorId === monitor.id),
      })),
      nextCursor: last ? encodeCursor([last.slug, last.id]) : null,
    }
  })
}

/** Throws not_found for another workspace's monitor, in the same words as for none. */
export async function getMonitor(ctx: Context, id: string): Promise<MonitorWithStatus> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const monitor = await repo.find(tx, id)
    if (!monitor) throw notFound('monitor')
    return { ...monitor, environments: await repo.listStatuses(tx, [id]) }
  })
}

/** Newest first. */
export async function listCheckIns(
  ctx: Context,
  monitorId: string,
  { cursor, limit, environment }: PageQuery & { environment?: string | undefined },
): Promise<{ items: checkIns.StoredCheckIn[]; nextCursor: string | null }> {
  requirePermission(ctx, 'incidents.read')
  const [at, id] = decodeCursor(cursor, 2)
  const startedAt = new Date(at ?? 0)
  if (Number.isNaN(startedAt.getTime())) throw invalidRequest('cursor: not one that this list gave')
  return inTransaction(ctx, async (tx) => {
    if (!(await repo.find(tx, monitorId))) throw notFound('monitor')
    const after = id === undefined ? undefined : { startedAt, id }
    const found = await checkIns.list(tx, { monitorId, environment }, { after, limit })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return { items, nextCursor: last ? encodeCursor([last.startedAt.toISOString(), last.id]) : null }
  })
}
