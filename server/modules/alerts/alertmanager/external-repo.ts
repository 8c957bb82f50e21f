import { createHash } from 'node:crypto'
import type { Tx } from '#platform/context'
import { sql, type PlatformTx } from '#platform/database'
import type { Texts } from '../rule.ts'

export type ExternalAlert = {
  projectId: string
  fingerprint: string
  name: string
  labels: Texts
  annotations: Texts
  generatorUrl: string
  startsAt: Date
  endsAt: Date
  updatedAt: Date
  resolvedAt: Date | null
  toldAt: Date | null
  incidentId: string | null
}

/** More are looked at by nobody on one screen. */
const maxOfIncident = 1_000

const columns = sql`project_id, fingerprint, name, labels, annotations, generator_url, starts_at, ends_at, updated_at,
  resolved_at, told_at, incident_id`

/** Of these names, locked: who comes second sees what the first one made of them. */
export async function listForUpdate(tx: Tx, projectId: string, names: readonly string[]): Promise<ExternalAlert[]> {
  for (const name of [...names].sort()) {
    const key = createHash('sha256')
      .update(JSON.stringify([tx.workspaceId, projectId, name]))
      .digest()
      .readBigInt64BE()
    await sql`select pg_advisory_xact_lock(${key.toString()}::bigint)`.execute(tx.db)
  }
  const { rows } = await sql<ExternalAlert>`
    select ${columns} from external_alerts
    where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and name = any (${names}::text[])
    order by fingerprint`.execute(tx.db)
  return rows
}

export async function save(tx: Tx, alerts: readonly ExternalAlert[]): Promise<void> {
  if (alerts.length === 0) return
  const rows = alerts.map((alert) => ({
    ...{ project_id: alert.projectId, fingerprint: alert.fingerprint, name: alert.name, labels: alert.labels },
    ...{ annotations: alert.annotations, generator_url: alert.generatorUrl, starts_at: alert.startsAt },
    ...{ ends_at: alert.endsAt, updated_at: alert.updatedAt, resolved_at: alert.resolvedAt, told_at: alert.toldAt },
    incident_id: alert.incidentId,
  }))
  await sql`
    insert into external_alerts (workspace_id, ${columns})
    select ${tx.workspaceId}, ${columns} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (
      project_id text, fingerprint text, name text, labels jsonb, annotations jsonb, generator_url text,
      starts_at timestamptz, ends_at timestamptz, updated_at timestamptz, resolved_at timestamptz,
      told_at timestamptz, incident_id text)
    on conflict (workspace_id, project_id, fingerprint) do update set
      annotations = excluded.annotations, generator_url = excluded.generator_url, starts_at = excluded.starts_at,
      ends_at = excluded.ends_at, updated_at = excluded.updated_at, resolved_at = excluded.resolved_at,
      told_at = excluded.told_at, incident_id = excluded.incident_id`.execute(tx.db)
}

export async function listFiring(tx: Tx, limit: number): Promise<ExternalAlert[]> {
  const { rows } = await sql<ExternalAlert>`
    select ${columns} from external_alerts
    where workspace_id = ${tx.workspaceId} and resolved_at is null
    order by starts_at, fingerprint limit ${limit}`.execute(tx.db)
  return rows
}

/** Those that fire and that it was told of; the oldest first. */
export async function listOfIncident(tx: Tx, incidentId: string): Promise<ExternalAlert[]> {
  const { rows } = await sql<ExternalAlert>`
    select ${columns} from external_alerts
    where workspace_id = ${tx.workspaceId} and incident_id = ${incidentId} and resolved_at is null
    order by starts_at, fingerprint limit ${maxOfIncident}`.execute(tx.db)
  return rows
}

export async function countFiring(tx: Tx, projectId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from external_alerts
    where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and resolved_at is null`.execute(tx.db)
  return rows[0]?.count ?? 0
}

/** Names of which an alert is over by time, of all workspaces. */
export async function listOver(tx: PlatformTx, at: Date, limit: number) {
  const { rows } = await sql<{ workspaceId: string; projectId: string; name: string }>`
    select distinct workspace_id, project_id, name from external_alerts
    where resolved_at is null and ends_at <= ${at} limit ${limit}`.execute(tx.db)
  return rows
}

/** Those that were over long ago. */
export async function removeResolved(tx: Tx, before: Date): Promise<void> {
  await sql`
    delete from external_alerts
    where workspace_id = ${tx.workspaceId} and resolved_at < ${before}`.execute(tx.db)
}
