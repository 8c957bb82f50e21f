/** Counting, a batch at a time. */
import type { Signal } from '#modules/telemetry'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import { environmentLimit, hourOf } from '../incident.ts'
import { groupOf } from './repo.ts'

export type Claim = { signal: Signal; incidentId: string; homeIncidentId: string; cause: 'signal' | 'algorithm' }

/** `isNew`: the group was nobody's until now. */
export type Lead = { incidentId: string; isNew: boolean }

/**
 * Counts each signal in its group, and claims groups that are nobody's yet for the incident that the claim names.
 * Returns where each group leads, which is known for certain now: the rows stay locked, in the order of their text.
 */
export async function countSignals(tx: Tx, claims: readonly Claim[]): Promise<Map<string, Lead>> {
  if (claims.length === 0) return new Map()
  const rows = JSON.stringify(claims.map(toRow))
  const newer = sql`excluded.last_seen_at >= known.last_seen_at`
  const { rows: counted } = await sql<{ projectId: string; key: string } & Lead>`
    insert into incident_keys as known (workspace_id, project_id, key, incident_id, home_incident_id, cause, since,
      level, event_count, first_seen_at, last_seen_at, first_release, last_release, environments)
    select ${tx.workspaceId}, "projectId", key, "incidentId", "homeIncidentId", cause, ${tx.now()},
      level, count, "firstSeenAt", "lastSeenAt", release, release, environments
    from jsonb_to_recordset(${rows}::jsonb) as claims (
      "projectId" text, key text, "incidentId" text, "homeIncidentId" text, cause text, level text, count bigint,
      "firstSeenAt" timestamptz, "lastSeenAt" timestamptz, release text, environments text[])
    order by "projectId" collate "C", key collate "C"
    on conflict (workspace_id, project_id, key) do update set
      event_count = known.event_count + excluded.event_count,
      first_seen_at = least(known.first_seen_at, excluded.first_seen_at),
      last_seen_at = greatest(known.last_seen_at, excluded.last_seen_at),
      last_release = case when ${newer} then coalesce(excluded.last_release, known.last_release)
        else known.last_release end,
      level = case when ${newer} then excluded.level else known.level end,
      environments = case when known.environments @> excluded.environments then known.environments else array(
        select name from unnest(known.environments || excluded.environments) with ordinality as both_of (name, place)
        group by name order by min(place) limit ${sql.lit(environmentLimit)}) end
    returning project_id, key, incident_id, known.xmax = '0' as is_new`.execute(tx.db)
  await countHours(tx, rows)
  return new Map(counted.map((row) => [groupOf(row), row]))
}

function toRow({ signal, incidentId, homeIncidentId, cause }: Claim) {
  const { projectId, key, level, count, firstSeenAt, lastSeenAt, release } = signal
  const environments = signal.environments.slice(0, environmentLimit)
  return {
    projectId,
    key,
    incidentId,
    homeIncidentId,
    cause,
    level,
    count,
    firstSeenAt,
    lastSeenAt,
    release,
    environments,
  }
}

/** By the hour of counting. Whoever comes here has locked the groups, so nobody waits for anybody. */
async function countHours(tx: Tx, rows: string): Promise<void> {
  await sql`
    insert into incident_hours as known (workspace_id, project_id, key, hour, event_count)
    select ${tx.workspaceId}, "projectId", key, ${hourOf(tx.now())}, count
    from jsonb_to_recordset(${rows}::jsonb) as claims ("projectId" text, key text, count bigint)
    order by "projectId" collate "C", key collate "C"
    on conflict (workspace_id, project_id, key, hour) do update set
      event_count = known.event_count + excluded.event_count`.execute(tx.db)
}

/** Whole hours before `until`, of many incidents in one statement. */
export async function listHours(
  tx: Tx,
  incidentIds: readonly string[],
  { from, until }: { from: Date; until: Date },
): Promise<{ incidentId: string; hour: Date; count: number }[]> {
  if (incidentIds.length === 0) return []
  const { rows } = await sql<{ incidentId: string; hour: Date; count: number }>`
    select k.incident_id, h.hour, sum(h.event_count)::bigint as count
    from incident_keys k join incident_hours h
      on h.workspace_id = k.workspace_id and h.project_id = k.project_id and h.key = k.key
    where k.workspace_id = ${tx.workspaceId} and k.incident_id = any(${[...incidentIds]})
      and h.hour >= ${from} and h.hour < ${until}
    group by k.incident_id, h.hour`.execute(tx.db)
  return rows
}
