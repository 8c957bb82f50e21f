import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import type { CheckCondition, CheckSort } from './check-monitor.ts'
import * as repo from './list-repo.ts'

/** `counts`: of all that match the filter but for the condition. */
export async function listCheckMonitors(
  ctx: Context,
  { cursor, limit, sort, ...filter }: PageQuery & repo.CheckFilter & { sort: CheckSort },
): Promise<{ items: repo.ListedCheck[]; nextCursor: string | null; counts: Record<CheckCondition, number> }> {
  requirePermission(ctx, 'incidents.read')
  const [key, id] = decodeCursor(cursor, 2)
  const after = key === undefined || id === undefined ? undefined : { key, id }
  return inTransaction(ctx, async (tx) => {
    if (filter.projectId !== undefined) await requireProject(tx, filter.projectId)
    const found = await repo.list(tx, filter, { sort, after, limit })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return {
      items,
      nextCursor: last ? encodeCursor([last.key, last.id]) : null,
      counts: await repo.countByCondition(tx, filter),
    }
  })
}

export async function listCheckFacets(ctx: Context): ReturnType<typeof repo.listFacets> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, repo.listFacets)
}
