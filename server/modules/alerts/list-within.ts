import { ofLiveProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction, sql } from '#platform/database'

/** That an alert fired, and until when as far as is known. */
export type AlertMark = {
  ruleId: string
  rule: string
  projectId: string
  key: string
  labels: Record<string, string>
  at: Date
  endsAt: Date | null
}

/** Those that began to fire in a range, newest first. */
export async function listAlertsWithin(
  ctx: Context,
  { from, to, projectId, limit }: { from: Date; to: Date; projectId: string | undefined; limit: number },
): Promise<AlertMark[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const { rows } = await sql<AlertMark>`
      select c.rule_id, r.name as rule, g.project_id, c.alert_key as key, c.labels, c.at, (
        select min(e.at) from alert_changes e
        where e.workspace_id = c.workspace_id and e.rule_id = c.rule_id and e.alert_key = c.alert_key
          and e.at > c.at and e.state = 'inactive'
      ) as ends_at
      from alert_changes c
      join alert_rules r on r.workspace_id = c.workspace_id and r.id = c.rule_id
      join alert_rule_groups g on g.workspace_id = r.workspace_id and g.id = r.group_id
      where c.workspace_id = ${tx.workspaceId} and c.state = 'firing' and c.at >= ${from} and c.at < ${to}
        and (${projectId ?? null}::text is null or g.project_id = ${projectId ?? null}) and ${ofLiveProject(tx, sql`g.project_id`)}
      order by c.at desc, c.rule_id, c.alert_key limit ${limit}`.execute(tx.db)
    return rows
  })
}
