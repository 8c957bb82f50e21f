/** SQL of what components follow. */
import '../tables.ts'
import './tables.ts'
import { monitorSays } from '#modules/monitors'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { ComponentStatus } from '../components/component.ts'
import type { StateCause } from '../components/set-statuses.ts'
import type { Following } from './verdict.ts'

const columns = [
  ...(['componentId', 'mode', 'afterSeconds', 'automatic', 'verdict', 'seen', 'lookAt', 'updatedAt'] as const),
]

export async function findFollowing(tx: Tx, componentId: string): Promise<Following | undefined> {
  const query = tx.db.selectFrom('componentFollowings').select(columns).where('workspaceId', '=', tx.workspaceId)
  return query.where('componentId', '=', componentId).executeTakeFirst()
}

/** Of all components of the page that follow any. */
export async function listFollowings(tx: Tx, pageId: string): Promise<Following[]> {
  return tx.db
    .selectFrom('componentFollowings as f')
    .innerJoin('components as c', (join) =>
      join.onRef('c.workspaceId', '=', 'f.workspaceId').onRef('c.id', '=', 'f.componentId'),
    )
    .select(columns.map((column) => `f.${column}` as const))
    .where('f.workspaceId', '=', tx.workspaceId)
    .where('c.pageId', '=', pageId)
    .execute()
}

/** In place of what was there. The monitors are set by themselves. */
export async function saveFollowing(tx: Tx, following: Following): Promise<void> {
  const { componentId: _, ...changes } = following
  await tx.db
    .insertInto('componentFollowings')
    .values({ ...following, workspaceId: tx.workspaceId })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'componentId']).doUpdateSet(changes))
    .execute()
}

/** With its monitors. */
export async function removeFollowing(tx: Tx, componentId: string): Promise<void> {
  const query = tx.db.deleteFrom('componentFollowings').where('workspaceId', '=', tx.workspaceId)
  await query.where('componentId', '=', componentId).execute()
}

export async function replaceMonitors(tx: Tx, componentId: string, monitorIds: readonly string[]): Promise<void> {
  const { workspaceId } = tx
  const rows = tx.db.deleteFrom('componentMonitors').where('workspaceId', '=', workspaceId)
  await rows.where('componentId', '=', componentId).execute()
  if (monitorIds.length === 0) return
  await tx.db
    .insertInto('componentMonitors')
    .values(monitorIds.map((monitorId) => ({ workspaceId, componentId, monitorId })))
    .execute()
}

export async function listMonitorIds(tx: Tx, componentId: string): Promise<string[]> {
  const rows = await tx.db
    .selectFrom('componentMonitors')
    .select('monitorId')
    .where('workspaceId', '=', tx.workspaceId)
    .where('componentId', '=', componentId)
    .execute()
  return rows.map(({ monitorId }) => monitorId)
}

/** Of each component of the page that follows any. */
export async function countMonitors(tx: Tx, pageId: string): Promise<Map<string, number>> {
  const rows = await tx.db
    .selectFrom('componentMonitors as x')
    .innerJoin('components as c', (join) =>
      join.onRef('c.workspaceId', '=', 'x.workspaceId').onRef('c.id', '=', 'x.componentId'),
    )
    .select(['x.componentId', (eb) => eb.fn.countAll<number>().as('count')])
    .where('x.workspaceId', '=', tx.workspaceId)
    .where('c.pageId', '=', pageId)
    .groupBy('x.componentId')
    .execute()
  return new Map(rows.map(({ componentId, count }) => [componentId, count]))
}

/** What monitors say of the components of a page that show it by themselves. What nobody can tell claims nothing. */
export async function listMonitorClaims(tx: Tx, pageId: string): Promise<{ id: string; status: ComponentStatus }[]> {
  return (await listFollowings(tx, pageId)).flatMap(({ componentId, automatic, verdict }) =>
    automatic && verdict !== null && verdict !== 'unknown' ? [{ id: componentId, status: verdict }] : [],
  )
}

export type Changed = { workspaceId: string; componentId: string }

