import { ofLiveProject } from '#modules/workspaces'
import type { Tx } from '#platform/context'
import { sql } from '#platform/database'
import type { SeverityRule } from './severity.ts'

declare module '#platform/database' {
  interface Tables {
    severityRules: SeverityRule & { workspaceId: string; position: number }
  }
}

/** In their order; without those for a project that is being deleted. */
export async function listRules(tx: Tx): Promise<SeverityRule[]> {
  return tx.db
    .selectFrom('severityRules')
    .select(['severity', 'levels', 'environment', 'projectId'])
    .where('workspaceId', '=', tx.workspaceId)
    .where(ofLiveProject(tx, 'severityRules.projectId'))
    .orderBy('position')
    .execute()
}

export async function replaceRules(tx: Tx, rules: readonly SeverityRule[]): Promise<void> {
  await tx.db.deleteFrom('severityRules').where('workspaceId', '=', tx.workspaceId).execute()
  if (rules.length === 0) return
  const rows = rules.map((rule, position) => ({ ...rule, position, workspaceId: tx.workspaceId }))
  await tx.db.insertInto('severityRules').values(rows).execute()
}

/** Of two who change the rules at once the second one waits. */
export async function lockRules(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`severity_rules ${tx.workspaceId}`}, 0))`.execute(tx.db)
}

/**
 * Gives each incident that nobody resolved, and whose severity nobody set, that of the rules; says how many changed.
 * The same decision as `severityOf`, for all of them at once. Rows are locked in the order in which counting does it.
 */
export async function applyRules(tx: Tx, rules: readonly SeverityRule[]): Promise<number> {
  const cases = rules.map(({ severity, levels, environment, projectId }) => {
    const conditions = [
      levels.length === 0 ? sql`true` : sql`level = any(${levels})`,
      environment === null ? sql`true` : sql`${environment} = any(environments)`,
      projectId === null ? sql`true` : sql`project_id = ${projectId}`,
    ]
    return sql`when ${sql.join(conditions, sql` and `)} then ${severity}`
  })
  const { numAffectedRows } = await sql`
    with found as (
      select id, case ${sql.join(cases, sql` `)}
        when level = 'fatal' then 'critical' when level = 'error' then 'high' when level = 'warning' then 'medium'
        else 'low' end as severity
      from incidents
      where workspace_id = ${tx.workspaceId} and status <> 'resolved' and severity_set_by is null
      order by id for update)
    update incidents set severity = found.severity from found
    where incidents.workspace_id = ${tx.workspaceId} and incidents.id = found.id
      and incidents.severity <> found.severity`.execute(tx.db)
  return Number(numAffectedRows ?? 0)
}
