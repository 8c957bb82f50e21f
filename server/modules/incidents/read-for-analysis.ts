import type { EventScope } from '#modules/telemetry'
import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { notFound } from '#platform/errors'
import type { Incident } from './incident.ts'
import { listKeysOf } from './groups/repo.ts'
import * as repo from './repo.ts'

/** An incident with the groups of events that belong to it now. Throws not_found. */
export async function readIncidentScope(ctx: Context, id: string): Promise<{ incident: Incident; scope: EventScope }> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, async (tx) => {
    const incident = await repo.findIncident(tx, id)
    if (!incident) throw notFound('incident')
    return { incident, scope: { projectId: incident.projectId, keys: await listKeysOf(tx, id) } }
  })
}

export type ResolvedIncident = Pick<Incident, 'id' | 'number' | 'title' | 'culprit'> & {
  /** What is known of how it ended, in words; null: nothing. */
  fix: string | null
}

const maxResolved = 500

/** The project's incidents that were resolved last; what is known of how is the last note, and the release. */
export async function listResolvedIncidents(ctx: Context, projectId: string): Promise<ResolvedIncident[]> {
  requirePermission(ctx, 'incidents.read')
  const rows = await inTransaction(ctx, ({ db, workspaceId }) =>
    db
      .selectFrom('incidents')
      .select((eb) => [
        ...(['id', 'number', 'title', 'culprit', 'fixedIn'] as const),
        eb
          .selectFrom('incidentNotes as note')
          .select('note.text')
          .whereRef('note.workspaceId', '=', 'incidents.workspaceId')
          .whereRef('note.incidentId', '=', 'incidents.id')
          .orderBy('note.createdAt', 'desc')
          .limit(1)
          .as('lastNote'),
      ])
      .where('workspaceId', '=', workspaceId)
      .where('mergedInto', 'is', null)
      .where('projectId', '=', projectId)
      .where('status', '=', 'resolved')
      .orderBy('resolvedAt', 'desc')
      .limit(maxResolved)
      .execute(),
  )
  return rows.map(({ fixedIn, lastNote, ...row }) => ({
    ...row,
    fix: lastNote ?? (fixedIn === null ? null : `fixed in ${fixedIn}`),
  }))
}
