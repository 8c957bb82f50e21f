/** SQL of uptime: policies, sums of days, and the sums that are made of states. */
import './tables.ts'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { LocalDay, Sums } from '#platform/uptime'
import type { ComponentStatus, RecordedStatus } from '../components/component.ts'
import type { UptimePolicy } from './policy.ts'

const policyColumns = ['effectiveFrom', 'degradedWeight', 'partialWeight', 'majorWeight', 'maintenance'] as const

/** Oldest first. */
export async function listPolicies(tx: Tx, pageId: string): Promise<UptimePolicy[]> {
  return tx.db
    .selectFrom('uptimePolicies')
    .select(policyColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', '=', pageId)
    .orderBy('effectiveFrom')
    .execute()
}

export async function savePolicy(tx: Tx, pageId: string, policy: UptimePolicy): Promise<void> {
  const { effectiveFrom, ...rest } = policy
  await tx.db
    .insertInto('uptimePolicies')
    .values({ ...policy, workspaceId: tx.workspaceId, pageId, createdAt: tx.now() })
    .onConflict((row) => row.columns(['workspaceId', 'pageId', 'effectiveFrom']).doUpdateSet(rest))
    .execute()
}

export async function deletePolicy(tx: Tx, pageId: string, effectiveFrom: string): Promise<void> {
  await tx.db
    .deleteFrom('uptimePolicies')
    .where('workspaceId', '=', tx.workspaceId)
    .where('pageId', '=', pageId)
    .where('effectiveFrom', '=', effectiveFrom)
    .execute()
}

/** Time by state of one component on one day; what is missing took no time, and what is in no sum is unknown. */
export type DaySums = { componentId: string; date: string; sums: Sums<ComponentStatus> }

/** Components of the page with the version that sums of days must have been made of to count. */
export async function listVersions(tx: Tx, pageId: string): Promise<Map<string, number>> {
  const query = tx.db
    .selectFrom('components')
    .select(['id', 'historyVersion'])
    .where('workspaceId', '=', tx.workspaceId)
  const rows = await query.where('pageId', '=', pageId).execute()
  return new Map(rows.map(({ id, historyVersion }) => [id, historyVersion]))
}

/** The kept sums from one date to another that were made of the present history, in this zone. */
export async function listKeptDays(
  tx: Tx,
  pageId: string,
  { timeZone, from, to }: { timeZone: string; from: string; to: string },
): Promise<DaySums[]> {
  const rows = await tx.db
    .selectFrom('componentDays as d')
    .innerJoin('components as c', (join) =>
      join
        .onRef('c.workspaceId', '=', 'd.workspaceId')
        .onRef('c.id', '=', 'd.componentId')
        .onRef('c.historyVersion', '=', 'd.historyVersion'),
    )
    .select([
      'd.componentId',
      'd.date',
      'd.operationalMs',
      'd.degradedMs',
      'd.partialMs',
      'd.majorMs',
      'd.maintenanceMs',
    ])
    .where('d.workspaceId', '=', tx.workspaceId)
    .where('c.pageId', '=', pageId)
    .where('d.timeZone', '=', timeZone)
    .where('d.date', '>=', from)
    .where('d.date', '<=', to)
    .execute()
  return rows.map((row) => ({
    componentId: row.componentId,
    date: row.date,
    sums: {
      operational: row.operationalMs,
      degraded_performance: row.degradedMs,
      partial_outage: row.partialMs,
      major_outage: row.majorMs,
      under_maintenance: row.maintenanceMs,
    },
  }))
}

/** Adds up the states of these components by day. They do not overlap, so that the database can do it. */
export async function sumDays(tx: Tx, componentIds: readonly string[], days: readonly LocalDay[]): Promise<DaySums[]> {
  if (componentIds.length === 0 || days.length === 0) return []
  const begins = days.map(({ fromMs }) => new Date(fromMs))
  const ends = days.map(({ toMs }) => new Date(toMs))
  const { rows } = await sql<{ componentId: string; date: string; status: ComponentStatus; ms: number }>`
    select s.component_id as component_id, d.date, s.status,
      sum(round(extract(epoch from (least(s.ended_at, d.ends) - greatest(s.started_at, d.begins))) * 1000))::bigint as ms
    from unnest(${days.map(({ date }) => date)}::text[], ${begins}::timestamptz[], ${ends}::timestamptz[])
      as d (date, begins, ends)
    join component_states s on s.workspace_id = ${tx.workspaceId} and s.component_id = any(${[...componentIds]}::text[])
      and s.started_at < d.ends and (s.ended_at is null or s.ended_at > d.begins)
    where s.status <> 'unknown' and d.begins < d.ends
    group by s.component_id, d.date, s.status`.execute(tx.db)
  const found = new Map<string, DaySums>()
  for (const { componentId, date, status, ms } of rows) {
    const key = `${componentId} ${date}`
    const day = found.get(key) ?? { componentId, date, sums: {} }
    day.sums[status] = ms
    found.set(key, day)
  }
  return [...found.values()]
}

/** Past this many a figure of groups is not made: states that change so often say nothing of a group. */
export const maxStretches = 100_000

export type StateStretch = { componentId: string; status: RecordedStatus; startedAt: Date; endedAt: Date | null }

/** The states of these components that have a part in `[from, to)`, in order; undefined where there are too many. */
export async function listStretches(
  tx: Tx,
  componentIds: readonly string[],
  { from, to }: { from: Date; to: Date },
): Promise<StateStretch[] | undefined> {
  if (componentIds.length === 0) return []
  const found = await tx.db
    .selectFrom('componentStates')
    .select(['componentId', 'status', 'startedAt', 'endedAt'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('componentId', 'in', componentIds)
    .where('startedAt', '<', to)
    .where((eb) => eb.or([eb('endedAt', 'is', null), eb('endedAt', '>', from)]))
    .orderBy('startedAt')
    .limit(maxStretches + 1)
    .execute()
  return found.length > maxStretches ? undefined : found
}

/** Keeps sums of days that are over. Two readers may do so at once: in one order, so that neither waits for the other. */
export async function keepDays(
  tx: Tx,
  timeZone: string,
  days: readonly (DaySums & { historyVersion: number })[],
): Promise<void> {
  if (days.length === 0) return
  const ordered = days.toSorted((a, b) =>
    a.componentId === b.componentId ? (a.date < b.date ? -1 : 1) : a.componentId < b.componentId ? -1 : 1,
  )
  const column = (status: ComponentStatus): number[] => ordered.map(({ sums }) => sums[status] ?? 0)
  await sql`
    insert into component_days (workspace_id, component_id, date, time_zone, history_version,
      operational_ms, degraded_ms, partial_ms, major_ms, maintenance_ms)
    select ${tx.workspaceId}, k.component_id, k.date::date, ${timeZone}, k.version, k.operational, k.degraded, k.partial, k.major,
      k.maintenance
    from unnest(${ordered.map(({ componentId }) => componentId)}::text[], ${ordered.map(({ date }) => date)}::text[],
      ${ordered.map(({ historyVersion }) => historyVersion)}::integer[], ${column('operational')}::bigint[],
      ${column('degraded_performance')}::bigint[], ${column('partial_outage')}::bigint[],
      ${column('major_outage')}::bigint[], ${column('under_maintenance')}::bigint[])
      as k (component_id, date, version, operational, degraded, partial, major, maintenance)
    join components c on c.workspace_id = ${tx.workspaceId} and c.id = k.component_id
    on conflict (workspace_id, component_id, date) do update set
      time_zone = excluded.time_zone, history_version = excluded.history_version,
      operational_ms = excluded.operational_ms, degraded_ms = excluded.degraded_ms, partial_ms = excluded.partial_ms,
      major_ms = excluded.major_ms, maintenance_ms = excluded.maintenance_ms`.execute(tx.db)
}

/** When the history of each component within `[from, to)` was last corrected. */
export async function listCorrections(
  tx: Tx,
  pageId: string,
  { from, to }: { from: Date; to: Date },
): Promise<Map<string, Date>> {
  const rows = await tx.db
    .selectFrom('componentStates as s')
    .innerJoin('components as c', (join) =>
      join.onRef('c.workspaceId', '=', 's.workspaceId').onRef('c.id', '=', 's.componentId'),
    )
    .select((eb) => ['s.componentId', eb.fn.max('s.correctedAt').as('correctedAt')])
    .where('s.workspaceId', '=', tx.workspaceId)
    .where('c.pageId', '=', pageId)
    .where('s.correctedAt', 'is not', null)
    .where('s.startedAt', '<', to)
    .where((eb) => eb.or([eb('s.endedAt', 'is', null), eb('s.endedAt', '>', from)]))
    .groupBy('s.componentId')
    .execute()
  return new Map(rows.flatMap(({ componentId, correctedAt }) => (correctedAt ? [[componentId, correctedAt]] : [])))
}
