/** How rules and their alerts are: written by the evaluation, read by everybody. What they were: history-repo.ts. */
import type { Tx } from '#platform/context'
import { sql, type JsonValue } from '#platform/database'
import type { ActiveAlert, RuleHealth, RuleState, Texts } from '../rule.ts'

/** A row of alert_rule_states. */
export type StoredRuleState = {
  ruleId: string
  health: RuleHealth
  error: string | null
  state: RuleState
  since: Date | null
  noDataSince: Date | null
  hadData: boolean
  /** The last evaluation that said how its alerts are. */
  seenAt: Date | null
  evaluatedAt: Date | null
  durationMs: number | null
  pendingCount: number
  firingCount: number
  /** Labels of the series that it wrote last. */
  series: [string, string][][]
  toldSince: Date | null
  toldAt: Date | null
  incidentId: string | null
}

/** A row of alert_states; also of alerts that are over, for a while. */
export type StoredAlert = {
  ruleId: string
  alertKey: string
  labels: Texts
  annotations: Texts
  value: string
  state: 'pending' | 'firing' | 'inactive'
  activeAt: Date
  firedAt: Date | null
  resolvedAt: Date | null
  keptSince: Date | null
  lastSentAt: Date | null
}

type WithJson<Row, Column extends keyof Row> = Omit<Row, Column> & Record<Column, JsonValue> & { workspaceId: string }

declare module '#platform/database' {
  interface Tables {
    alertRuleStates: WithJson<StoredRuleState, 'series'>
    alertStates: WithJson<StoredAlert, 'labels' | 'annotations'>
  }
}

const alertColumns = [
  ...(['ruleId', 'alertKey', 'labels', 'annotations', 'value', 'state', 'activeAt', 'firedAt'] as const),
  ...(['resolvedAt', 'keptSince', 'lastSentAt'] as const),
]
const shownColumns = [
  ...(['ruleId', 'health', 'error', 'state', 'since', 'noDataSince', 'hadData', 'seenAt', 'evaluatedAt'] as const),
  ...(['durationMs', 'pendingCount', 'firingCount', 'toldSince', 'toldAt', 'incidentId'] as const),
]

