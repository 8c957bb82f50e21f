/** SQL of reports and their updates. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import { notFound } from '#platform/errors'
import type { ComponentStatus } from './components/component.ts'
import type { ComponentChange, ComponentState, Report, ReportStatus } from './report.ts'
import { historyDays, recentReports } from './snapshot.ts'

export const reportColumns = [
  'id',
  'pageId',
  'incidentId',
  'title',
  'impact',
  'impactGiven',
  'status',
  'startedAt',
  'monitoringAt',
  'resolvedAt',
  'createdAt',
  'updatedAt',
  'updateCount',
  'backfilled',
] as const

export type UpdateRow = {
  id: string
  reportId: string
  number: number
  status: ReportStatus
  body: string
  notified: boolean
  /** When it was written. */
  createdAt: Date
  /** From when on it counts, and where it stands in the story: its author may put it back in time. */
  displayAt: Date
  /** When its words or its time were last corrected. */
  correctedAt: Date | null
}

const updateColumns = [
  ...(['id', 'reportId', 'number', 'status', 'body', 'notified', 'createdAt', 'displayAt', 'correctedAt'] as const),
]

export async function insertReport(tx: Tx, report: Report): Promise<void> {
  await tx.db
    .insertInto('statusReports')
    .values({ ...report, workspaceId: tx.workspaceId })
    .execute()
}

export async function updateReport(tx: Tx, report: Report): Promise<void> {
  const query = tx.db.updateTable('statusReports').set(report).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', report.id).execute()
}

function reports(tx: Tx) {
  return tx.db.selectFrom('statusReports').select(reportColumns).where('workspaceId', '=', tx.workspaceId)
}

export async function findReport(tx: Tx, id: string): Promise<Report | undefined> {
  return reports(tx).where('id', '=', id).executeTakeFirst()
}

export async function listReportsByIds(tx: Tx, pageId: string, ids: readonly string[]): Promise<Report[]> {
  return ids.length === 0 ? [] : reports(tx).where('pageId', '=', pageId).where('id', 'in', ids).execute()
}

export async function getReport(tx: Tx, id: string): Promise<Report> {
  const report = await findReport(tx, id)
  if (!report) throw notFound('report')
  return report
}

export type ReportFilter = {
  state?: 'open' | 'over' | undefined
  /** Reports that are about this component. */
  componentId?: string | undefined
  /** Stands in the title, in whatever case. */
  search?: string | undefined
}

