import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import type { Incident } from '../incident.ts'
import * as repo from '../repo.ts'

/** The incidents that are part of this one, in the order of their numbers; none for one that nobody knows. */
export async function listMergedIncidents(
  ctx: Context,
  incidentId: string,
): Promise<Pick<Incident, 'id' | 'number'>[]> {
  requirePermission(ctx, 'incidents.read')
  return inTransaction(ctx, (tx) => repo.listMergedInto(tx, [incidentId]))
}
