import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { decodeCursor, encodeCursor, type PageQuery } from '#platform/http'
import * as reportRepo from '../report-repo.ts'
import * as repo from '../repo.ts'
import { describeReport, describeReports, type ReportView, type UpdateView } from './describe-reports.ts'

type ReportList = { items: ReportView[]; nextCursor: string | null; counts: { open: number; over: number } }

/** The reports of a page by their start, the latest first. `counts` are of the whole page. */
export function listReports(
  ctx: Context,
  pageId: string,
  { cursor, limit, ...filter }: PageQuery & reportRepo.ReportFilter,
): Promise<ReportList> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => {
    await repo.getPage(tx, pageId)
    const position = positionOf(cursor)
    const before = position && { startedAt: position.createdAt, id: position.id }
    const found = await reportRepo.listReports(tx, pageId, { ...filter, before, limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = found.length > limit ? items.at(-1) : undefined
    return {
      items: await describeReports(tx, items),
      nextCursor: last ? encodeCursor([last.startedAt.toISOString(), last.id]) : null,
      counts: await reportRepo.countReports(tx, pageId),
    }
  })
}

/** Throws not_found for another workspace's report, in the same words as for none. */
export function getReport(ctx: Context, id: string): Promise<ReportView> {
  requirePermission(ctx, 'statuspages.read')
  return inTransaction(ctx, async (tx) => describeReport(tx, await reportRepo.getReport(tx, id)))
}

/** All updates of a report, newest first; there are at most 202. */
export async function listUpdates(ctx: Context, reportId: string): Promise<UpdateView[]> {
  return (await getReport(ctx, reportId)).updates
}

export function positionOf(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  const [at, id] = decodeCursor(cursor, 2)
  if (at === undefined || id === undefined) return undefined
  const createdAt = new Date(at)
  return Number.isNaN(createdAt.getTime()) ? undefined : { createdAt, id }
}

export function cursorAfter(items: readonly { createdAt: Date; id: string }[]): string | null {
  const last = items.at(-1)
  return last ? encodeCursor([last.createdAt.toISOString(), last.id]) : null
}