/** Without the series, which are many. */
export async function listRuleStates(
  tx: Tx,
  ruleIds: readonly string[],
): Promise<Map<string, Omit<StoredRuleState, 'series'>>> {
  if (ruleIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('alertRuleStates')
    .select(shownColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('ruleId', 'in', ruleIds)
    .execute()
  return new Map(rows.map((row) => [row.ruleId, row]))
}

/** The rule whose last incident it is. */
export async function findRuleOfIncident(tx: Tx, incidentId: string): Promise<string | undefined> {
  const query = tx.db.selectFrom('alertRuleStates').select('ruleId').where('workspaceId', '=', tx.workspaceId)
  return (await query.where('incidentId', '=', incidentId).limit(1).executeTakeFirst())?.ruleId
}

/** With the series, for the evaluation. */
export async function loadRuleStates(tx: Tx, ruleIds: readonly string[]): Promise<Map<string, StoredRuleState>> {
  if (ruleIds.length === 0) return new Map()
  const rows = await tx.db
    .selectFrom('alertRuleStates')
    .select([...shownColumns, 'series'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('ruleId', 'in', ruleIds)
    .execute()
  // Trusted: our own JSON.
  return new Map(rows.map((row) => [row.ruleId, row as StoredRuleState]))
}

/** All of some rules, also those that are over. */
export async function loadAlerts(tx: Tx, ruleIds: readonly string[]): Promise<StoredAlert[]> {
  if (ruleIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('alertStates')
    .select(alertColumns)
    .where('workspaceId', '=', tx.workspaceId)
    .where('ruleId', 'in', ruleIds)
    .orderBy('ruleId')
    .orderBy('alertKey')
    .execute()
  // Trusted: our own JSON.
  return rows as StoredAlert[]
}

/** Pending and firing ones, those that fire first and the oldest of them first; of some rules. */
export async function listActiveAlerts(
  tx: Tx,
  ruleIds: readonly string[],
  limit: number,
): Promise<(ActiveAlert & { alertKey: string })[]> {
  if (ruleIds.length === 0) return []
  const rows = await tx.db
    .selectFrom('alertStates')
    .select(['ruleId', 'alertKey', 'labels', 'annotations', 'state', 'value', 'activeAt', 'firedAt'])
    .where('workspaceId', '=', tx.workspaceId)
    .where('ruleId', 'in', ruleIds)
    .where('state', '<>', 'inactive')
    .orderBy('state')
    .orderBy('activeAt')
    .orderBy('ruleId')
    .orderBy('alertKey')
    .limit(limit)
    .execute()
  // Trusted: our own JSON; the condition leaves two states.
  return rows as unknown as (ActiveAlert & { alertKey: string })[]
}

/** `series` undefined: they are what they were. */
export type RuleStateToSave = Omit<StoredRuleState, 'series'> & { series: StoredRuleState['series'] | undefined }

export async function saveRuleStates(tx: Tx, states: readonly RuleStateToSave[]): Promise<void> {
  if (states.length === 0) return
  await sql`
    insert into alert_rule_states as s (workspace_id, rule_id, health, error, state, since, no_data_since, had_data,
      seen_at, evaluated_at, duration_ms, pending_count, firing_count, series, told_since, told_at, incident_id)
    select ${tx.workspaceId}, n."ruleId", n.health, n.error, n.state, n.since, n."noDataSince", n."hadData", n."seenAt",
      n."evaluatedAt", n."durationMs", n."pendingCount", n."firingCount", coalesce(n.series, '[]'), n."toldSince",
      n."toldAt", n."incidentId"
    from jsonb_to_recordset(${JSON.stringify(states)}::jsonb) as n ("ruleId" text, health text, error text, state text,
      since timestamptz, "noDataSince" timestamptz, "hadData" boolean, "seenAt" timestamptz,
      "evaluatedAt" timestamptz, "durationMs" double precision, "pendingCount" integer, "firingCount" integer,
      series jsonb, "toldSince" timestamptz, "toldAt" timestamptz, "incidentId" text)
    on conflict (workspace_id, rule_id) do update set health = excluded.health, error = excluded.error,
      state = excluded.state, since = excluded.since, no_data_since = excluded.no_data_since,
      had_data = excluded.had_data, seen_at = excluded.seen_at, evaluated_at = excluded.evaluated_at,
      duration_ms = excluded.duration_ms, pending_count = excluded.pending_count,
      firing_count = excluded.firing_count, told_since = excluded.told_since, told_at = excluded.told_at,
      incident_id = excluded.incident_id,
      series = case when s.rule_id in (select m."ruleId" from
        jsonb_to_recordset(${JSON.stringify(states)}::jsonb) as m ("ruleId" text, series jsonb)
        where m.series is not null) then excluded.series else s.series end`.execute(tx.db)
}

export async function saveAlerts(tx: Tx, alerts: readonly StoredAlert[]): Promise<void> {
  if (alerts.length === 0) return
  await sql`
    insert into alert_states (workspace_id, rule_id, alert_key, labels, annotations, value, state, active_at, fired_at,
      resolved_at, kept_since, last_sent_at)
    select ${tx.workspaceId}, n."ruleId", n."alertKey", n.labels, n.annotations, n.value, n.state, n."activeAt",
      n."firedAt", n."resolvedAt", n."keptSince", n."lastSentAt"
    from jsonb_to_recordset(${JSON.stringify(alerts)}::jsonb) as n ("ruleId" text, "alertKey" text, labels jsonb,
      annotations jsonb, value text, state text, "activeAt" timestamptz, "firedAt" timestamptz,
      "resolvedAt" timestamptz, "keptSince" timestamptz, "lastSentAt" timestamptz)
    on conflict (workspace_id, rule_id, alert_key) do update set annotations = excluded.annotations,
      value = excluded.value, state = excluded.state, active_at = excluded.active_at, fired_at = excluded.fired_at,
      resolved_at = excluded.resolved_at, kept_since = excluded.kept_since,
      last_sent_at = excluded.last_sent_at`.execute(tx.db)
}

export async function removeAlerts(tx: Tx, alerts: readonly Pick<StoredAlert, 'ruleId' | 'alertKey'>[]): Promise<void> {
  if (alerts.length === 0) return
  await sql`
    delete from alert_states s using unnest(${alerts.map(({ ruleId }) => ruleId)}::text[],
      ${alerts.map(({ alertKey }) => alertKey)}::text[]) as gone (rule_id, alert_key)
    where s.workspace_id = ${tx.workspaceId} and s.rule_id = gone.rule_id
      and s.alert_key = gone.alert_key`.execute(tx.db)
}
