import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context, type Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest, notFound } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import * as checkIns from './check-in-repo.ts'
import type { Condition, Monitor, Status } from './monitor.ts'
import * as repo from './repo.ts'

const recentShown = 30

/** What the newest check-ins of a monitor came to. */
export type RecentCheckIn = Pick<checkIns.StoredCheckIn, 'id' | 'environment' | 'state' | 'startedAt' | 'durationMs'>

export type MonitorInDetail = Monitor & {
  environments: Status[]
  /** The newest thirty, newest first. */
  recent: RecentCheckIn[]
}

export type MonitorFilter = {
  projectId?: string | undefined
  /** In slug or name. */
  query?: string | undefined
  condition?: Condition | undefined
}

/** By slug. `counts`: of all that match the filter but for the condition. */
export async function listMonitors(
  ctx: Context,
  { cursor, limit, ...filter }: PageQuery & MonitorFilter,
): Promise<{ items: MonitorInDetail[]; nextCursor: string | null; counts: Record<Condition, number> }> {
  requirePermission(ctx, 'incidents.read')
  const [slug, id] = decodeCursor(cursor, 2)
  const after = slug === undefined || id === undefined ? undefined : { slug, id }
  return inTransaction(ctx, async (tx) => {
    if (filter.projectId !== undefined) await requireProject(tx, filter.projectId)
    const found = await repo.list(tx, filter, { after, limit })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return {
      items: await describeMonitors(tx, items),
      nextCursor: last ? encodeCursor([last.slug, last.id]) : null,
      counts: await repo.countByCondition(tx, filter),
    }
  })
}

/** Throws not_found for another workspace's monitor, in the same words as for none. */
export async function getMonitor(ctx: Context, id: string): Promise<MonitorInDetail> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const found = await repo.find(tx, id)
    const [monitor] = await describeMonitors(tx, found ? [found] : [])
    if (!monitor) throw notFound('monitor')
    return monitor
  })
}

/** With their states and what was said last, in the order in which they are given. */
export async function describeMonitors(tx: Tx, monitors: readonly Monitor[]): Promise<MonitorInDetail[]> {
  const ids = monitors.map(({ id }) => id)
  const statuses = await repo.listStatuses(tx, ids)
  const recent = await checkIns.listRecent(tx, ids, recentShown)
  return monitors.map((monitor) => ({
    ...monitor,
    environments: statuses.filter(({ monitorId }) => monitorId === monitor.id),
    recent: recent.filter(({ monitorId }) => monitorId === monitor.id),
  }))
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
