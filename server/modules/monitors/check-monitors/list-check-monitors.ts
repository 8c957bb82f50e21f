import { requireProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import type { CheckCondition, CheckSort } from './check-monitor.ts'
import * as repo from './list-repo.ts'

/**
 * `counts`: of all that match the filter but for the condition. `offset` begins in the middle, for whoever shows a part of
 * a long list; rows that move meanwhile may be seen twice or not at all, which a cursor spares.
 */
export async function listCheckMonitors(
  ctx: Context,
  {
    cursor,
    offset,
    limit,
    sort,
    ...filter
  }: PageQuery & repo.CheckFilter & { sort: CheckSort; offset?: number | undefined },
): Promise<{ items: repo.ListedCheck[]; nextCursor: string | null; counts: Record<CheckCondition, number> }> {
  requirePermission(ctx, 'incidents.read')
  if (cursor !== undefined && offset !== undefined) {
    throw invalidRequest('offset: not together with a cursor', [
      { path: 'offset', message: 'not together with a cursor' },
    ])
  }
  const [key, id] = decodeCursor(cursor, 2)
  const after = key === undefined || id === undefined ? undefined : { key, id }
  return inTransaction(ctx, async (tx) => {
    if (filter.projectId !== undefined) await requireProject(tx, filter.projectId)
    const found = await repo.list(tx, filter, { sort, after, offset: offset ?? 0, limit })
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