/** By their start, the latest first; `before` is the last report of the page before. */
export async function listReports(
  tx: Tx,
  pageId: string,
  filter: ReportFilter & { before: { startedAt: Date; id: string } | undefined; limit: number },
): Promise<Report[]> {
  const { state, componentId, search, before, limit } = filter
  let query = reports(tx).where('pageId', '=', pageId)
  if (before) query = query.where(sql<boolean>`(started_at, id) < (${before.startedAt}, ${before.id})`)
  if (state) query = query.where('status', state === 'over' ? 'in' : 'not in', over)
  if (search !== undefined) query = query.where(sql<boolean>`strpos(lower(title), lower(${search})) > 0`)
  if (componentId !== undefined) {
    query = query.where((eb) =>
      eb.exists(
        eb
          .selectFrom('reportComponents as rc')
          .select('rc.reportId')
          .whereRef('rc.workspaceId', '=', 'statusReports.workspaceId')
          .whereRef('rc.reportId', '=', 'statusReports.id')
          .where('rc.componentId', '=', componentId),
      ),
    )
  }
  return query.orderBy('startedAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
}

export async function countReports(tx: Tx, pageId: string): Promise<{ open: number; over: number }> {
  const row = await tx.db
    .selectFrom('statusReports')
    .select([
      sql<number>`count(*) filter (where status not in ('resolved', 'postmortem'))`.as('open'),
      sql<number>`count(*) filter (where status in ('resolved', 'postmortem'))`.as('over'),
    ])
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', '=', pageId)
    .executeTakeFirstOrThrow()
  return row
}

export async function listOpenReports(tx: Tx, pageIds: readonly string[]): Promise<Report[]> {
  if (pageIds.length === 0) return []
  return reports(tx).where('pageId', 'in', pageIds).where('status', 'not in', over).execute()
}

/** What open reports of the page, but for one, say of components. */
export async function listOpenClaims(tx: Tx, pageId: string, exceptReportId: string): Promise<ComponentState[]> {
  return tx.db
    .selectFrom('reportComponents')
    .innerJoin('statusReports', (join) =>
      join
        .onRef('statusReports.workspaceId', '=', 'reportComponents.workspaceId')
        .onRef('statusReports.id', '=', 'reportComponents.reportId'),
    )
    .select(['reportComponents.componentId as id', 'reportComponents.status'])
    .where('reportComponents.workspaceId', '=', tx.workspaceId)
    .where('statusReports.pageId', '=', pageId)
    .where('statusReports.status', 'not in', over)
    .where('statusReports.id', '<>', exceptReportId)
    .execute()
}

/** Reports that the public sees: the open ones, the most recent and those that the page looks back on. */
export async function listShownReports(tx: Tx, pageId: string): Promise<Report[]> {
  // A day more than shown, because the page's local day may begin before ours.
  const since = new Date(tx.now().getTime() - (historyDays + 1) * 86_400_000)
  const found = await sql<Report>`
    select ${sql.join(reportColumns.map((column) => sql.ref(column)))} from (
      select *, row_number() over (order by created_at desc, id desc) as place
      from status_reports where workspace_id = ${tx.workspaceId} and page_id = ${pageId}
        and (status not in ('resolved', 'postmortem') or started_at >= ${since} or id in (
          select id from status_reports where workspace_id = ${tx.workspaceId} and page_id = ${pageId}
          order by created_at desc limit ${recentReports}))
    ) shown where place <= ${maxShown} order by place`.execute(tx.db)
  return found.rows
}
const maxShown = 200
/** See `isOver`. */
const over: ReportStatus[] = ['resolved', 'postmortem']

/** Components and updates of reports, for `buildSnapshot`. */
export async function loadDetails(tx: Tx, reportIds: readonly string[]) {
  const updates = await listUpdates(tx, reportIds)
  return {
    reportComponents: await listReportComponents(tx, reportIds),
    updates,
    updateComponents: await listUpdateComponents(
      tx,
      updates.map((update) => update.id),
    ),
  }
}

export async function listReportComponents(
  tx: Tx,
  reportIds: readonly string[],
): Promise<{ reportId: string; componentId: string; name: string; status: ComponentStatus }[]> {
  if (reportIds.length === 0) return []
  return tx.db
    .selectFrom('reportComponents')
    .innerJoin('components', (join) =>
      join
        .onRef('components.workspaceId', '=', 'reportComponents.workspaceId')
        .onRef('components.id', '=', 'reportComponents.componentId'),
    )
    .select(['reportId', 'componentId', 'components.name', 'reportComponents.status'])
    .where('reportComponents.workspaceId', '=', tx.workspaceId)
    .where('reportId', 'in', reportIds)
    .orderBy('components.position')
    .execute()
}

export async function saveUpdate(tx: Tx, update: UpdateRow, changes: readonly ComponentChange[]): Promise<void> {
  const { workspaceId } = tx
  await tx.db
    .insertInto('reportUpdates')
    .values({ ...update, workspaceId })
    .execute()
  if (changes.length === 0) return
  await tx.db
    .insertInto('updateComponents')
    .values(changes.map(({ id, ...change }) => ({ workspaceId, updateId: update.id, componentId: id, ...change })))
    .execute()
  await tx.db
    .insertInto('reportComponents')
    .values(changes.map((c) => ({ workspaceId, reportId: update.reportId, componentId: c.id, status: c.newStatus })))
    .onConflict((row) =>
      row
        .columns(['workspaceId', 'reportId', 'componentId'])
        .doUpdateSet((eb) => ({ status: eb.ref('excluded.status') })),
    )
    .execute()
}

export async function findUpdate(tx: Tx, id: string): Promise<UpdateRow | undefined> {
  const query = tx.db.selectFrom('reportUpdates').select(updateColumns).where('workspaceId', '=', tx.workspaceId)
  return query.where('id', '=', id).executeTakeFirst()
}

export async function getUpdate(tx: Tx, id: string): Promise<UpdateRow> {
  const update = await findUpdate(tx, id)
  if (!update) throw notFound('update')
  return update
}

export async function changeUpdate(
  tx: Tx,
  id: string,
  change: Pick<UpdateRow, 'body' | 'displayAt' | 'correctedAt'>,
): Promise<void> {
  const query = tx.db.updateTable('reportUpdates').set(change).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

/** With its updates, and with messages about them that still wait. */
export async function deleteReport(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('statusReports').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** Newest first. */
export async function listUpdates(tx: Tx, reportIds: readonly string[]): Promise<UpdateRow[]> {
  if (reportIds.length === 0) return []
  const query = tx.db.selectFrom('reportUpdates').select(updateColumns).where('workspaceId', '=', tx.workspaceId)
  return query.where('reportId', 'in', reportIds).orderBy('number', 'desc').execute()
}

/** In the order of the page; components that were deleted since come last. */
export async function listUpdateComponents(
  tx: Tx,
  updateIds: readonly string[],
): Promise<(ComponentChange & { updateId: string })[]> {
  if (updateIds.length === 0) return []
  return tx.db
    .selectFrom('updateComponents as u')
    .leftJoin('components as c', (join) =>
      join.onRef('c.workspaceId', '=', 'u.workspaceId').onRef('c.id', '=', 'u.componentId'),
    )
    .select(['u.updateId', 'u.componentId as id', 'u.name', 'u.oldStatus', 'u.newStatus'])
    .where('u.workspaceId', '=', tx.workspaceId)
    .where('u.updateId', 'in', updateIds)
    .orderBy('c.position')
    .execute()
}
