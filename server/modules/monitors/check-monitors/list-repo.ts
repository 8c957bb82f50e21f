/** The list of monitors: ten thousand of them, filtered, sorted and paged here and not in the browser. */
import type { RawBuilder } from 'kysely'
import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import { invalidRequest } from '#platform/errors'
import type { CheckCondition, CheckSort } from './check-monitor.ts'

export type CheckFilter = {
  projectId?: string | undefined
  query?: string | undefined
  condition?: CheckCondition | undefined
  type?: string | undefined
  group?: string | undefined
  label?: string | undefined
}

export type ListedCheck = {
  id: string
  projectId: string
  name: string
  type: string
  target: string
  groupName: string | null
  labels: string[]
  intervalSeconds: number
  pausedAt: Date | null
  condition: CheckCondition
  since: Date
  failingSince: Date | null
  flapping: boolean
  checkedAt: Date | null
  latencyMs: number | null
  reason: string
  recent: string
}

const maxWords = 10

const condition = sql<CheckCondition>`case when m.paused_at is not null then 'paused' else s.state end`

function matching(tx: Tx, filter: Omit<CheckFilter, 'condition'>): RawBuilder<unknown> {
  const { projectId, query = '', type, group, label } = filter
  const words = query.split(/\s+/).filter(Boolean).slice(0, maxWords)
  const conditions = [
    sql`m.workspace_id = ${tx.workspaceId} and m.type <> 'heartbeat' and ${ofLiveProject(tx, sql`m.project_id`)}`,
    ...(projectId === undefined ? [] : [sql`m.project_id = ${projectId}`]),
    ...(type === undefined ? [] : [sql`m.type = ${type}`]),
    ...(group === undefined ? [] : [sql`m.group_name = ${group}`]),
    ...(label === undefined ? [] : [sql`m.labels @> array[${label}]::text[]`]),
    ...words.map((word) => {
      const pattern = `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`
      return sql`(m.name ilike ${pattern} or m.target ilike ${pattern} or m.group_name ilike ${pattern})`
    }),
  ]
  return sql`monitors m join check_states s on s.workspace_id = m.workspace_id and s.monitor_id = m.id
    where ${sql.join(conditions, sql` and `)}`
}

/** Ascending each; the id decides between equals. */
const keys: Record<CheckSort, RawBuilder<unknown>> = {
  state: sql`case when m.paused_at is not null then 5 when s.state = 'down' then 0 when s.state = 'degraded' then 1
    when s.state = 'unknown' then 2 when s.state = 'waiting' then 3 else 4 end`,
  name: sql`lower(m.name) collate "C"`,
  latency: sql`-coalesce(s.latency_ms, -1)`,
  changed: sql`-extract(epoch from s.since)::double precision`,
}

export async function list(
  tx: Tx,
  filter: CheckFilter,
  page: { sort: CheckSort; after: { key: string; id: string } | undefined; offset: number; limit: number },
): Promise<(ListedCheck & { key: string })[]> {
  const { sort, after, offset, limit } = page
  const key = keys[sort]
  const { condition: wanted } = filter
  const { rows } = await sql<ListedCheck & { key: string }>`
    select m.id, m.project_id, m.name, m.type, m.target, m.group_name, m.labels, m.interval_seconds, m.paused_at,
      ${condition} as condition, s.since, s.failing_since, s.flapping, s.checked_at, s.latency_ms, s.reason, s.recent,
      (${key})::text as key
    from ${matching(tx, filter)}
      ${wanted === undefined ? sql`` : sql`and ${condition} = ${wanted}`}
      ${after === undefined ? sql`` : sql`and (${key}, m.id) > (${keyOf(sort, after.key)}, ${after.id})`}
    order by ${key}, m.id limit ${limit + 1} offset ${offset}`.execute(tx.db)
  return rows
}

function keyOf(sort: CheckSort, key: string): RawBuilder<unknown> {
  if (sort === 'name') return sql`${key} collate "C"`
  if (!Number.isFinite(Number(key))) throw invalidRequest('cursor: not one that this list gave')
  return sql`${Number(key)}::double precision`
}

export async function countByCondition(
  tx: Tx,
  filter: Omit<CheckFilter, 'condition'>,
): Promise<Record<CheckCondition, number>> {
  const { rows } = await sql<{ condition: CheckCondition; count: number }>`
    select ${condition} as condition, count(*) as count from ${matching(tx, filter)} group by 1`.execute(tx.db)
  const counts = { down: 0, degraded: 0, unknown: 0, waiting: 0, up: 0, paused: 0 }
  for (const row of rows) counts[row.condition] = row.count
  return counts
}

/** What there is to filter by, the most used first. */
export async function listFacets(tx: Tx): Promise<{ groups: string[]; labels: string[]; types: string[] }> {
  const all = sql`from ${matching(tx, {})}`
  const names = async (query: RawBuilder<{ name: string }>) => (await query.execute(tx.db)).rows.map(({ name }) => name)
  return {
    groups: await names(sql`select m.group_name as name ${all} and m.group_name is not null
      group by 1 order by count(*) desc, 1 limit ${maxFacets}`),
    labels: await names(sql`select label as name from (select unnest(m.labels) as label ${all}) l
      group by 1 order by count(*) desc, 1 limit ${maxFacets}`),
    types: await names(sql`select m.type as name ${all} group by 1 order by count(*) desc, 1 limit ${maxFacets}`),
  }
}

const maxFacets = 200
