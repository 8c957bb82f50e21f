import type { Context, Tx } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { PageAccess } from './access/access.ts'
import { loadShownAccess } from './suspensions/repo.ts'
import * as groupRepo from './components/group-repo.ts'
import { causesOf } from './components/needs.ts'
import { findLogo, loadLook } from './look/repo.ts'
import { findShownMaintenances, listShownMaintenances, type ShownMaintenance } from './maintenance/repo.ts'
import { pageUrl, type StatusPage } from './page.ts'
import * as historyRepo from './public/history-repo.ts'
import * as reportRepo from './report-repo.ts'
import type { Report } from './report.ts'
import * as repo from './repo.ts'
import { loadUptime } from './uptime/load.ts'
import { buildSnapshot, historyMonths, type HistoryEntry, type Snapshot } from './snapshot.ts'

export type Loaded = { snapshot: Snapshot; access: PageAccess }

/** Reads all that the public may see of a page, in one transaction; undefined when the page is gone. */
export function loadSnapshot(ctx: Context, pageId: string): Promise<Loaded | undefined> {
  return inTransaction(ctx, async (tx) => {
    const page = await repo.findPage(tx, pageId)
    if (!page) return undefined
    const reports = await reportRepo.listShownReports(tx, pageId)
    const maintenances = await listShownMaintenances(tx, pageId)
    return {
      snapshot: await snapshotOf(tx, page, { reports, maintenances }),
      access: await loadShownAccess(tx, pageId),
    }
  })
}

/** What a page tells: reports and windows, each with its story. */
type Told = { reports: readonly Report[]; maintenances: readonly ShownMaintenance[] }

/** The page with these reports and windows, which are too old to be in its snapshot; undefined where none is its own. */
export function loadOlderSnapshot(
  ctx: Context,
  pageId: string,
  ids: { reportIds?: readonly string[]; maintenanceIds?: readonly string[] },
): Promise<Snapshot | undefined> {
  return inTransaction(ctx, async (tx) => {
    const page = await repo.findPage(tx, pageId)
    if (!page) return undefined
    const reports = await reportRepo.listReportsByIds(tx, pageId, ids.reportIds ?? [])
    const maintenances = await findShownMaintenances(tx, pageId, ids.maintenanceIds ?? [])
    return reports.length + maintenances.length > 0 ? snapshotOf(tx, page, { reports, maintenances }) : undefined
  })
}

/** All that the calendar leads to and the snapshot does not tell; undefined where it tells everything. */
export function loadPastSnapshot(ctx: Context, { page, history, ...told }: Snapshot): Promise<Snapshot | undefined> {
  const known = new Set([...told.reports, ...told.maintenances].map(({ id }) => id))
  const idsOf = (kind: HistoryEntry['kind']): string[] =>
    history.flatMap((entry) => (entry.kind === kind && !known.has(entry.id) ? [entry.id] : []))
  return loadOlderSnapshot(ctx, page.id, { reportIds: idsOf('report'), maintenanceIds: idsOf('maintenance') })
}

async function snapshotOf(tx: Tx, page: StatusPage, { reports, maintenances }: Told): Promise<Snapshot> {
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
    maintenances,
    history: await historyRepo.listHistory(tx, page.id, monthsAgo(takenAt)),
    takenAt,
  })
}

/** The first day of the oldest month of the calendar, and a day before it for the page's own zone. */
function monthsAgo(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - historyMonths + 1, 0))
}
