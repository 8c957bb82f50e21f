import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql, type Generated, type JsonValue, type PlatformTx } from '#platform/database'
import { notFound } from '#platform/errors'
import type { MonitorFilter } from './list-monitors.ts'
import type { Condition, Monitor, Status } from './monitor.ts'
import type { Schedule } from './schedule.ts'

/** Of those that are checked; see check-monitors/. */
type CheckColumns = {
  type: Generated<string>
  spec: Generated<JsonValue | null>
  secrets: Generated<string | null>
  target: Generated<string | null>
  intervalSeconds: Generated<number | null>
  timeoutMs: Generated<number | null>
  retrySeconds: Generated<number | null>
  slowToShow: Generated<number | null>
  quorum: Generated<number | null>
  places: Generated<string[] | null>
  groupName: Generated<string | null>
  labels: Generated<string[]>
}

type StatusRow = Status & { workspaceId: string; monitorId: string }

declare module '#platform/database' {
  interface Tables {
    monitors: Omit<Monitor, 'schedule'> & CheckColumns & { workspaceId: string; schedule: JsonValue }
    monitorEnvironments: StatusRow
    monitorWatch: { id: string; watchedUntil: Date }
  }
}

const columns = [
  ...(['id', 'projectId', 'slug', 'name', 'schedule', 'marginMinutes', 'maxRunMinutes', 'failuresToOpen'] as const),
  ...(['successesToResolve', 'pausedAt', 'createdAt', 'updatedAt'] as const),
]

const statusColumns = [
  ...(['environment', 'state', 'failuresInRow', 'successesInRow', 'lastCheckInAt'] as const),
  ...(['expectedAt', 'dueAt', 'failingSince'] as const),
]

/** Heartbeats. Those of a project that is being deleted are none: nothing is expected of them any more. */
const live = (tx: Tx) =>
  tx.db
    .selectFrom('monitors')
    .where('workspaceId', '=', tx.workspaceId)
    .where('type', '=', 'heartbeat')
    .where(ofLiveProject(tx, 'monitors.projectId'))

const monitors = (tx: Tx) => live(tx).select(columns)

// Trusted: our own JSON, checked before it was written.
const toMonitor = (row: Omit<Monitor, 'schedule'> & { schedule: JsonValue }): Monitor => ({
  ...row,
  schedule: row.schedule as Schedule | null,
})

export async function find(tx: Tx, id: string): Promise<Monitor | undefined> {
  const row = await monitors(tx).where('id', '=', id).executeTakeFirst()
  return row && toMonitor(row)
}

/** Locks it: reports of one monitor are taken one after the other, and so is what is missed. */
export async function getForUpdate(tx: Tx, id: string): Promise<Monitor> {
  const found = await findForUpdate(tx, id)
  if (!found) throw notFound('monitor')
  return found
}

