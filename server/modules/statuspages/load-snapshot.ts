import type { Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { pageUrl } from './page.ts'
import * as reportRepo from './report-repo.ts'
import * as repo from './repo.ts'
import { buildSnapshot, type Snapshot } from './snapshot.ts'

/** Reads all that the public may see of a page, in one transaction; undefined when the page is gone. */
export function loadSnapshot(ctx: Context, pageId: string): Promise<Snapshot | undefined> {
  return inTransaction(ctx, async (tx) => {
    const takenAt = tx.now()
    const page = await repo.findPage(tx, pageId)
    if (!page) return undefined
    const components = await repo.listComponents(tx, [pageId])
    const reports = await reportRepo.listShownReports(tx, pageId)
    return buildSnapshot({
      page,
      url: pageUrl(ctx.config, page.slug),
      components,
      reports,
      ...(await reportRepo.loadDetails(
        tx,
        reports.map((report) => report.id),
      )),
      takenAt,
    })
  })
}

/** The same with one report that is too old to be shown on the page; undefined when it is not of this page. */
export function loadReportSnapshot(ctx: Context, pageId: string, reportId: string): Promise<Snapshot | undefined> {
  return inTransaction(ctx, async (tx) => {
    const page = await repo.findPage(tx, pageId)
    const report = await reportRepo.findReport(tx, reportId)
    if (!page || report?.pageId !== pageId) return undefined
    return buildSnapshot({
      page,
      url: pageUrl(ctx.config, page.slug),
      components: await repo.listComponents(tx, [pageId]),
      reports: [report],
      ...(await reportRepo.loadDetails(tx, [reportId])),
      takenAt: tx.now(),
    })
  })
}
