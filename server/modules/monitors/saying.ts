/** What monitors say now, of either kind, for those who go by it: one word for each, in the database. */
import type { RawBuilder } from 'kysely'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'

/** `paused` and `waiting` (nothing was heard of it yet) say nothing of what is watched. */
export type MonitorWord = 'up' | 'degraded' | 'down' | 'unknown' | 'waiting' | 'paused'

export type MonitorSaying = {
  id: string
  name: string
  kind: 'check' | 'heartbeat'
  /** What is checked, or what a heartbeat is called in its URL. */
  target: string
  says: MonitorWord
  /** Of one that is down since its first failure, and not since it was sure. */
  since: Date
}

/**
 * The word of the monitor in the row `m`. Down is what an incident would be open for: it was confirmed, and one that
 * goes back and forth is down until it is steady. Reads only what may be read over all workspaces.
 */
export const monitorSays: RawBuilder<MonitorWord> = sql`case
  when m.paused_at is not null then 'paused'
  when m.type <> 'heartbeat' then coalesce((
    select case when s.state in ('up', 'degraded') and s.failing_since is not null then 'down' else s.state end
    from check_states s where s.workspace_id = m.workspace_id and s.monitor_id = m.id), 'waiting')
  else coalesce((
    select case when bool_or(e.failing_since is not null) then 'down' when bool_or(e.state <> 'waiting') then 'up' end
    from monitor_environments e where e.workspace_id = m.workspace_id and e.monitor_id = m.id), 'waiting') end`

const since = sql<Date>`coalesce(case
  when m.paused_at is not null then m.paused_at
  when m.type <> 'heartbeat' then (
    select case when s.state = 'unknown' then s.since else coalesce(s.failing_since, s.since) end
    from check_states s where s.workspace_id = m.workspace_id and s.monitor_id = m.id)
  else (
    select coalesce(min(e.failing_since), max(e.last_check_in_at))
    from monitor_environments e where e.workspace_id = m.workspace_id and e.monitor_id = m.id) end, m.created_at)`

/** In the order of their ids; those that this workspace has not are left out. */
export async function listMonitorSayings(tx: Tx, ids: readonly string[]): Promise<MonitorSaying[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<MonitorSaying>`
    select m.id, m.name, case when m.type = 'heartbeat' then 'heartbeat' else 'check' end as kind,
      coalesce(m.target, m.slug) as target, ${monitorSays} as says, ${since} as since
    from monitors m where m.workspace_id = ${tx.workspaceId} and m.id = any (${ids}::text[])
    order by m.id`.execute(tx.db)
  return rows
}