export async function findForUpdate(tx: Tx, id: string): Promise<Monitor | undefined> {
  const row = await monitors(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  return row && toMonitor(row)
}

export async function findBySlugForUpdate(tx: Tx, projectId: string, slug: string): Promise<Monitor | undefined> {
  const query = monitors(tx).where('projectId', '=', projectId).where('slug', '=', slug)
  const row = await query.forUpdate().executeTakeFirst()
  return row && toMonitor(row)
}

/** Holds back others who add monitors to the workspace until the transaction ends. */
export async function countForUpdate(tx: Tx): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`monitors ${tx.workspaceId}`}, 0))`.execute(tx.db)
  const { count } = await tx.db
    .selectFrom('monitors')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('workspaceId', '=', tx.workspaceId)
    .where('type', '=', 'heartbeat')
    .executeTakeFirstOrThrow()
  return count
}

export async function list(
  tx: Tx,
  filter: MonitorFilter,
  page: { after: { slug: string; id: string } | undefined; limit: number },
): Promise<Monitor[]> {
  const { after, limit } = page
  let query = matching(tx, filter).select(columns)
  if (filter.condition !== undefined) query = query.where(condition, '=', filter.condition)
  if (after) {
    query = query.where((eb) =>
      eb.or([eb('slug', '>', after.slug), eb.and([eb('slug', '=', after.slug), eb('id', '>', after.id)])]),
    )
  }
  const rows = await query
    .orderBy('slug')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  return rows.map(toMonitor)
}

/** What a monitor is in as a whole: its worst environment counts, and one that nobody has heard of is waited for. */
const condition = sql<Condition>`case
  when paused_at is not null then 'paused'
  when exists (select from monitor_environments e where e.workspace_id = monitors.workspace_id
    and e.monitor_id = monitors.id and e.state in ('error', 'missed', 'timedOut')) then 'failing'
  when exists (select from monitor_environments e where e.workspace_id = monitors.workspace_id
    and e.monitor_id = monitors.id and e.state = 'ok') then 'ok'
  else 'waiting' end`

function matching(tx: Tx, { projectId, query: text }: Omit<MonitorFilter, 'condition'>) {
  let query = live(tx)
  if (projectId !== undefined) query = query.where('projectId', '=', projectId)
  for (const word of text?.split(/\s+/).filter(Boolean).slice(0, maxWords) ?? []) {
    const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
    query = query.where((eb) => eb.or([eb('slug', 'ilike', pattern), eb('name', 'ilike', pattern)]))
  }
  return query
}

const maxWords = 10

export async function countByCondition(
  tx: Tx,
  filter: Omit<MonitorFilter, 'condition'>,
): Promise<Record<Condition, number>> {
  const rows = await matching(tx, filter)
    .select([condition.as('condition'), (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('condition')
    .execute()
  const counts = { failing: 0, ok: 0, waiting: 0, paused: 0 }
  for (const row of rows) counts[row.condition] = row.count
  return counts
}

const asJson = (schedule: Schedule | null) =>
  schedule === null ? null : sql<JsonValue>`${JSON.stringify(schedule)}::jsonb`

export async function insert(tx: Tx, monitor: Monitor): Promise<void> {
  await tx.db
    .insertInto('monitors')
    .values({ ...monitor, workspaceId: tx.workspaceId, schedule: asJson(monitor.schedule) })
    .execute()
}

export async function update(tx: Tx, monitor: Monitor): Promise<void> {
  const { id, projectId: _, slug: __, createdAt: ___, ...changes } = monitor
  await tx.db
    .updateTable('monitors')
    .set({ ...changes, schedule: asJson(monitor.schedule) })
    .where('workspaceId', '=', tx.workspaceId)
    .where('id', '=', id)
    .execute()
}

export async function remove(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('monitors').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

/** Of several monitors, each in the order of its environments. */
export async function listStatuses(tx: Tx, monitorIds: readonly string[]): Promise<(Status & { monitorId: string })[]> {
  if (monitorIds.length === 0) return []
  return tx.db
    .selectFrom('monitorEnvironments')
    .select([...statusColumns, 'monitorId'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('monitorId', 'in', monitorIds)
    .orderBy('environment')
    .execute()
}

export async function saveStatus(tx: Tx, monitorId: string, status: Status): Promise<void> {
  const { environment: _, ...changes } = status
  await tx.db
    .insertInto('monitorEnvironments')
    .values({ ...status, monitorId, workspaceId: tx.workspaceId })
    .onConflict((conflict) => conflict.columns(['workspaceId', 'monitorId', 'environment']).doUpdateSet(changes))
    .execute()
}

/** Monitors of which something was expected before `now`; over all workspaces. */
export async function listDue(
  tx: PlatformTx,
  now: Date,
  limit: number,
): Promise<{ workspaceId: string; monitorId: string; environment: string }[]> {
  return tx.db
    .selectFrom('monitorEnvironments')
    .select(['workspaceId', 'monitorId', 'environment'])
    .where('dueAt', '<', now)
    .orderBy('dueAt')
    .limit(limit)
    .execute()
}

/** Until when somebody watched; undefined at the first time. */
export async function findWatchedUntil(tx: PlatformTx): Promise<Date | undefined> {
  return (await tx.db.selectFrom('monitorWatch').select('watchedUntil').executeTakeFirst())?.watchedUntil
}

export async function setWatchedUntil(tx: PlatformTx, at: Date): Promise<void> {
  await tx.db
    .insertInto('monitorWatch')
    .values({ id: 'heartbeats', watchedUntil: at })
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet({ watchedUntil: sql`greatest(monitor_watch.watched_until, excluded.watched_until)` }),
    )
    .execute()
}