/** What each of the monitors of the row `f` says now; see `seenOf`. */
const saidNow = sql<string>`coalesce((
  select string_agg(m.id || ' ' || ${monitorSays}, ',' order by m.id)
  from component_monitors x join monitors m on m.workspace_id = x.workspace_id and m.id = x.monitor_id
  where x.workspace_id = f.workspace_id and x.component_id = f.component_id), '')`

/** The same text of monitors that were read, which are in the order of their ids. */
export function seenOf(monitors: readonly { id: string; says: string }[]): string {
  return monitors.map(({ id, says }) => `${id} ${says}`).join(',')
}

/** Components whose monitors say something else than at the last look, or have said it for long enough now. */
export async function listChanged(tx: PlatformTx, now: Date, limit: number): Promise<Changed[]> {
  const { rows } = await sql<Changed>`
    select f.workspace_id, f.component_id from component_followings f
    where f.look_at <= ${now} or f.seen <> ${saidNow}
    order by f.workspace_id, f.component_id limit ${limit}`.execute(tx.db)
  return rows
}

/**
 * The same for one workspace, and those that nobody can tell of but that are shown as known since a report or a
 * maintenance of theirs ended.
 */
export async function listChangedHere(tx: Tx): Promise<Changed[]> {
  const { rows } = await sql<Changed>`
    select f.workspace_id, f.component_id from component_followings f
    where f.workspace_id = ${tx.workspaceId} and (f.look_at <= ${tx.now()} or f.seen <> ${saidNow}
      or (f.automatic and f.verdict = 'unknown' and exists (
        select from component_states s where s.workspace_id = f.workspace_id and s.component_id = f.component_id
          and s.ended_at is null and s.status <> 'unknown' and s.cause_kind in ('report', 'maintenance'))))
    order by f.component_id`.execute(tx.db)
  return rows
}

/** Who said what is shown now, and since when. */
export async function findShownCause(
  tx: Tx,
  componentId: string,
): Promise<{ causeKind: StateCause['kind']; startedAt: Date } | undefined> {
  return tx.db
    .selectFrom('componentStates')
    .select(['causeKind', 'startedAt'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('componentId', '=', componentId)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
}

/** The newest of what changed one of these monitors. */
export async function findLatestChange(
  tx: Tx,
  monitorIds: readonly string[],
): Promise<{ id: string; subjectId: string; at: Date } | undefined> {
  if (monitorIds.length === 0) return undefined
  return tx.db
    .selectFrom('activities')
    .select(['id', 'subjectId', 'at'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('subjectId', 'in', monitorIds)
    .where('type', 'in', ['monitor.changed', 'monitor.failed', 'monitor.recovered', 'monitor.updated'])
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirst()
}

export type ShownOn = {
  componentId: string
  componentName: string
  pageId: string
  pageName: string
  status: ComponentStatus
  unknownSince: Date | null
  automatic: boolean
}

/** Components that follow the monitor, by page and place; at most `limit`. */
export async function listShownOn(tx: Tx, monitorId: string, limit: number): Promise<ShownOn[]> {
  return tx.db
    .selectFrom('componentMonitors as x')
    .innerJoin('componentFollowings as f', (join) =>
      join.onRef('f.workspaceId', '=', 'x.workspaceId').onRef('f.componentId', '=', 'x.componentId'),
    )
    .innerJoin('components as c', (join) =>
      join.onRef('c.workspaceId', '=', 'x.workspaceId').onRef('c.id', '=', 'x.componentId'),
    )
    .innerJoin('statusPages as p', (join) =>
      join.onRef('p.workspaceId', '=', 'c.workspaceId').onRef('p.id', '=', 'c.pageId'),
    )
    .select(['c.id as componentId', 'c.name as componentName', 'p.id as pageId', 'p.name as pageName'])
    .select(['c.status', 'c.unknownSince', 'f.automatic'])
    .where('x.workspaceId', '=', tx.workspaceId)
    .where('x.monitorId', '=', monitorId)
    .orderBy('p.name')
    .orderBy('p.id')
    .orderBy('c.position')
    .limit(limit)
    .execute()
}
