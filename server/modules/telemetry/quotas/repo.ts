import { ofLiveProject } from '#modules/workspaces'
import { sql } from '#platform/database'
import type { Tx } from '#platform/context'
import { notFound } from '#platform/errors'
import type { FilterSettings } from './filters.ts'
import { noFilters } from './filters.ts'
import type { Quota } from './quota.ts'

type QuotaRow = Omit<Quota, 'scopeId'> & { workspaceId: string; scopeId: string }
type SettingsRow = {
  workspaceId: string
  projectId: string
  spikeProtection: boolean
  filters: FilterSettings
  updatedAt: Date
}

declare module '#platform/database' {
  interface Tables {
    quotas: QuotaRow
    intakeSettings: SettingsRow
  }
}

const columns = ['id', 'scope', 'scopeId', 'category', 'window', 'limit', 'createdAt'] as const

/** Those of a project that is being deleted are none. */
function quotas(tx: Tx) {
  const ofKey = sql`(select k.project_id from ingest_keys k
    where k.workspace_id = ${tx.workspaceId} and k.id = quotas.scope_id)`
  return tx.db
    .selectFrom('quotas')
    .select(columns)
    .where('workspaceId', '=', tx.workspaceId)
    .where(ofLiveProject(tx, 'quotas.scopeId'))
    .where(ofLiveProject(tx, ofKey))
}

export async function listQuotas(tx: Tx): Promise<Quota[]> {
  const query = quotas(tx)
  return (await query.orderBy('createdAt').orderBy('id').execute()).map(fromRow)
}

/** Holds back others who change the workspace's quotas until the transaction ends. */
export async function lockQuotas(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`quotas ${tx.workspaceId}`}, 0))`.execute(tx.db)
}

export async function getQuota(tx: Tx, id: string): Promise<Quota> {
  const row = await quotas(tx).where('id', '=', id).forUpdate().executeTakeFirst()
  if (!row) throw notFound('quota')
  return fromRow(row)
}

/** False: there is one of this scope, category and window. */
export async function insertQuota(tx: Tx, quota: Quota): Promise<boolean> {
  const result = await tx.db
    .insertInto('quotas')
    .values({ ...quota, scopeId: quota.scopeId ?? '', workspaceId: tx.workspaceId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function setLimit(tx: Tx, id: string, limit: number): Promise<void> {
  const query = tx.db.updateTable('quotas').set({ limit }).where('workspaceId', '=', tx.workspaceId)
  await query.where('id', '=', id).execute()
}

export async function deleteQuota(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom('quotas').where('workspaceId', '=', tx.workspaceId).where('id', '=', id).execute()
}

const fromRow = ({ scopeId, ...row }: Omit<QuotaRow, 'workspaceId'>): Quota => ({ ...row, scopeId: scopeId || null })

export type IntakeSettings = { spikeProtection: boolean; filters: FilterSettings }
export const defaultSettings: IntakeSettings = { spikeProtection: true, filters: noFilters }

export async function findSettings(tx: Tx, projectId: string): Promise<IntakeSettings> {
  const query = tx.db.selectFrom('intakeSettings').select(['spikeProtection', 'filters'])
  const row = await query
    .where('workspaceId', '=', tx.workspaceId)
    .where('projectId', '=', projectId)
    .executeTakeFirst()
  return row ? { spikeProtection: row.spikeProtection, filters: { ...noFilters, ...row.filters } } : defaultSettings
}

export async function saveSettings(tx: Tx, projectId: string, settings: IntakeSettings): Promise<void> {
  await sql`
    insert into intake_settings (workspace_id, project_id, spike_protection, filters, updated_at)
    values (${tx.workspaceId}, ${projectId}, ${settings.spikeProtection}, ${JSON.stringify(settings.filters)}::jsonb,
      ${tx.now()})
    on conflict (workspace_id, project_id) do update set spike_protection = excluded.spike_protection,
      filters = excluded.filters, updated_at = excluded.updated_at`.execute(tx.db)
}

/** What came each full hour since `from`, of errors, logs and spans together, kept or thinned out. */
export async function hourlyVolumes(
  tx: Tx,
  projectId: string,
  from: Date,
  before: Date,
): Promise<Map<string, number[]>> {
  const { rows } = await sql<{ category: string; quantity: number }>`
    select category, sum(quantity)::float8 as quantity from ingest_outcomes
    where workspace_id = ${tx.workspaceId} and project_id = ${projectId} and hour >= ${from} and hour < ${before}
      and source = 'server' and outcome in ('accepted', 'rate_limited')
    group by category, hour`.execute(tx.db)
  const volumes = new Map<string, number[]>()
  for (const { category, quantity } of rows) volumes.set(category, [...(volumes.get(category) ?? []), quantity])
  return volumes
}

export async function findCreation(tx: Tx, projectId: string): Promise<Date | undefined> {
  const query = tx.db.selectFrom('projects').select('createdAt').where('workspaceId', '=', tx.workspaceId)
  return (await query.where('id', '=', projectId).executeTakeFirst())?.createdAt
}
