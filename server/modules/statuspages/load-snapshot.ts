import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { PageAccess } from './access/access.ts'
import { loadAccess } from './access/repo.ts'
import * as groupRepo from './components/group-repo.ts'
import { causesOf } from './components/needs.ts'
import { findLogo, loadLook } from './look/repo.ts'
import { listShownMaintenances } from './maintenance/repo.ts'
import { pageUrl, type StatusPage } from './page.ts'
import * as historyRepo from './public/history-repo.ts'
import * as reportRepo from './report-repo.ts'
import type { Report } from './report.ts'
import * as repo from './repo.ts'
import { loadUptime } from './uptime/load.ts'
import { buildSnapshot, historyMonths, type Snapshot } from './snapshot.ts'

export type Loaded = { snapshot: Snapshot; access: PageAccess }

/** Reads all that the public may see of a page, in one transaction; undefined when the page is gone. */
export function loadSnapshot(ctx: Context, pageId: string): Promise<Loaded | undefined> {
  return inTransaction(ctx, async (tx) => {
    const page = await repo.findPage(tx, pageId)
    if (!page) return undefined
    const reports = await reportRepo.listShownReports(tx, pageId)
    return { snapshot: await snapshotOf(tx, page, reports), access: await loadAccess(tx, pageId) }
  })
}

/** The same with one report that is too old to be shown on the page; undefined when it is not of this page. */
export function loadReportSnapshot(ctx: Context, pageId: string, reportId: string): Promise<Snapshot | undefined> {
  return inTransaction(ctx, async (tx) => {
    const page = await repo.findPage(tx, pageId)
    const report = await reportRepo.findReport(tx, reportId)
    return page && report?.pageId === pageId ? snapshotOf(tx, page, [report]) : undefined
  })
}

async function snapshotOf(tx: Tx, page: StatusPage, reports: readonly Report[]): Promise<Snapshot> {
  const takenAt = tx.now()
  const components = await repo.listComponents(tx, [page.id])
  const causes = causesOf(components, await groupRepo.listNeeds(tx, [page.id]))
  const hidden = new Set(components.filter((each) => each.hidden).map(({ id }) => id))
  const look = await loadLook(tx, page.id)
  const logo = look.logoHash === null ? undefined : await findLogo(tx, page.id)
  return buildSnapshot({
    page,
    url: pageUrl(tx.config, page.slug),
    look,
    logo: logo ? { hash: logo.hash, type: logo.type, base64: logo.bytes.toString('base64') } : null,
    // What is hidden is not told as a cause either.
    components: components.map((each) => ({
      ...each,
      because: (causes.get(each.id) ?? []).filter(({ id }) => !hidden.has(id)).map(({ name }) => name),
    })),
    groups: await groupRepo.listGroups(tx, [page.id]),
    reports,
    ...(await reportRepo.loadDetails(
      tx,
      reports.map((report) => report.id),
    )),
    uptime: await loadUptime(
      tx,
      page,
      components.filter((each) => each.showcase && !each.hidden),
      takenAt,
    ),
    maintenances: await listShownMaintenances(tx, page.id),
    history: await historyRepo.listHistory(tx, page.id, monthsAgo(takenAt)),
    takenAt,
  })
}

/** The first day of the oldest month of the calendar, and a day before it for the page's own zone. */
function monthsAgo(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - historyMonths + 1, 0))
}
