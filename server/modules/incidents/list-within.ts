import { ofLiveProject } from '#modules/workspaces'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Incident } from './incident.ts'

export type IncidentMark = Pick<
  Incident,
  'id' | 'number' | 'projectId' | 'title' | 'severity' | 'openedAt' | 'resolvedAt'
>

/** Those that were open at some time of a range, newest first. Merged ones are part of another one. */
export async function listIncidentsWithin(
  ctx: Context,
  { from, to, projectId, limit }: { from: Date; to: Date; projectId: string | undefined; limit: number },
): Promise<IncidentMark[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, (tx) => {
    let query = tx.db
      .selectFrom('incidents')
      .select(['id', 'number', 'projectId', 'title', 'severity', 'openedAt', 'resolvedAt'])
      .where('workspaceId', '=', tx.workspaceId)
      .where('mergedInto', 'is', null)
      .where('openedAt', '<', to)
      .where((eb) => eb.or([eb('resolvedAt', 'is', null), eb('resolvedAt', '>=', from)]))
      .where(ofLiveProject(tx, 'incidents.projectId'))
    if (projectId !== undefined) query = query.where('projectId', '=', projectId)
    return query.orderBy('openedAt', 'desc').orderBy('id', 'desc').limit(limit).execute()
  })
}
