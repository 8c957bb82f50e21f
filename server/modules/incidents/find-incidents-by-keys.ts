import { ofLiveProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Incident } from './incident.ts'

export type IncidentOfKey = Pick<Incident, 'id' | 'number' | 'title' | 'status' | 'level'>

/**
 * The incidents that groups of events belong to now, by `<project id> <key>`. A group without an incident is left out.
 * At most some hundred groups: each is a place in the statement.
 */
export async function findIncidentsByKeys(
  ctx: Context,
  groups: readonly { projectId: string; key: string }[],
): Promise<Map<string, IncidentOfKey>> {
  requirePermission(ctx, 'incidents.read')
  const keys = [...new Set(groups.map(({ key }) => key))]
  if (keys.length === 0) return new Map()
  const rows = await inTransaction(ctx, (tx) =>
    tx.db
      .selectFrom('incidentKeys as k')
      .innerJoin('incidents as i', (join) =>
        join.onRef('i.workspaceId', '=', 'k.workspaceId').onRef('i.id', '=', 'k.incidentId'),
      )
      .select(['k.projectId', 'k.key', 'i.id', 'i.number', 'i.title', 'i.status', 'i.level'])
      .where('k.workspaceId', '=', tx.workspaceId)
      .where(ofLiveProject(tx, 'k.projectId'))
      .where('k.key', 'in', keys)
      .execute(),
  )
  return new Map(rows.map(({ projectId, key, ...incident }) => [`${projectId} ${key}`, incident]))
}
